// DNS messages as bytes (RFC 1035, 3597, 4034 6.2, 6891): a small reader for what the hot path needs, and a writer
// for questions. Pure and bounded: every read is checked, names are at most 255 bytes, compression pointers only
// point backwards, nothing is allocated from a count that the packet claims.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/dns.h"

namespace nameward::dns {

using Bytes = std::span<const std::uint8_t>;

// Wire form of a name in text form ("" or "." = root, escapes \. \\ \DDD). nullopt where a label is empty or too long,
// which a trailing dot means too.
std::optional<std::string> name_to_wire(std::string_view text);
// Text form, lower-cased, without trailing dot, of an uncompressed wire name; "" is the root. Bytes other than letters,
// digits, - _ * are escaped as in master files, \DDD: a name of a stranger looks like a name and like nothing else.
std::string name_to_text(std::string_view wire);

struct Query {
    std::uint16_t id = 0;
    std::string qname;  // wire, in the letter case to be sent (0x20)
    std::uint16_t type = 0;
    bool recursion_desired = false;
};

inline constexpr std::uint16_t kClassIn = 1;
inline constexpr std::uint16_t kTypeOpt = 41;  // of EDNS

// Of ASCII: a name's letters.
constexpr char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline constexpr std::size_t kEdnsPayload = 1232;  // DNS flag day 2020: no fragments on any path

// The packet: EDNS with DO and kEdnsPayload, no cookie.
std::string write_query(const Query& query);

// Flips the case of letters in a wire name by the bits given (draft-vixie-dnsext-dns0x20). `bits` supplies one bit per
// letter.
std::string randomise_case(std::string_view wire_name, std::span<const std::uint8_t> bits);

struct Header {
    std::uint16_t id = 0;
    bool response = false, authoritative = false, truncated = false, recursion_desired = false,
         recursion_available = false;
    int opcode = 0, rcode = 0;
    std::uint16_t questions = 0, answers = 0, authorities = 0, additionals = 0;
};
std::optional<Header> read_header(Bytes packet);

// Whether the packet is a response to exactly this query: QR, opcode QUERY, id, one question with the same type and
// class and, byte for byte (`exact_case`) or letter case aside, the same name. A response without question section
// (FORMERR, REFUSED, NOTIMP or SERVFAIL of odd servers) does not match.
bool answers_query(Bytes packet, const Query& query, bool exact_case);

struct Message {
    Header header;
    int rcode = 0;                                         // with the EDNS extension
    std::vector<DnsRecord> answer, authority, additional;  // class IN only; OPT is taken out
};

// Reads a whole response. Error (malformed) says what broke and at which byte. Records have text from presentation().
Result<Message> read_message(Bytes packet);

// The same for an answer to a question for `type`: only the records that it needs are kept, and an answer that expands
// to more than limits_of(type) allows is malformed (answer_limits.h).
Result<Message> read_answer_to(std::uint16_t type, Bytes packet);

// RDATA in canonical form (names inside expanded and lower-cased for the types of RFC 4034 6.2, as is for the rest).
// nullopt where it does not fit its type.
std::optional<std::string> canonical_rdata(Bytes packet, std::size_t offset, std::size_t length, std::uint16_t type);

// Presentation form of canonical RDATA, by ldns, RFC 3597 form for what ldns does not know or cannot read and for
// types whose layout is not checked before (rdata.h). Names lower case without trailing dot, except the root, which is
// "."; DS digests upper case with a single blank between fields and none inside the digest. Printable ASCII, whatever
// the RDATA. Texts are remembered by (type, rdata): a bounded cache, thread-safe.
std::string presentation(std::uint16_t type, const std::string& canonical_rdata);

std::string type_name(std::uint16_t type);  // "NS", "TYPE65280"
std::optional<std::uint16_t> type_from_name(std::string_view name);

}  // namespace nameward::dns
