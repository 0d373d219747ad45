// What RDATA of each type is made of.
#pragma once

#include <cstdint>
#include <vector>

namespace nameward::dns {

enum class Field {
    u8,
    u16,
    u32,
    u48,
    u64,
    ipv4,
    ipv6,
    name,         // lower-cased in canonical form (RFC 4034 6.2 as amended by RFC 6840 5.1)
    kept_name,    // its letter case belongs to the data
    string,       // <character-string>, RFC 1035 3.3
    tag,          // a string of letters and digits, not empty (RFC 8659 4.1)
    strings,      // at least one, to the end
    blob8,        // a length octet and that many bytes, at least one
    salt,         // a length octet and that many bytes, or none (RFC 5155 3.2)
    type_bitmap,  // to the end; RFC 4034 4.1.2
    svc_params,   // to the end; RFC 9460 2.2
    a6_suffix,    // what the prefix length in the octet before leaves over (RFC 2874 3.1), and the prefix name
    some_bytes,   // to the end, at least one
    any_bytes,    // to the end
};

using Layout = std::vector<Field>;

// nullptr for types that are taken as they come, without a look inside.
const Layout* layout_of(std::uint16_t type);

}  // namespace nameward::dns
