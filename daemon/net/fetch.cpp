#include "net/fetch.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "nameward/text.h"
#include "net/host_text.h"
#include "net/http.h"

namespace nameward::net {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kLongestUrl = 2048;
// Of a body that was cut: it is no answer, and its beginning shows what it was. The rest would only fill the memory.
constexpr std::size_t kEvidenceOfCut = std::size_t{64} * 1024;

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool asks_for_peace(int status) {
    return status == 429 || status == 503;
}

// What one hop is about.
struct Hop {
    std::string method, url, body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool by_operator = false;
};

class Chain {
  public:
    Chain(const Fetch& wish, const DoorOptions& options, Manners& manners)
        : wish_(wish),
          options_(options),
          manners_(manners),
          hop_{wish.method, wish.url, wish.body, wish.headers, wish.by_operator} {}

    Result<Fetched> walk() {
        for (int followed = 0;; ++followed) {
            auto response = ask();
            if (!response) return response.error();
            if (!is_redirect(response->status) || wish_.redirects == 0) return arrived(std::move(*response));
            if (followed == wish_.redirects)
                return fail(ErrorKind::malformed,
                            "it redirects once more after " + counted(std::size_t(followed), "redirect"));
            if (auto led = follow(*response); !led) return led.error();
        }
    }

  private:
    Error fail(ErrorKind kind, const std::string& what) const { return told({kind, attempted_ + ": " + what}); }
    Error told(Error error) const {
        if (!led_by_.empty()) error.what += " (a redirect of " + led_by_ + " led there)";
        return error;
    }

    Result<HttpResponse> ask();
    Result<HttpResponse> exchange(const Target& target);
    HttpRequest request(milliseconds time) const;
    void settle(Manners::Turn& turn, const Target& target, const Result<HttpResponse>& result, bool fair);
    Status follow(const HttpResponse& response);
    Result<Fetched> arrived(HttpResponse response) const;
    milliseconds time_left() const;

    const Fetch& wish_;
    const DoorOptions& options_;
    Manners& manners_;
    Hop hop_;
    std::string attempted_ = "GET", led_by_{};  // "GET https://example.com"; the hop before, "" at the first
    std::string first_url_{}, url_{};           // as read
    milliseconds used_{};
    std::set<std::pair<std::string, std::string>> seen_{};
    bool plain_ = false;
};

milliseconds Chain::time_left() const {
    const auto of_look = std::chrono::duration_cast<milliseconds>(options_.look->end() - Steady::now());
    return std::min(kLongestQuestion - used_, of_look);
}

Result<HttpResponse> Chain::ask() {
    attempted_ = hop_.method;
    auto target = parse_target(hop_.url, {"https", "http"});
    if (!target) return fail(ErrorKind::malformed, target.error().what);
    attempted_ += " " + escape_text(target->name(), 300);
    url_ = as_utf8(text_of(*target));
    if (first_url_.empty()) first_url_ = url_;
    if (url_.size() > kLongestUrl) return fail(ErrorKind::malformed, "its URL is longer than 2 KiB");
    if (target->scheme == "http") {
        if (!wish_.plain_allowed) return fail(ErrorKind::rejected, "http is not asked, its answers can be forged");
        plain_ = true;
    }
    if (!seen_.insert({hop_.method, url_}).second) return fail(ErrorKind::malformed, "its redirects go in a circle");
    return exchange(*target);
}

Result<HttpResponse> Chain::exchange(const Target& target) {
    Look& look = *options_.look;
    if (look.over(Steady::now())) return fail(ErrorKind::transient, look.too_late_to_ask());
    if (!look.take_question()) return fail(ErrorKind::transient, look.no_question_left());
    const std::string host = plain_host(target.host);
    auto turn = manners_.begin({host, with_port(host, target.port), options_.spacing, options_.look, options_.stop},
                               options_.wall);
    if (!turn) return fail(turn.error().kind, turn.error().what);
    const auto given = time_left();
    if (given <= milliseconds(0)) return fail(ErrorKind::transient, look.too_late_to_ask());
    const auto began = Steady::now();
    const auto result = HttpClient(options_.transfer)(request(given));
    const auto took = std::chrono::duration_cast<milliseconds>(Steady::now() - began);
    used_ += took;
    settle(*turn, target, result, took < given || given >= kFairTime);
    if (!result) return told(result.error());
    return result;
}

HttpRequest Chain::request(milliseconds time) const {
    HttpRequest request;
    request.method = hop_.method;
    request.url = hop_.url;
    request.headers = hop_.headers;
    request.body = hop_.body;
    request.deadline = time;
    request.body_limit = wish_.body_limit;
    request.wall = options_.wall();
    if (!hop_.by_operator) request.may_connect = options_.allowed;
    request.stop = options_.stop;
    return request;
}

// What the exchange says of the host. One that we refused, or broke off ourselves, says nothing.
void Chain::settle(Manners::Turn& turn, const Target& target, const Result<HttpResponse>& result, bool fair) {
    if (!result && options_.stop.stop_requested()) return;
    if (result || result.error().kind == ErrorKind::malformed) {
        turn.answered();
    } else if (result.error().kind == ErrorKind::transient && fair) {
        const auto& what = result.error().what;
        turn.failed(what.starts_with(attempted_ + ": ") ? what.substr(attempted_.size() + 2) : what);
    }
    if (!result || !asks_for_peace(result->status)) return;
    const auto now = options_.wall();
    manners_.hold_off(plain_host(target.host), result->retry_after,
                      "it answered HTTP " + std::to_string(result->status) + " at " + format_time(now), now);
}

Status Chain::follow(const HttpResponse& response) {
    const std::string status = "HTTP " + std::to_string(response.status);
    if (response.location.empty()) return fail(ErrorKind::malformed, status + " without a Location that can be used");
    auto from = parse_target(hop_.url, {"https", "http"});
    auto to = resolved(*from, response.location);
    if (!to) return fail(ErrorKind::malformed, status + " to a Location that cannot be used: " + to.error().what);
    if (from->scheme == "https" && to->scheme == "http")
        return fail(ErrorKind::rejected, status + " from https to http, which is not followed");
    led_by_ = from->name();
    hop_.url = text_of(*to);
    hop_.by_operator = false;
    const bool elsewhere = from->name() != to->name();
    std::erase_if(hop_.headers, [&](const auto& header) {
        const auto name = lower(header.first);
        return elsewhere && (name == "authorization" || name == "cookie");
    });
    if (response.status <= 303 && hop_.method != "HEAD") {  // RFC 9110, 15.4: as browsers do
        hop_.method = "GET";
        hop_.body.clear();
    }
    return Nothing{};
}

Result<Fetched> Chain::arrived(HttpResponse response) const {
    auto bytes = response.body.substr(0, response.body_cut ? kEvidenceOfCut : std::string::npos);
    Evidence evidence{wish_.kind, url_, wish_.method + " " + first_url_, options_.wall(), std::move(bytes)};
    return Fetched{std::move(response), url_, plain_, std::make_shared<const Evidence>(std::move(evidence))};
}

}  // namespace

Result<Fetched> fetch(const Fetch& wish, const DoorOptions& options, Manners& manners) {
    return Chain(wish, options, manners).walk();
}

}  // namespace nameward::net
