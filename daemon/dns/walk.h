// One walk down from the root, with its limits and what it learnt on the way. Straight-line and blocking.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dns/reading.h"
#include "dns/resolver.h"

namespace nameward::dns {

struct Zone {
    std::string name;
    std::vector<NameServer> servers;    // of its NS set; addresses as far as known
    std::vector<NameServer> witnesses;  // servers of the zone above that answered for this one with authority
    bool completed = false;             // there was an attempt to find the address of every server
};

// What all walks of a Resolver share: the way out, and the memory of the root and the TLDs. Thread-safe.
class Known {
  public:
    Known(std::vector<NameServer> root, Resolver::Ask ask, std::function<bool(const IpAddress&)> allowed,
          std::function<Wall()> wall);

    Zone root() const;
    std::optional<Zone> top_level(const std::string& name) const;
    void remember(const Zone& zone, std::uint32_t ttl);
    void replace(const Zone& zone);  // with more addresses; keeps the time it is known to
    void forget(const std::string& zone);

    std::vector<DnsAnswer> ask(std::span<const DnsQuestion> questions, const LookPtr& look) const {
        return ask_(questions, look);
    }
    bool may_ask(const Zone& zone, const IpAddress& address) const { return zone.name.empty() || allowed_(address); }
    std::size_t next_turn() { return turn_++; }  // so that the first servers of a list do not get all questions

  private:
    struct Entry {
        Zone zone;
        Wall since{}, until{};
    };
    const std::vector<NameServer> root_;
    const Resolver::Ask ask_;
    const std::function<bool(const IpAddress&)> allowed_;
    const std::function<Wall()> wall_;
    mutable std::mutex mutex_;
    std::map<std::string, Entry> entries_;
    std::atomic<std::size_t> turn_{0};
};

class Walk {
  public:
    Walk(Known& known, LookPtr look) : known_(&known), look_(std::move(look)) {}

    // The zone above the cut of `name`, or the closest one that exists. `patient`: where the servers of some zone on
    // the way answer, but nothing useful, that zone (servers that stumble over a minimised question, RFC 9156 2.3).
    Result<Zone> zone_above(const std::string& name, bool patient = false);
    // With the addresses of all its servers, as far as they can be found. An error where no server has any.
    Result<Zone> completed(Zone zone);

    struct Host {
        std::vector<IpAddress> addresses;
        std::string why;  // empty = the authority said this and no more
    };
    Host find(const std::string& host);

    // Another walk that knows what this one learnt, with its limits unused.
    Walk continued() const;

  private:
    struct Heard {
        Reading reading;
        std::vector<NameServer> by;        // who said it
        std::vector<std::string> trouble;  // what came instead, by server
        bool responded = false;
    };
    struct Target {
        std::string server;
        IpAddress address;
    };

    Zone closest(const std::string& name, bool above) const;
    std::vector<Heard> consult(Zone& zone, const std::string& name, std::span<const std::uint16_t> types);
    void ask_some(const Zone& zone, const std::string& name, std::span<const std::uint16_t> types,
                  std::span<const Target> targets, std::vector<Heard>& heard);
    static void take(Heard& heard, Reading reading, const Target& from, const DnsAnswer& answer);
    std::vector<Target> targets(const Zone& zone);
    Zone enter(const Zone& zone, const Heard& heard);

    void find_some_addresses(Zone& zone);
    Host find_following(const std::string& host);
    Host find_here(const std::string& name, std::string& alias);
    Host gather(const std::string& name, const Zone& zone, const std::vector<Heard>& heard) const;

    Known* known_;
    LookPtr look_;
    std::map<std::string, Zone> zones_;
    std::map<std::string, Host> hosts_;
    std::vector<std::string> looking_for_;  // hosts, the outermost first
    int questions_ = 0;
    std::string cut_off_;  // why, where the look's time or questions are used up
};

// Names of one label more each, from the top-level domain down to the name itself.
std::vector<std::string> ancestors(const std::string& name);

}  // namespace nameward::dns
