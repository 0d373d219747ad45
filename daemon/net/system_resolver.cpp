#include "net/system_resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "net/host_text.h"
#include "net/socket_address.h"

namespace nameward::net {
namespace {

// Look-ups that nobody waits for any more still run; with more than this, the system's resolver has no answer for
// anybody.
constexpr int kMostThreads = 64;

struct LookUp {
    std::mutex mutex;
    std::condition_variable ended;
    std::optional<Addresses> answer;
};

Addresses look_up(const std::string& host) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int code = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    if (code == EAI_NONAME || code == EAI_NODATA) return std::vector<IpAddress>{};
    if (code != 0)
        return Error{ErrorKind::transient, "the host name " + host + " could not be resolved: " + gai_strerror(code)};
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> freed(found, freeaddrinfo);
    std::vector<IpAddress> addresses;
    for (const addrinfo* one = found; one; one = one->ai_next)
        if (const auto address = address_of(one->ai_addr);
            address && std::find(addresses.begin(), addresses.end(), *address) == addresses.end())
            addresses.push_back(*address);
    return addresses;
}

std::atomic<int>& threads() {
    static std::atomic<int> count = 0;
    return count;
}

}  // namespace

Addresses resolve_by_system(const std::string& host, std::chrono::milliseconds deadline) {
    if (++threads() > kMostThreads) {
        --threads();
        return Error{ErrorKind::transient, "the host name " + host + " could not be resolved: the system's resolver " +
                                               "has not answered " + std::to_string(kMostThreads) + " others"};
    }
    const auto look = std::make_shared<LookUp>();
    // Detached, because getaddrinfo() cannot be ended: it owns all that it touches.
    std::thread([look, host] {
        auto answer = look_up(host);
        --threads();
        const std::scoped_lock lock(look->mutex);
        look->answer = std::move(answer);
        look->ended.notify_all();
    }).detach();
    std::unique_lock lock(look->mutex);
    if (look->ended.wait_for(lock, deadline, [&] { return look->answer.has_value(); })) return *look->answer;
    return Error{ErrorKind::transient,
                 "the host name " + host + " could not be resolved within " + in_seconds(deadline)};
}

}  // namespace nameward::net
