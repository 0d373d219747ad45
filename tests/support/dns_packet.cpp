#include "dns_packet.h"

#include <stdexcept>

#include "ldns_packet.h"

namespace nameward::test {
namespace {

ldns_rr* record(const std::string& line) {
    ldns_rr* rr = nullptr;
    if (ldns_rr_new_frm_str(&rr, line.c_str(), 0, nullptr, nullptr) != LDNS_STATUS_OK)
        throw std::invalid_argument("ldns cannot read the record: " + line);
    return rr;
}

void push(ldns_pkt& packet, ldns_pkt_section section, const std::vector<std::string>& lines) {
    for (const auto& line : lines) ldns_pkt_push_rr(&packet, section, record(line));
}

const std::string kDigest = "0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20";
const std::string kSignature = " 13 3 300 20300101000000 20200101000000 4711 Example.COM. c2lnbmF0dXJl";

}  // namespace

std::string packet(const PacketParts& parts) {
    const LdnsPacket message(ldns_pkt_new());
    ldns_pkt_set_id(message.get(), parts.id);
    ldns_pkt_set_qr(message.get(), true);
    ldns_pkt_set_aa(message.get(), true);
    ldns_rr* question = nullptr;
    const auto text = parts.qname.ends_with('.') ? parts.qname : parts.qname + ".";
    const auto line = text + " IN TYPE" + std::to_string(parts.qtype);
    if (ldns_rr_new_question_frm_str(&question, line.c_str(), nullptr, nullptr) != LDNS_STATUS_OK)
        throw std::invalid_argument("ldns cannot read the question: " + line);
    ldns_pkt_push_rr(message.get(), LDNS_SECTION_QUESTION, question);
    push(*message, LDNS_SECTION_ANSWER, parts.answer);
    push(*message, LDNS_SECTION_AUTHORITY, parts.authority);
    push(*message, LDNS_SECTION_ADDITIONAL, parts.additional);

    std::uint8_t* wire = nullptr;
    std::size_t size = 0;
    if (ldns_pkt2wire(&wire, message.get(), &size) != LDNS_STATUS_OK)
        throw std::invalid_argument("ldns cannot write the packet for " + line);
    std::string bytes(wire, wire + size);
    LDNS_FREE(wire);
    return bytes;
}

const std::vector<std::string>& lines_of_all_types() {
    static const auto lines = [] {
        std::vector<std::string> all;
        for (const auto& rdata : {
                 std::string("A 127.0.0.1"),
                 std::string("NS Ns1.Example.COM."),
                 std::string("MD Host.Example.COM."),
                 std::string("MF Host.Example.COM."),
                 std::string("CNAME Target.Example.NET."),
                 std::string("SOA Ns1.Example.COM. Host\\.Master.Example.COM. 2026112301 7200 3600 1209600 300"),
                 std::string("MB Host.Example.COM."),
                 std::string("MG Host.Example.COM."),
                 std::string("MR Host.Example.COM."),
                 std::string("PTR Host.Example.COM."),
                 std::string("HINFO \"Intel\" \"Linux\""),
                 std::string("MINFO Requests.Example.COM. Errors.Example.COM."),
                 std::string("MX 10 Mail.Example.COM."),
                 std::string("MX 0 ."),
                 std::string("TXT \"v=spf1 -all\""),
                 std::string("TXT \"Two\" \"\" \"quote \\\" backslash \\\\ byte \\200\""),
                 std::string("RP Host.Example.COM. Txt.Example.COM."),
                 std::string("AFSDB 1 Host.Example.COM."),
                 std::string("X25 \"26245000001\""),
                 std::string("ISDN \"49555000001\" \"07\""),
                 std::string("RT 10 Host.Example.COM."),
                 std::string("PX 10 Host.Example.COM. X400.Example.COM."),
                 std::string("GPOS \"48.125\" \"11.5\" \"500.0\""),
                 std::string("AAAA ::1"),
                 std::string("LOC 48 7 30.000 N 11 30 0.000 E 500m 1m 100m 10m"),
                 std::string("SRV 10 60 5060 Sip.Example.COM."),
                 std::string("NAPTR 100 50 \"u\" \"E2U+sip\" \"!^.*$!sip:info@example.com!\" ."),
                 std::string("KX 10 Host.Example.COM."),
                 std::string("CERT 1 2 13 Y2VydA=="),
                 std::string("DNAME Other.Example.NET."),
                 "DS 12345 13 2 " + kDigest,
                 std::string("SSHFP 4 2 0102030405"),
                 "RRSIG A" + kSignature,
                 std::string("NSEC Next.Example.COM. A NS SOA MX TXT AAAA RRSIG NSEC DNSKEY CAA TYPE65280"),
                 std::string("DNSKEY 257 3 13 a2V5a2V5a2V5a2V5"),
                 std::string("DHCID AAECAwQFBgc="),
                 std::string("NSEC3 1 1 0 AABB 0123456789abcdefghijklmnopqrstuv A RRSIG"),
                 std::string("NSEC3PARAM 1 0 0 -"),
                 "TLSA 3 1 1 " + kDigest,
                 "SMIMEA 3 1 1 " + kDigest,
                 "CDS 12345 13 2 " + kDigest,
                 std::string("CDS 0 0 0 00"),
                 std::string("CDNSKEY 0 3 0 AA=="),
                 std::string("OPENPGPKEY a2V5"),
                 std::string("CSYNC 66 3 A NS AAAA"),
                 std::string("ZONEMD 2026112301 1 1 010203040506070809101112"),
                 std::string("SVCB 16 Foo.Example.ORG. alpn=h2 port=53 key667=hello"),
                 std::string("HTTPS 1 . alpn=h2,h3 ipv4hint=127.0.0.1 ipv6hint=::1"),
                 std::string("SPF \"v=spf1 -all\""),
                 std::string("NID 10 0001:0203:0405:0607"),
                 std::string("L32 10 127.0.0.2"),
                 std::string("L64 10 2001:0db8:0001:0002"),
                 std::string("LP 10 L64.Example.COM."),
                 std::string("EUI48 00-00-5e-00-53-2a"),
                 std::string("EUI64 00-00-5e-ef-10-00-00-2a"),
                 std::string("URI 10 1 \"https://www.example.com/Path\""),
                 std::string("CAA 0 issue \"ca.example.net; account=1\""),
                 std::string("CAA 128 iodef \"mailto:security@example.com\""),
                 std::string("TYPE65280 \\# 4 0A0B0C0D"),
             })
            all.push_back("any.example.com. 300 IN " + rdata);
        return all;
    }();
    return lines;
}

std::vector<std::string> sample_packets() {
    return {
        packet(
            {.id = 1,
             .qname = "www.example.com",
             .qtype = 1,
             .answer = {},
             .authority = {"example.com. 172800 IN NS ns1.example.com.", "example.com. 172800 IN NS ns2.example.net.",
                           "example.com. 86400 IN DS 12345 13 2 " + kDigest,
                           "example.com. 86400 IN RRSIG DS" + kSignature},
             .additional = {"ns1.example.com. 172800 IN A 127.0.0.1", "ns1.example.com. 172800 IN AAAA ::1"}}),
        packet({.id = 2,
                .qname = "example.com",
                .qtype = 15,
                .answer = {"example.com. 300 IN MX 10 mail.example.com.", "example.com. 300 IN MX 20 mx.example.net.",
                           "example.com. 300 IN RRSIG MX" + kSignature},
                .authority = {},
                .additional = {"mail.example.com. 300 IN A 127.0.0.2"}}),
        packet({.id = 3,
                .qname = "missing.example.com",
                .qtype = 28,
                .answer = {},
                .authority = {"example.com. 300 IN SOA ns1.example.com. host.example.com. 1 7200 3600 1209600 300",
                              "a.example.com. 300 IN NSEC z.example.com. A RRSIG NSEC"},
                .additional = {}}),
        packet({.id = 4,
                .qname = "any.example.com",
                .qtype = 255,
                .answer = lines_of_all_types(),
                .authority = {},
                .additional = {}}),
    };
}

}  // namespace nameward::test
