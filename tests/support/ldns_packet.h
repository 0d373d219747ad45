// Packets as ldns reads and writes them.
#pragma once

#include <memory>
#include <string>

#include "dns/ldns_codec.h"

namespace nameward::test {

struct FreeLdnsPacket {
    void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
};
using LdnsPacket = std::unique_ptr<ldns_pkt, FreeLdnsPacket>;

inline std::string wire(const ldns_rdf& field) {
    return {reinterpret_cast<const char*>(ldns_rdf_data(&field)), ldns_rdf_size(&field)};
}

}  // namespace nameward::test
