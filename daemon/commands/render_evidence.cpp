#include <array>
#include <cstdint>

#include "commands/render.h"
#include "dns/wire.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

constexpr std::size_t kLongestText = 64 * 1024;  // of a textual answer; --raw has all of it

std::string flags_of(const dns::Header& header) {
    std::string flags;
    for (const auto& [set, word] : {std::pair{header.response, " response"},
                                    {header.authoritative, " authoritative"},
                                    {header.truncated, " truncated"},
                                    {header.recursion_desired, " recursion-desired"},
                                    {header.recursion_available, " recursion-available"}})
        if (set) flags += word;
    return flags;
}

std::string section(const std::string& title, const std::vector<DnsRecord>& records) {
    if (records.empty()) return {};
    std::string text = "  " + title + ":\n";
    for (const auto& record : records)
        text += "    " + escape_text(record.owner.empty() ? "." : record.owner) + "  " + std::to_string(record.ttl) +
                "  " + dns::type_name(record.type) + "  " + escape_text(record.text, kLongestText) + "\n";
    return text;
}

std::string indented_dump(std::string_view bytes) {
    std::string text = "    ";
    for (const char c : hex_dump(bytes)) text += c == '\n' ? std::string("\n    ") : std::string(1, c);
    return text.substr(0, text.size() - 4);
}

// Like dig(1): header, then the records by section. What cannot be read is shown as bytes, with the reason.
std::string decoded_dns(std::string_view bytes) {
    const auto message = dns::read_message({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    if (!message) return "  cannot be read: " + escape_text(message.error().what) + "\n" + indented_dump(bytes);
    return "  " + rcode_name(message->rcode) + ", id " + std::to_string(message->header.id) +
           ", flags:" + flags_of(message->header) + "\n" + section("answer", message->answer) +
           section("authority", message->authority) + section("additional", message->additional);
}

std::string text_lines(std::string_view bytes) {
    std::string text;
    const bool cut = bytes.size() > kLongestText;
    bytes = bytes.substr(0, kLongestText);
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        text += "    " + escape_text(bytes.substr(0, end - (end > 0 && bytes[end - 1] == '\r')), kLongestText) + "\n";
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return text + (cut ? "    ... (--raw shows the rest)\n" : "");
}

std::string head_of(const Change& change, Style style) {
    std::string what;
    for (const auto& span : difference(change)) what += span.painted(style);
    return Span(change.id, Paint::strong).painted(style) + "  " + std::string(to_string(change.state)) + ", " +
           Span(to_string(change.severity), paint_of(change.severity)).painted(style) + "\n" + format_time(change.at) +
           "  " + shown_domain(change.domain) + "  " + escape_text(change.fact.property) +
           (change.fact.subject == change.domain ? "" : " of " + shown_domain(change.fact.subject)) + "  as " +
           escape_text(change.fact.source) + " says\n" + what + "\n";
}

std::string look_word(StoredEvidence::Look look) {
    switch (look) {
        case StoredEvidence::Look::before:
            return "before the change";
        case StoredEvidence::Look::first:
            return "first look";
        case StoredEvidence::Look::second:
            return "second look";
    }
    return "first look";
}

std::string answer_of(const StoredEvidence& stored, const std::string& number, Style style) {
    const auto& evidence = stored.evidence;
    const auto title = number + ", " + look_word(stored.look) + ": " + evidence.question;
    return "\n" + Span(title, Paint::strong).painted(style) + "\n  from " + escape_text(evidence.server) + " at " +
           format_time(evidence.at) + ", " + std::to_string(evidence.bytes.size()) + " bytes, " +
           escape_text(stored.id) + "\n" +
           (evidence.kind == "dns" ? decoded_dns(evidence.bytes) : text_lines(evidence.bytes));
}

}  // namespace

std::string render_evidence(const Change& change, const std::vector<StoredEvidence>& evidence, Style style) {
    auto text = head_of(change, style);
    if (evidence.empty()) return text + "\nNo evidence is kept for it.\n";
    for (std::size_t i = 0; i < evidence.size(); ++i)
        text +=
            answer_of(evidence[i], "answer " + std::to_string(i + 1) + " of " + std::to_string(evidence.size()), style);
    return text;
}

std::string hex_dump(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::size_t per_line = 16;
    std::string text;
    for (std::size_t start = 0; start < bytes.size(); start += per_line) {
        const auto piece = bytes.substr(start, per_line);
        for (const int shift : {28, 24, 20, 16, 12, 8, 4, 0}) text += digits[(start >> shift) & 0xf];
        std::string hex, ascii;
        for (const char c : piece) {
            const auto byte = static_cast<unsigned char>(c);
            hex += {' ', digits[byte >> 4], digits[byte & 0xf]};
            ascii += byte >= 0x20 && byte < 0x7f ? c : '.';
        }
        hex.resize(3 * per_line, ' ');
        text += " " + hex + "  " + ascii + "\n";
    }
    return text;
}

}  // namespace nameward::commands
