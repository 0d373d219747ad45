// Who speaks for a name: an RDAP server, else a WHOIS server, else nobody.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "nameward/collector.h"

namespace nameward::collectors {

// Which WHOIS server the root named for a top-level domain, for a day: domains of one TLD do not ask it anew.
// Thread-safe.
class WhoisReferrals {
  public:
    std::optional<std::string> get(const std::string& root, const std::string& tld, Wall now) const;
    void put(const std::string& root, const std::string& tld, const std::string& host, Wall now);

  private:
    struct Entry {
        std::string host;
        Wall at{};
    };
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, Entry> entries_;
};

struct RegistrationPath {
    enum class Kind {
        rdap,
        whois,
        nobody,   // `reason` says why nothing is watched
        unknown,  // could not be found out; `reason` says why
    };
    Kind kind = Kind::unknown;
    std::string server;  // rdap: the base URL; whois: the host
    bool by_operator = false, plain = false;
    std::string reason;
};

// The host of the registry that would be asked, as far as it is known without asking anybody; empty for none.
std::string likely_registry(const std::string& name, const RegistrationConfig& settings);

RegistrationPath registration_path(const std::string& name, const RegistrationConfig& settings, const Net& net,
                                   WhoisReferrals& referrals, Attention attention, Wall now);

}  // namespace nameward::collectors
