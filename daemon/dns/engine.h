// The DNS engine: one epoll thread that asks chosen servers over UDP and TCP and believes only what answers the
// question. Batches block their caller; everything concurrent is inside.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nameward/dns.h"
#include "nameward/look.h"
#include "nameward/time.h"

namespace nameward::dns {

// The circuit breaker of one server: opens after 5 questions in a row without any answer; then one question a minute
// is let through as a probe.
struct Breaker {
    IpAddress server;
    int failures = 0;
    Wall probe_at{};
};

struct EngineOptions {
    std::uint16_t port = 53;                  // of every server asked
    double queries_per_second = 50;           // per server address, burst 20, at most 20 in flight; 0 = unlimited
    double registry_queries_per_second = 10;  // for questions marked `registry`; 0 = unlimited
    // Which addresses may be asked at all: root hints and what may_be_asked() lets through. Empty = public ones only.
    std::function<bool(const IpAddress&)> allowed;
    std::function<Wall()> wall;  // follows --now; for breakers and the time of evidence. Empty = the system's clock
    // Ladder of one question: UDP tries with these time-outs, then TCP once.
    std::vector<std::chrono::milliseconds> udp_timeouts{std::chrono::milliseconds(800), std::chrono::milliseconds(1600),
                                                        std::chrono::milliseconds(3000)};
    std::chrono::milliseconds tcp_timeout{5000};
};

// Thread-safe. Destruction ends what is in flight with outcome timeout.
class Engine {
  public:
    explicit Engine(EngineOptions options);
    ~Engine();

    // With a look: its time and its questions bound this batch; what is open when they are over is cut_off.
    std::vector<DnsAnswer> ask(std::span<const DnsQuestion> questions, const LookPtr& look = {});

    // Ends what is in flight, and from now on every question at once, with outcome timeout.
    void stop();

    // Breakers outlive the process: the app loads and saves them. `probe_now` lets one probe through at once for
    // each open breaker (a sweep asked for by a person).
    void load(std::span<const Breaker> breakers, bool probe_now);
    std::vector<Breaker> breakers() const;  // those with failures

    // When the engine's loop last turned (steady clock), for the watchdog.
    std::chrono::steady_clock::time_point last_turn() const;

    struct Counters {
        std::uint64_t questions = 0, packets_sent = 0, tcp = 0, foreign_packets = 0, timeouts = 0;
    };
    Counters counters() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace nameward::dns
