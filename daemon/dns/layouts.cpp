#include <unordered_map>

#include "dns/rdata.h"

namespace nameward::dns {

const Layout* layout_of(std::uint16_t type) {
    using enum Field;
    static const Layout ds{u16, u8, u8, some_bytes}, dnskey{u16, u8, u8, some_bytes};
    static const Layout signature{u16, u8, u8, u32, u32, u32, u16, name, some_bytes};
    static const Layout preference_and_name{u16, name}, two_names{name, name}, texts{strings};
    static const Layout tlsa{u8, u8, u8, some_bytes}, svcb{u16, kept_name, svc_params};
    static const std::unordered_map<std::uint16_t, Layout> layouts{
        {1, {ipv4}},                                     // A
        {2, {name}},                                     // NS
        {3, {name}},                                     // MD
        {4, {name}},                                     // MF
        {5, {name}},                                     // CNAME
        {6, {name, name, u32, u32, u32, u32, u32}},      // SOA
        {7, {name}},                                     // MB
        {8, {name}},                                     // MG
        {9, {name}},                                     // MR
        {12, {name}},                                    // PTR
        {13, {string, string}},                          // HINFO
        {14, two_names},                                 // MINFO
        {15, preference_and_name},                       // MX
        {16, texts},                                     // TXT
        {17, two_names},                                 // RP
        {18, preference_and_name},                       // AFSDB
        {19, {string}},                                  // X25
        {20, texts},                                     // ISDN
        {21, preference_and_name},                       // RT
        {24, signature},                                 // SIG
        {25, {u16, u8, u8, any_bytes}},                  // KEY
        {26, {u16, name, name}},                         // PX
        {27, {string, string, string}},                  // GPOS
        {28, {ipv6}},                                    // AAAA
        {29, {u8, u8, u8, u8, u32, u32, u32}},           // LOC
        {30, {name, some_bytes}},                        // NXT
        {33, {u16, u16, u16, name}},                     // SRV
        {35, {u16, u16, string, string, string, name}},  // NAPTR
        {36, preference_and_name},                       // KX
        {37, {u16, u16, u8, some_bytes}},                // CERT
        {38, {a6_suffix}},                               // A6
        {39, {name}},                                    // DNAME
        {43, ds},                                        // DS
        {44, {u8, u8, some_bytes}},                      // SSHFP
        {46, signature},                                 // RRSIG
        {47, {kept_name, type_bitmap}},                  // NSEC
        {48, dnskey},                                    // DNSKEY
        {49, {some_bytes}},                              // DHCID
        {50, {u8, u8, u16, salt, blob8, type_bitmap}},   // NSEC3
        {51, {u8, u8, u16, salt}},                       // NSEC3PARAM
        {52, tlsa},                                      // TLSA
        {53, tlsa},                                      // SMIMEA
        {59, ds},                                        // CDS
        {60, dnskey},                                    // CDNSKEY
        {61, {some_bytes}},                              // OPENPGPKEY
        {62, {u32, u16, type_bitmap}},                   // CSYNC
        {63, {u32, u8, u8, some_bytes}},                 // ZONEMD
        {64, svcb},                                      // SVCB
        {65, svcb},                                      // HTTPS
        {99, texts},                                     // SPF
        {104, {u16, u64}},                               // NID
        {105, {u16, ipv4}},                              // L32
        {106, {u16, u64}},                               // L64
        {107, {u16, kept_name}},                         // LP
        {108, {u48}},                                    // EUI48
        {109, {u64}},                                    // EUI64
        {256, {u16, u16, some_bytes}},                   // URI
        {257, {u8, tag, any_bytes}},                     // CAA
        {32769, ds},                                     // DLV
    };
    const auto found = layouts.find(type);
    return found == layouts.end() ? nullptr : &found->second;
}

}  // namespace nameward::dns
