#include "net/doors.h"

#include <algorithm>
#include <future>
#include <vector>

#include "net/fetch.h"
#include "net/host_text.h"
#include "net/whois.h"

namespace nameward::net {
namespace {

// Collectors ask one to three things at once; a longer batch goes in pieces, so that no batch is a crowd of threads.
constexpr std::size_t kSideBySide = 4;

using Results = std::vector<Result<Fetched>>;

Results fetch_side_by_side(std::span<const Fetch> fetches, const DoorOptions& options, Manners& manners) {
    std::vector<std::future<Result<Fetched>>> others;
    for (const auto& one : fetches.subspan(1))
        others.push_back(std::async(std::launch::async, [&] { return fetch(one, options, manners); }));
    Results results{fetch(fetches.front(), options, manners)};
    for (auto& other : others) results.push_back(other.get());
    return results;
}

Results fetch_all(std::span<const Fetch> fetches, const DoorOptions& options, Manners& manners) {
    Results results;
    while (!fetches.empty()) {
        const auto now = std::min(kSideBySide, fetches.size());
        for (auto& result : fetch_side_by_side(fetches.first(now), options, manners))
            results.push_back(std::move(result));
        fetches = fetches.subspan(now);
    }
    return results;
}

}  // namespace

void open_doors(Net& net, DoorOptions options, std::shared_ptr<Commons> commons) {
    const auto kept = std::make_shared<const DoorOptions>(std::move(options));
    net.http = [kept, commons](std::span<const Fetch> fetches) { return fetch_all(fetches, *kept, commons->manners); };
    net.whois = [kept, commons](const WhoisQuestion& question) { return ask_whois(question, *kept, commons->manners); };
    net.document = [kept, commons](const DocumentWish& wish) {
        const auto get = [&](const Fetch& one) { return fetch(one, *kept, commons->manners); };
        return commons->documents.get(wish, get, *kept->look, kept->wall(), kept->stop);
    };
    net.hold_off = [kept, commons](const std::string& host, std::optional<Seconds> wish) {
        const auto now = kept->wall();
        commons->manners.hold_off(plain_host(host), wish,
                                  "it said at " + format_time(now) + " that it is asked too often", now);
    };
}

}  // namespace nameward::net
