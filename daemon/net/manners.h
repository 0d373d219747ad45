// How other people's hosts are asked: one after the other with a space between, not before the time they named, and not
// at all for a while where they do not answer. One object for the process. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "nameward/kept.h"
#include "nameward/look.h"
#include "nameward/result.h"

namespace nameward::net {

// Somebody wants to ask a host.
struct Visit {
    std::string host;      // "rdap.example.com"; "whois.example.com:43"
    std::string endpoint;  // "rdap.example.com:443"; "whois.example.com:43"
    Seconds spacing{};     // since the last one began; 0 = none
    LookPtr look;          // on whose behalf: waited for until its latest; waiting does not use up its own time
    std::stop_token stop{};
};

class Manners {
  public:
    using WallClock = std::function<Wall()>;

    // `keep` writes down how a host stands from now on; called without any lock held, one call at a time.
    explicit Manners(std::function<void(const HostStanding&)> keep = {}) : keep_(std::move(keep)) {}

    // The right to ask once. Without a word of what came of it, it was not asked.
    class Turn {
      public:
        Turn(Turn&& other) noexcept
            : manners_(other.manners_), visit_(std::move(other.visit_)), wall_(other.wall_), probe_(other.probe_) {
            other.manners_ = nullptr;
        }
        Turn& operator=(Turn&&) = delete;
        ~Turn();

        void answered();
        void failed(const std::string& trouble);

      private:
        friend class Manners;
        Turn(Manners& manners, Visit visit, const WallClock& wall, bool probe)
            : manners_(&manners), visit_(std::move(visit)), wall_(wall), probe_(probe) {}

        Manners* manners_;
        Visit visit_;
        WallClock wall_;
        bool probe_;
    };

    // Waits for the turn. The Error (transient) says, why there is none and until when: "not asked: ...".
    Result<Turn> begin(const Visit& visit, const WallClock& wall);

    // The host wants peace, for that long or for a time that doubles. `reason`: "it answered HTTP 429 at ...".
    void hold_off(const std::string& host, std::optional<Seconds> wish, const std::string& reason, Wall now);

    void load(std::span<const HostStanding> hosts);
    // A person wants to know now: whoever does not answer is tried once more. Pauses that a host asked for stay.
    void probe_now();
    // Writes down all that there is to remember; nothing of write_down() comes between.
    void save(const std::function<void(std::span<const HostStanding>)>& keep_all, Wall now);
    // Of those of which there is something to remember.
    std::vector<HostStanding> standings(Wall now) const;

  private:
    using Time = std::chrono::steady_clock::time_point;
    struct Host {
        HostStanding standing;
        std::optional<Time> began{};    // the last question
        std::list<const void*> line{};  // who waits, in this order
        bool probing = false;
        bool well = false;  // answered since, and no wish for peace followed: what doubles begins anew
        int users = 0;      // turns and waiters: not forgotten meanwhile
    };
    class Waiting;

    Host& host(const std::string& name);
    void forget_some();
    std::optional<std::string> obstacle_to(const Visit& visit, Wall now);
    bool is_being_tried(const Visit& visit, Wall now);
    Turn start(const Visit& visit, const WallClock& wall);
    void finish(const Visit& visit);
    void settle(const Visit& visit, const std::function<void(Host& host, Host& endpoint)>& outcome);
    void tell_waiting();
    void write_down(const std::string& name);

    const std::function<void(const HostStanding&)> keep_;
    std::mutex keeping_;        // before mutex_
    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable_any changed_;
    std::uint64_t changes_ = 0;
    std::map<std::string, Host> hosts_;
    int running_ = 0;
};

}  // namespace nameward::net
