#include "dns/answer_limits.h"

#include "nameward/dns.h"

namespace nameward::dns {
namespace {

constexpr std::size_t KiB = 1024;

// The root's priming answer, the largest of its kind, has 13 names with 26 addresses in 1.1 KiB and expands to 8 KiB:
// it had to fit into 512 bytes once. A thousand of these at once, from 16 looks at 64 servers each, are what the daemon
// can hold.
constexpr AnswerLimits kOfServers{16 * KiB, 48 * KiB};
// Texts are as long as their owner likes them: all that TCP can carry, as far as it is written plainly.
constexpr AnswerLimits kOfOthers{64 * KiB, 256 * KiB};

constexpr std::uint16_t kDname = 39;

bool is_of_servers(std::uint16_t type) {
    return type == rr::NS || type == rr::SOA || type == rr::DS || type == rr::A || type == rr::AAAA ||
           type == rr::CNAME || type == kDname;
}

}  // namespace

AnswerLimits limits_of(std::uint16_t type) {
    const bool is_short = is_of_servers(type) || type == rr::MX || type == rr::CAA || type == rr::DNSKEY;
    return is_short ? kOfServers : kOfOthers;
}

bool is_needed(std::uint16_t type, std::uint16_t asked) {
    return type == asked || is_of_servers(type);
}

}  // namespace nameward::dns
