#include <array>
#include <string_view>

#include "nameward/dns.h"

namespace nameward {

std::string rcode_name(int rcode) {
    // RFC 1035 4.1.1, RFC 2136 2.2
    static constexpr std::array<std::string_view, 11> names{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                                            "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                                            "NXRRSET", "NOTAUTH", "NOTZONE"};
    if (rcode == 16) return "BADVERS";  // RFC 6891 9
    const auto index = static_cast<std::size_t>(rcode);
    return rcode >= 0 && index < names.size() ? std::string(names[index]) : "RCODE" + std::to_string(rcode);
}

}  // namespace nameward
