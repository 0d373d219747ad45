#include "net/manners.h"

#include <algorithm>

#include "net/host_text.h"
#include "net/standing.h"

namespace nameward::net {
namespace {

using Steady = std::chrono::steady_clock;

// Exchanges at once in the whole process. One over TLS holds 1 MiB with the authorities of Debian 12 (measured: 32 that
// hang make 45 MiB), a body of 512 KiB as much as 2 MiB more while it grows and is copied: with 16 of them a hundred
// hostile domains leave the process below 128 MiB.
constexpr int kMostRunning = 16;
constexpr const char* kTooMany = "16 exchanges at a time";
constexpr const char* kBeingTried = "it did not answer before, and one question is trying it";
// Redirects and referrals can name new hosts for ever.
constexpr std::size_t kMostHosts = 4096;

bool says_something(const HostStanding& host, Wall now) {
    constexpr Seconds lately = std::chrono::minutes(1);  // no spacing is longer than that by far
    return host.pauses > 0 || host.failures > 0 || is_paused(host, now) ||
           (host.last_asked && *host.last_asked + lately >= now && *host.last_asked <= now);
}

// When another process asked last. Seconds are cut off: it may have been a second later.
std::optional<Steady::time_point> began_by(const HostStanding& host, Wall now) {
    if (!host.last_asked || *host.last_asked > now) return std::nullopt;
    return Steady::now() - std::max(Seconds{0}, now - *host.last_asked - Seconds{1});
}

}  // namespace

// In the line of its host for as long as this lives. Under the lock of its Manners.
class Manners::Waiting {
  public:
    explicit Waiting(Host& host) : host_(host) {
        ++host_.users;
        place_ = host_.line.insert(host_.line.end(), this);
    }
    ~Waiting() {
        host_.line.erase(place_);
        --host_.users;
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    bool is_first() const { return host_.line.front() == this; }
    // When the turn comes if all before it take theirs.
    Time due(Seconds spacing, Time now) {
        const auto before = std::distance(host_.line.begin(), place_);
        const auto next = host_.began ? std::max(*host_.began + spacing, now) : now;
        return next + before * spacing;
    }

  private:
    Host& host_;
    std::list<const void*>::iterator place_;
};

Manners::Host& Manners::host(const std::string& name) {
    if (!hosts_.contains(name) && hosts_.size() >= kMostHosts) forget_some();
    auto& found = hosts_[name];
    found.standing.name = name;
    return found;
}

// First those of which there is nothing to say, else any: a host that is forgotten is asked as if for the first time.
void Manners::forget_some() {
    const auto idle = [](const auto& entry) {
        const auto& standing = entry.second.standing;
        return entry.second.users == 0 && !standing.paused_until && standing.failures == 0;
    };
    if (std::erase_if(hosts_, idle) > 0) return;
    const auto unused =
        std::find_if(hosts_.begin(), hosts_.end(), [](const auto& entry) { return entry.second.users == 0; });
    if (unused != hosts_.end()) hosts_.erase(unused);
}

std::optional<std::string> Manners::obstacle_to(const Visit& visit, Wall now) {
    if (visit.stop.stop_requested()) return kStopping;
    const auto& host_standing = host(visit.host).standing;
    if (is_paused(host_standing, now)) return why_paused(host_standing);
    const auto& endpoint = host(visit.endpoint);
    if (breaker_of(endpoint.standing, now) == Breaker::open) return why_open(endpoint.standing);
    return std::nullopt;
}

// One question is let through, and what comes of it holds for all who wait: a look whose neighbour was let through
// would stay blind to its next time, though the host answers again.
bool Manners::is_being_tried(const Visit& visit, Wall now) {
    const auto& endpoint = host(visit.endpoint);
    return endpoint.probing && breaker_of(endpoint.standing, now) == Breaker::probe_due;
}

Result<Manners::Turn> Manners::begin(const Visit& visit, const WallClock& wall) {
    std::unique_lock lock(mutex_);
    const auto not_asked = [](const std::string& why) { return Error{ErrorKind::transient, "not asked: " + why}; };
    const auto from = Steady::now();
    auto& asked = host(visit.host);
    if (!asked.began) asked.began = began_by(asked.standing, wall());
    Waiting waiting(asked);
    for (;;) {
        const auto now = Steady::now();
        visit.look->held_up(from, now);
        if (const auto obstacle = obstacle_to(visit, wall())) return tell_waiting(), not_asked(*obstacle);
        const auto due = waiting.due(visit.spacing, now);
        const bool tried = is_being_tried(visit, wall());
        if (std::max(due, now) > visit.look->latest()) {
            tell_waiting();
            return Error{ErrorKind::transient, visit.look->no_turn(tried       ? kBeingTried
                                                                   : due > now ? "network.http_spacing"
                                                                               : kTooMany)};
        }
        if (!tried && waiting.is_first() && due <= now && running_ < kMostRunning) return start(visit, wall);
        const auto until = due > now ? std::min(due, visit.look->latest()) : visit.look->latest();
        changed_.wait_until(lock, visit.stop, until, [this, seen = changes_] { return changes_ != seen; });
    }
}

Manners::Turn Manners::start(const Visit& visit, const WallClock& wall) {
    auto& asked = host(visit.host);
    auto& endpoint = host(visit.endpoint);
    asked.began = Steady::now();
    asked.standing.last_asked = wall();
    if (asked.well) asked.standing.pauses = 0;
    asked.well = false;
    const bool probe = breaker_of(endpoint.standing, wall()) == Breaker::probe_due;
    if (probe) endpoint.probing = true;
    ++asked.users, ++endpoint.users, ++running_;
    tell_waiting();
    return Turn(*this, visit, wall, probe);
}

void Manners::tell_waiting() {
    ++changes_;
    changed_.notify_all();
}

// ---- what came of it ----

Manners::Turn::~Turn() {
    if (!manners_) return;
    const std::scoped_lock lock(manners_->mutex_);
    if (probe_) manners_->host(visit_.endpoint).probing = false;
    manners_->finish(visit_);
}

void Manners::finish(const Visit& visit) {
    --host(visit.host).users, --host(visit.endpoint).users, --running_;
    tell_waiting();
}

void Manners::settle(const Visit& visit, const std::function<void(Host&, Host&)>& outcome) {
    bool changed = false;
    {
        const std::scoped_lock lock(mutex_);
        auto& endpoint = host(visit.endpoint);
        const auto before = endpoint.standing;
        outcome(host(visit.host), endpoint);
        changed = before != endpoint.standing;
        tell_waiting();
    }
    if (changed) write_down(visit.endpoint);
}

void Manners::Turn::answered() {
    manners_->settle(visit_, [this](Host& host, Host& endpoint) {
        did_answer(endpoint.standing);
        host.well = !is_paused(host.standing, wall_());
    });
}

void Manners::Turn::failed(const std::string& trouble) {
    manners_->settle(visit_,
                     [&](Host&, Host& endpoint) { did_not_answer(endpoint.standing, trouble, probe_, wall_()); });
}

void Manners::hold_off(const std::string& name, std::optional<Seconds> wish, const std::string& reason, Wall now) {
    {
        const std::scoped_lock lock(mutex_);
        auto& asked = host(name);
        pause(asked.standing, wish, reason, now);
        asked.well = false;
        tell_waiting();
    }
    write_down(name);
}

// ---- what is remembered ----

void Manners::write_down(const std::string& name) {
    if (!keep_) return;
    const std::scoped_lock one_after_the_other(keeping_);
    HostStanding now;
    {
        const std::scoped_lock lock(mutex_);
        now = host(name).standing;
    }
    keep_(now);
}

void Manners::save(const std::function<void(std::span<const HostStanding>)>& keep_all, Wall now) {
    const std::scoped_lock one_after_the_other(keeping_);
    keep_all(standings(now));
}

void Manners::load(std::span<const HostStanding> hosts) {
    const std::scoped_lock lock(mutex_);
    for (const auto& standing : hosts) host(standing.name).standing = standing;
}

void Manners::probe_now() {
    const std::scoped_lock lock(mutex_);
    for (auto& [name, entry] : hosts_) entry.standing.probe_at.reset();
    tell_waiting();
}

std::vector<HostStanding> Manners::standings(Wall now) const {
    const std::scoped_lock lock(mutex_);
    std::vector<HostStanding> all;
    for (const auto& [name, entry] : hosts_) {
        auto standing = entry.standing;
        if (entry.well) standing.pauses = 0;
        if (says_something(standing, now)) all.push_back(std::move(standing));
    }
    return all;
}

}  // namespace nameward::net
