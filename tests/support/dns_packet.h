// DNS responses written out by ldns from zone-file lines: the other implementation in tests of our reader.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dns/wire.h"

namespace nameward::test {

inline dns::Bytes bytes(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string u16(std::size_t value) {
    return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
}

struct PacketParts {
    std::uint16_t id = 0;
    std::string qname;  // text, with or without trailing dot
    std::uint16_t qtype = 0;
    std::vector<std::string> answer, authority, additional;  // "www.example.com. 300 IN A 127.0.0.1"
};

// Wire form with compressed names, QR and AA set. Throws std::invalid_argument for a line that ldns cannot read.
std::string packet(const PacketParts& parts);

// One line for each type whose RDATA is read in depth, each with the owner "any.example.com.", mixed letter case in
// the names inside.
const std::vector<std::string>& lines_of_all_types();

// A few whole responses: a referral, a signed answer, a denial, one with every type.
std::vector<std::string> sample_packets();

}  // namespace nameward::test
