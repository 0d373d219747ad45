#include "dns_promises.h"

#include <algorithm>

namespace nameward::test {
namespace {

bool is_printable(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool leads_back(const std::string& name) {
    const auto wire = dns::name_to_wire(name);
    return wire && wire->size() <= 255 && dns::name_to_text(*wire) == name;
}

std::string broken_promise(const DnsRecord& record) {
    if (!is_printable(record.owner)) return "the owner is not printable";
    if (!leads_back(record.owner)) return "the owner does not lead back to itself: " + record.owner;
    if (record.text.empty() || !is_printable(record.text)) return "the text is not printable";
    if (record.text != dns::presentation(record.type, record.rdata)) return "the text is not the presentation";
    if (record.ttl > 0x7fffffff) return "the TTL is too large";
    const dns::Bytes rdata(reinterpret_cast<const std::uint8_t*>(record.rdata.data()), record.rdata.size());
    // Expanded names can make RDATA larger than a record holds; it is read again all the same.
    const auto again = dns::canonical_rdata(rdata, 0, rdata.size(), record.type);
    if (!again || *again != record.rdata) return "canonical RDATA is not stable: " + record.text;
    return {};
}

}  // namespace

std::string broken_promise(dns::Bytes packet) {
    const auto message = dns::read_message(packet);
    if (!message) {
        const auto& error = message.error();
        return error.kind == ErrorKind::malformed && is_printable(error.what) ? "" : "the error is not as promised";
    }
    if (message->rcode < 0 || message->rcode > 4095) return "the response code is impossible";
    for (const auto* section : {&message->answer, &message->authority, &message->additional})
        for (const auto& record : *section)
            if (auto broken = broken_promise(record); !broken.empty()) return broken;
    return {};
}

}  // namespace nameward::test
