// Any bytes as a DNS response: they must be read or refused, and the reader's promises must hold.
// With clang: -fsanitize=fuzzer,address,undefined. Elsewhere driver.cpp brings the inputs.

#include "dns/wire.h"
#include "dns_packet.h"
#include "dns_promises.h"
#include "fuzz_target.h"

using namespace nameward;

namespace {

// The question that stands in the packet, if it is one that a client would send.
dns::Query question_of(dns::Bytes packet, const dns::Header& header) {
    const std::size_t longest = packet.size() < 12 + 255 ? packet.size() : 12 + 255;
    const std::string bytes(packet.begin() + 12, packet.begin() + static_cast<std::ptrdiff_t>(longest));
    const auto name = dns::name_to_wire(dns::name_to_text(bytes));
    return {header.id, name ? *name : std::string(1, '\0'), 1, false};
}

}  // namespace

std::vector<std::string> good_inputs() {
    return test::sample_packets();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const dns::Bytes packet(data, size);
    const auto broken = test::broken_promise(packet);
    demand(broken.empty(), broken.c_str());

    if (const auto header = dns::read_header(packet)) {
        const auto query = question_of(packet, *header);
        const bool exact = dns::answers_query(packet, query, true), folded = dns::answers_query(packet, query, false);
        demand(!exact || folded, "an exact answer is an answer");
        demand(!folded || (header->response && header->questions == 1), "an answer is a response to one question");
    }
    return 0;
}
