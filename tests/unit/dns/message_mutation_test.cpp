#include "catch.h"
#include "dns/rdata.h"
#include "dns/wire.h"
#include "dns_packet.h"
#include "dns_promises.h"
#include "ldns_packet.h"
#include "mutate.h"
#include "nameward/text.h"

using namespace nameward::dns;
using nameward::test::bytes;
using nameward::test::LdnsPacket;
using nameward::test::wire;
using namespace nameward;

namespace {

constexpr unsigned kSeed = 20261123;

LdnsPacket by_ldns(const std::string& packet) {
    ldns_pkt* parsed = nullptr;
    const auto status = ldns_wire2pkt(&parsed, bytes(packet).data(), packet.size());
    return status == LDNS_STATUS_OK ? LdnsPacket(parsed) : nullptr;
}

std::vector<const ldns_rr*> class_in(const ldns_rr_list* list) {
    std::vector<const ldns_rr*> all;
    for (std::size_t i = 0; i < ldns_rr_list_rr_count(list); ++i)
        if (const auto* rr = ldns_rr_list_rr(list, i);
            ldns_rr_get_class(rr) == LDNS_RR_CLASS_IN && ldns_rr_get_type(rr) != LDNS_RR_TYPE_OPT)
            all.push_back(rr);
    return all;
}

// Letter case aside: what is folded is a matter for tables.
bool same(const DnsRecord& ours, const ldns_rr& theirs) {
    std::string rdata;
    for (std::size_t i = 0; i < ldns_rr_rd_count(&theirs); ++i) rdata += wire(*ldns_rr_rdf(&theirs, i));
    return ours.owner == name_to_text(wire(*ldns_rr_owner(&theirs))) && ours.type == ldns_rr_get_type(&theirs) &&
           (!layout_of(ours.type) || lower(ours.rdata) == lower(rdata));
}

bool same(const std::vector<DnsRecord>& ours, const ldns_rr_list* list) {
    const auto theirs = class_in(list);
    if (ours.size() != theirs.size()) return false;
    for (std::size_t i = 0; i < ours.size(); ++i)
        if (!same(ours[i], *theirs[i])) return false;
    return true;
}

bool same(const Message& ours, const ldns_pkt& theirs) {
    return same(ours.answer, ldns_pkt_answer(&theirs)) && same(ours.authority, ldns_pkt_authority(&theirs)) &&
           same(ours.additional, ldns_pkt_additional(&theirs));
}

}  // namespace

TEST_CASE("whatever a damaged response holds, the reader keeps its promises", "[wire]") {
    std::mt19937 random(kSeed);
    const auto samples = test::sample_packets();
    int readable = 0;
    for (int i = 0; i < 8000; ++i) {
        const auto packet = test::mutated(samples[random() % samples.size()], random);
        INFO("seed " << kSeed << ", packet " << i);
        const auto broken = test::broken_promise(bytes(packet));
        if (!broken.empty()) CHECK(broken == "");
        readable += read_message(bytes(packet)) ? 1 : 0;
    }
    CHECK(readable > 200);  // otherwise the damage is too great to test anything but the first check
}

TEST_CASE("where a damaged response is still readable to us and to ldns, both read the same", "[wire]") {
    std::mt19937 random(kSeed);
    const auto samples = test::sample_packets();
    int compared = 0;
    for (int i = 0; i < 8000; ++i) {
        const auto packet = test::mutated(samples[random() % samples.size()], random);
        const auto ours = read_message(bytes(packet));
        if (!ours) continue;
        const auto theirs = by_ldns(packet);
        if (!theirs) continue;
        ++compared;
        INFO("seed " << kSeed << ", packet " << i);
        if (!same(*ours, *theirs)) CHECK(i == -1);
    }
    CHECK(compared > 200);
}

TEST_CASE("damaged RDATA of any type is refused or stays what it is", "[wire]") {
    std::mt19937 random(kSeed);
    const auto samples = read_message(bytes(test::sample_packets().back()))->answer;
    int accepted = 0;
    for (int i = 0; i < 20000; ++i) {
        const auto& sample = samples[random() % samples.size()];
        const auto rdata = test::mutated(sample.rdata, random);
        INFO("seed " << kSeed << ", number " << i << ", type " << type_name(sample.type));
        const auto canonical = canonical_rdata(bytes(rdata), 0, rdata.size(), sample.type);
        if (!canonical) continue;
        ++accepted;
        if (canonical_rdata(bytes(*canonical), 0, canonical->size(), sample.type) != canonical) CHECK(i == -1);
        const auto text = presentation(sample.type, *canonical);
        if (text.empty() || text.find_first_of("\n\r\t\x1b") != text.npos) CHECK(text == "printable");
    }
    CHECK(accepted > 2000);
}

TEST_CASE("damaged names never break the name functions", "[wire]") {
    std::mt19937 random(kSeed);
    const std::string wire("\3www\7example\3com\0", 17), text("h\\.ost.www.example\\032.com");
    for (int i = 0; i < 20000; ++i) {
        INFO("seed " << kSeed << ", number " << i);
        const auto name = name_to_text(test::mutated(wire, random));
        if (const auto back = name_to_wire(name)) {
            if (name_to_text(*back) != name) CHECK(i == -1);
        }
        const auto encoded = name_to_wire(test::mutated(text, random));
        if (encoded && (encoded->size() > 255 || encoded->back() != 0)) CHECK(i == -1);
        if (encoded && name_to_wire(name_to_text(*encoded)) != lower(*encoded)) CHECK(i == -1);
    }
}
