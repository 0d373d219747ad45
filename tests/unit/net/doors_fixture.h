// The doors outward as one process has them, with hosts that all stand on this machine.
#pragma once

#include <map>

#include "catch.h"
#include "lab_receivers.h"
#include "net/doors.h"
#include "scripted_server.h"
#include "texts.h"

namespace nameward::test {

inline const Wall kDawn{Seconds(1'800'000'000)};

template <class Value>
std::string error_of(const Result<Value>& result) {
    REQUIRE_FALSE(result);
    return result.error().what;
}

inline IpAddress ip(const std::string& text) {
    return *IpAddress::parse(text);
}

struct Outside {
    std::shared_ptr<net::Commons> commons = std::make_shared<net::Commons>();
    net::TransferOptions transfer;
    std::map<std::string, std::vector<IpAddress>> hosts;  // every other name is 127.0.0.1
    std::vector<std::string> resolved{};
    std::function<bool(const IpAddress&)> allowed = [](const IpAddress&) { return true; };
    Seconds spacing{0};
    Wall now = kDawn;
    LookLimits limits{};
    std::uint16_t whois_port = 43;
    std::stop_source stop{};
    std::mutex mutex{};

    // For one look, which begins now.
    Net look() {
        net::DoorOptions options;
        options.transfer = transfer;
        options.transfer.resolve = [this](const std::string& host) -> Addresses {
            const std::scoped_lock lock(mutex);
            resolved.push_back(host);
            const auto found = hosts.find(host);
            return found == hosts.end() ? std::vector<IpAddress>{ip("127.0.0.1")} : found->second;
        };
        options.allowed = allowed;
        options.spacing = spacing;
        options.look = std::make_shared<Look>(std::chrono::steady_clock::now(), limits);
        options.wall = [this] { return now; };
        options.whois_port = whois_port;
        options.stop = stop.get_token();
        Net net;
        net::open_doors(net, std::move(options), commons);
        return net;
    }

    Result<Fetched> fetch(const Fetch& wish) { return look().http(std::span(&wish, 1)).front(); }
};

inline Fetch plain(const ScriptedServer& server, const std::string& path = "/", const std::string& host = "a.example") {
    Fetch fetch;
    fetch.url = "http://" + host + ":" + std::to_string(server.port()) + path;
    fetch.plain_allowed = true;
    return fetch;
}

inline std::string path_of(const std::string& request) {
    const auto from = request.find(' ') + 1;
    return request.substr(from, request.find(' ', from) - from);
}

}  // namespace nameward::test
