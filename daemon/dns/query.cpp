// Questions: writing them, and telling whether a packet answers one.
#include <algorithm>

#include "dns/reader.h"
#include "dns/wire.h"

namespace nameward::dns {
namespace {

constexpr std::uint16_t kFlagRecursionDesired = 0x0100;
constexpr std::uint32_t kFlagDnssecOk = 0x8000;

void put_u16(std::string& packet, unsigned value) {
    packet += static_cast<char>(value >> 8 & 0xff);
    packet += static_cast<char>(value & 0xff);
}

void put_u32(std::string& packet, std::uint32_t value) {
    put_u16(packet, value >> 16);
    put_u16(packet, value & 0xffff);
}

// RFC 6891 6.1.2: version 0, DO, no options.
void put_edns(std::string& packet) {
    packet += '\0';
    put_u16(packet, kTypeOpt);
    put_u16(packet, kEdnsPayload);
    put_u32(packet, kFlagDnssecOk);
    put_u16(packet, 0);
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Length octets are at most 63 and so below the letters: folding the whole wire name folds labels only.
bool same_name(std::string_view one, std::string_view other, bool exact_case) {
    if (exact_case) return one == other;
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char a, char b) { return lowered(a) == lowered(b); });
}

}  // namespace

std::string write_query(const Query& query) {
    std::string packet;
    put_u16(packet, query.id);
    put_u16(packet, query.recursion_desired ? kFlagRecursionDesired : 0U);
    for (const unsigned count : {1U, 0U, 0U, 1U}) put_u16(packet, count);
    packet += query.qname;
    put_u16(packet, query.type);
    put_u16(packet, kClassIn);
    put_edns(packet);
    return packet;
}

std::string randomise_case(std::string_view wire_name, std::span<const std::uint8_t> bits) {
    std::string name(wire_name);
    std::size_t used = 0;
    for (std::size_t at = 0, label_end = 0; at < name.size() && used < 8 * bits.size(); ++at) {
        if (at == label_end) {  // a length octet
            label_end = at + 1 + static_cast<unsigned char>(name[at]);
            continue;
        }
        if (!is_letter(name[at])) continue;
        if (bits[used / 8] >> used % 8 & 1) name[at] = static_cast<char>(name[at] ^ 0x20);
        ++used;
    }
    return name;
}

std::optional<Header> read_header(Bytes packet) {
    if (packet.size() < kHeaderSize) return std::nullopt;
    Reader in(packet, 0, kHeaderSize);
    Header header;
    header.id = in.u16();
    const unsigned flags = in.u16();
    header.response = flags & 0x8000;
    header.opcode = static_cast<int>(flags >> 11 & 0xf);
    header.authoritative = flags & 0x0400;
    header.truncated = flags & 0x0200;
    header.recursion_desired = flags & kFlagRecursionDesired;
    header.recursion_available = flags & 0x0080;
    header.rcode = static_cast<int>(flags & 0xf);
    for (auto* count : {&header.questions, &header.answers, &header.authorities, &header.additionals})
        *count = in.u16();
    return header;
}

// The name is compared as bytes where it stands: in the first question a compression pointer has nothing to point to.
bool answers_query(Bytes packet, const Query& query, bool exact_case) {
    const auto header = read_header(packet);
    if (!header || !header->response || header->opcode != 0) return false;
    if (header->id != query.id || header->questions != 1) return false;
    Reader in(packet, kHeaderSize, packet.size());
    if (!same_name(in.bytes(query.qname.size()), query.qname, exact_case)) return false;
    return in.u16() == query.type && in.u16() == kClassIn && in.ok();
}

}  // namespace nameward::dns
