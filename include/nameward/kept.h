// What the doors outward remember beyond a process: how other people's hosts want to be treated, and documents. The
// words between daemon/net and the store.
#pragma once

#include <optional>
#include <string>

#include "nameward/time.h"

namespace nameward {

// How one host stands with us.
struct HostStanding {
    // "rdap.example.com": all that is asked of it over HTTP. With a port, "rdap.example.com:443": whether it answers
    // there. A WHOIS server is "whois.example.com:43" in both.
    std::string name;
    std::optional<Wall> last_asked{};

    // It said that it is asked too often. Nobody asks before `paused_until` is over.
    int pauses = 0;  // in a row for which it named no time: the next one is twice as long
    std::optional<Wall> paused_until{};
    std::string pause_reason{};  // "it answered HTTP 429 at 2026-11-27T03:00:00Z"

    // It did not answer.
    int failures = 0;                // in a row
    std::optional<Wall> probe_at{};  // not asked before; then one question is a probe
    std::string trouble{};           // what came of the last question

    bool operator==(const HostStanding&) const = default;
};

// A document as it was fetched last.
struct KeptDocument {
    std::string url;
    std::optional<Wall> tried{};    // the last attempt that failed; nullopt where the last one went well
    std::string trouble{};          // why it failed
    std::optional<Wall> fetched{};  // or found unchanged; nullopt: never, and what follows is empty
    std::string etag{}, last_modified{};
    std::string body{};
    bool operator==(const KeptDocument&) const = default;
};

}  // namespace nameward
