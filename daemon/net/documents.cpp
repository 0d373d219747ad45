#include "net/documents.h"

#include <chrono>

#include "nameward/text.h"
#include "net/transfer.h"

namespace nameward::net {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Seconds kFresh = std::chrono::hours(24);
constexpr Seconds kRetry = std::chrono::hours(1);
constexpr std::size_t kLargestDocument = std::size_t{2} << 20;  // IANA's list of all TLDs has 100 KiB
constexpr int kRedirects = 3;

// A clock that was set back does not keep it for longer.
bool is_within(const std::optional<Wall>& moment, Seconds time, Wall now) {
    return moment && *moment <= now && now < *moment + time;
}

bool is_due(const KeptDocument& kept, Wall now) {
    return !is_within(kept.fetched, kFresh, now) && !is_within(kept.tried, kRetry, now);
}

std::string name_of(const std::string& url) {
    const auto target = parse_target(url, {"https", "http"});
    return "GET " + (target ? target->name() : std::string("a document"));
}

Fetch question(const KeptDocument& kept) {
    Fetch fetch;
    fetch.url = kept.url;
    fetch.redirects = kRedirects;
    fetch.by_operator = fetch.plain_allowed = true;
    fetch.body_limit = kLargestDocument;
    fetch.kind = "document";
    if (!kept.fetched) return fetch;
    if (!kept.etag.empty()) fetch.headers.emplace_back("If-None-Match", kept.etag);
    if (!kept.last_modified.empty()) fetch.headers.emplace_back("If-Modified-Since", kept.last_modified);
    return fetch;
}

// Why this is not the document; empty where it is.
std::string fault_of(const HttpResponse& response, const DocumentWish& wish) {
    if (response.status != 200) return "HTTP " + std::to_string(response.status);
    if (response.body_cut) return "it is larger than " + std::to_string(kLargestDocument >> 20) + " MiB";
    if (wish.valid && !wish.valid(response.body))
        return "what came is something else (" + escape_text(response.content_type, 100) + ", " +
               std::to_string(response.body.size()) + " bytes)";
    return "";
}

KeptDocument renewed(KeptDocument kept, Wall now) {
    kept.fetched = now;
    kept.tried.reset();
    kept.trouble.clear();
    return kept;
}

KeptDocument failed(KeptDocument kept, const std::string& why, Wall now) {
    kept.tried = now;
    kept.trouble = why + "; " +
                   (kept.fetched ? "the copy of " + format_time(*kept.fetched) : std::string("the one built in")) +
                   " is used, and it is tried again after " + format_time(now + kRetry);
    return kept;
}

KeptDocument after(KeptDocument kept, const Result<Fetched>& result, const DocumentWish& wish, Wall now) {
    if (!result) return failed(std::move(kept), result.error().what, now);
    const auto& response = result->response;
    if (response.status == 304 && kept.fetched) return renewed(std::move(kept), now);
    if (const auto fault = fault_of(response, wish); !fault.empty())
        return failed(std::move(kept), name_of(kept.url) + ": " + fault, now);
    kept.body = response.body;
    kept.etag = response.etag;
    kept.last_modified = response.last_modified;
    return renewed(std::move(kept), now);
}

}  // namespace

Documents::Entry& Documents::entry(const std::string& url) {
    const auto [found, added] = entries_.try_emplace(url);
    auto& entry = found->second;
    if (!added) return entry;
    entry.kept.url = url;
    if (!shelf_.load) return entry;
    if (auto kept = shelf_.load(url)) entry.kept = *std::move(kept);
    if (entry.kept.fetched) entry.text = std::make_shared<const std::string>(entry.kept.body);
    return entry;
}

Document Documents::get(const DocumentWish& wish, const Get& get, Look& look, Wall now, std::stop_token stop) {
    std::unique_lock lock(mutex_);
    auto& held = entry(wish.url);
    if (held.refreshing && !held.text) await(lock, held, look, stop);
    if (!held.refreshing && is_due(held.kept, now) && !look.over(Steady::now())) {
        held.refreshing = true;
        lock.unlock();
        refresh(wish, get, held, look, now, stop);
        lock.lock();
    }
    Document document{held.text, held.kept.fetched, held.kept.trouble};
    if (!document.text) document.text = std::make_shared<const std::string>(wish.seed);
    return document;
}

void Documents::await(std::unique_lock<std::mutex>& lock, const Entry& entry, Look& look, const std::stop_token& stop) {
    const auto from = Steady::now();
    refreshed_.wait_until(lock, stop, look.latest(), [&] { return !entry.refreshing; });
    look.held_up(from, Steady::now());
}

// Only one at a time is here for one entry: `kept` is read without the lock, and written under it.
void Documents::refresh(const DocumentWish& wish, const Get& get, Entry& entry, Look& look, Wall now,
                        const std::stop_token& stop) {
    struct Ended {
        Documents& documents;
        Entry& entry;
        ~Ended() {
            const std::scoped_lock lock(documents.mutex_);
            entry.refreshing = false;
            documents.refreshed_.notify_all();
        }
    } const ended{*this, entry};
    const auto result = get(question(entry.kept));
    // Broken off by ourselves: that is no word about the document.
    if (!result && (stop.stop_requested() || look.over(Steady::now()))) return;
    auto kept = after(entry.kept, result, wish, now);
    if (shelf_.save) shelf_.save(kept);
    const std::scoped_lock lock(mutex_);
    if (!kept.tried) entry.text = std::make_shared<const std::string>(kept.body);
    entry.kept = std::move(kept);
}

}  // namespace nameward::net
