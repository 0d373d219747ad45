#include <atomic>
#include <thread>

#include "catch.h"
#include "dns/wire.h"
#include "dns_packet.h"

using namespace nameward::dns;
using nameward::test::bytes;
using namespace nameward;
using std::string_literals::operator""s;

namespace {

// RDATA alone, in a packet of its own.
std::optional<std::string> canonical(const std::string& type, const std::string& rdata) {
    return canonical_rdata(bytes(rdata), 0, rdata.size(), type_from_name(type).value());
}

const std::string kHost = "\1A\1b\0"s;

}  // namespace

TEST_CASE("every type is presented in one form", "[wire]") {
    const std::vector<std::string> expected{
        "127.0.0.1",
        "ns1.example.com",
        "host.example.com",
        "host.example.com",
        "target.example.net",
        "ns1.example.com host\\.master.example.com 2026112301 7200 3600 1209600 300",
        "host.example.com",
        "host.example.com",
        "host.example.com",
        "host.example.com",
        "\"Intel\" \"Linux\"",
        "requests.example.com errors.example.com",
        "10 mail.example.com",
        "0 .",
        "\"v=spf1 -all\"",
        "\"Two\" \"\" \"quote \\\" backslash \\\\ byte \\200\"",
        "host.example.com txt.example.com",
        "1 host.example.com",
        "\"26245000001\"",
        "\"49555000001\" \"07\"",
        "10 host.example.com",
        "10 host.example.com x400.example.com",
        "\"48.125\" \"11.5\" \"500.0\"",
        "::1",
        "48 07 30.000 N 11 30 0.000 E 500m 1m 100m 10m",
        "10 60 5060 sip.example.com",
        "100 50 \"u\" \"E2U+sip\" \"!^.*$!sip:info@example.com!\" .",
        "10 host.example.com",
        "PKIX 2 13 Y2VydA==",
        "other.example.net",
        "12345 13 2 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20",
        "4 2 0102030405",
        "A 13 3 300 20300101000000 20200101000000 4711 example.com c2lnbmF0dXJl",
        "next.example.com A NS SOA MX TXT AAAA RRSIG NSEC DNSKEY CAA TYPE65280",
        "257 3 13 a2V5a2V5a2V5a2V5",
        "AAECAwQFBgc=",
        "1 1 0 aabb 0123456789abcdefghijklmnopqrstuv A RRSIG",
        "1 0 0 -",
        "3 1 1 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
        "3 1 1 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
        "12345 13 2 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20",
        "0 0 0 00",
        "0 3 0 AA==",
        "a2V5",
        "66 3 A NS AAAA",
        "2026112301 1 1 010203040506070809101112",
        "16 foo.example.org alpn=h2 port=53 key667=hello",
        "1 . alpn=h2,h3 ipv4hint=127.0.0.1 ipv6hint=::1",
        "\"v=spf1 -all\"",
        "10 0001:0203:0405:0607",
        "10 127.0.0.2",
        "10 2001:0db8:0001:0002",
        "10 l64.example.com",
        "00-00-5e-00-53-2a",
        "00-00-5e-ef-10-00-00-2a",
        "10 1 \"https://www.example.com/Path\"",
        "0 issue \"ca.example.net; account=1\"",
        "128 iodef \"mailto:security@example.com\"",
        "\\# 4 0a0b0c0d",
    };
    const auto& lines = test::lines_of_all_types();
    REQUIRE(expected.size() == lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto packet = test::packet({.id = 0,
                                          .qname = "any.example.com",
                                          .qtype = 255,
                                          .answer = {lines[i]},
                                          .authority = {},
                                          .additional = {}});
        const auto message = read_message(bytes(packet));
        INFO(lines[i]);
        REQUIRE(message);
        REQUIRE(message->answer.size() == 1);
        CHECK(message->answer[0].text == expected[i]);
        CHECK(presentation(message->answer[0].type, message->answer[0].rdata) == expected[i]);  // remembered
    }
}

TEST_CASE("names inside are lower-cased for the types of RFC 4034 6.2 and for no others", "[wire]") {
    const std::pair<const char*, std::string> folded[] = {
        {"NS", kHost},
        {"MD", kHost},
        {"MF", kHost},
        {"CNAME", kHost},
        {"SOA", kHost + kHost + std::string(20, 'Q')},
        {"MB", kHost},
        {"MG", kHost},
        {"MR", kHost},
        {"PTR", kHost},
        {"MINFO", kHost + kHost},
        {"MX", "QQ" + kHost},
        {"RP", kHost + kHost},
        {"AFSDB", "QQ" + kHost},
        {"RT", "QQ" + kHost},
        {"SIG", std::string(18, 'Q') + kHost + "SIG"},
        {"PX", "QQ" + kHost + kHost},
        {"NXT", kHost + "QQ"},
        {"NAPTR", "QQQQ\1Q\1Q\1Q" + kHost},
        {"KX", "QQ" + kHost},
        {"SRV", "QQQQQQ" + kHost},
        {"DNAME", kHost},
        {"A6", "\170Q" + kHost},  // prefix length 120: one byte of address
        {"RRSIG", std::string(18, 'Q') + kHost + "SIG"},
    };
    for (const auto& [type, rdata] : folded) {
        auto expected = rdata;
        for (auto at = expected.find('A'); at != expected.npos; at = expected.find('A', at)) expected[at] = 'a';
        INFO(type);
        CHECK(canonical(type, rdata) == expected);  // Q marks the bytes that are no names
    }
    const std::pair<const char*, std::string> kept[] = {
        {"NSEC", kHost + "\0\1\100"s},  // RFC 6840 5.1
        {"HINFO", "\1A\1B"s},          {"TXT", "\1A"s},      {"SVCB", "\0\1"s + kHost}, {"HTTPS", "\0\1"s + kHost},
        {"LP", "\0\1"s + kHost},       {"TYPE65280", kHost}, {"WKS", "ABCDEF"},
    };
    for (const auto& [type, rdata] : kept) {
        INFO(type);
        CHECK(canonical(type, rdata) == rdata);
    }
    CHECK(presentation(47, kHost + "\0\1\100"s) == "a.b A");  // but people see one form
}

TEST_CASE("RDATA that does not fit its type is refused", "[wire]") {
    const std::pair<const char*, std::string> table[] = {
        {"A", ""},
        {"A", "\1\2\3"},
        {"A", "\1\2\3\4\5"},
        {"AAAA", std::string(15, 'x')},
        {"AAAA", std::string(17, 'x')},
        {"NS", ""},
        {"NS", "\1a"},
        {"NS", "\1a\0x"s},
        {"NS", "\300\0"s},                              // a pointer into the header
        {"NS", "\1a\300\0"s},                           // to itself, were it in a packet
        {"NS", "\100"s + std::string(64, 'a') + '\0'},  // label type 01
        {"CNAME", "\200\0"s},                           // label type 10
        {"SOA", kHost + kHost + std::string(19, '\0')},
        {"SOA", kHost + kHost + std::string(21, '\0')},
        {"SOA", kHost + std::string(20, '\1')},
        {"MX", "\0"s},
        {"MX", "\0\12"s},
        {"MX", "\0\12\4mail"s},
        {"TXT", ""},
        {"TXT", "\5abc"},
        {"TXT", "\3abc\5"},
        {"SRV", "\0\1\0\2\0"s},
        {"SRV", "\0\1\0\2\0\3"s},
        {"CAA", ""},
        {"CAA", "\0"s},
        {"CAA", "\0\0value"s},  // no tag
        {"CAA", "\0\5iss"s},
        {"CAA", "\0\5is\nueX"s},  // a tag is letters and digits
        {"DS", "\0\1\15\2"s},     // no digest
        {"DS", "\0\1"s},
        {"DNSKEY", "\1\1\3\15"s},                  // no key
        {"RRSIG", std::string(18, '\0') + kHost},  // no signature
        {"RRSIG", std::string(17, '\0')},
        {"NSEC", kHost + "\0"s},
        {"NSEC", kHost + "\0\0"s},  // an empty window
        {"NSEC", kHost + "\0\41"s + std::string(33, '\1')},
        {"NSEC", kHost + "\0\2\1"s},
        {"NSEC", kHost + "\1\1\1\0\1\1"s},  // windows out of order
        {"NSEC", kHost + "\1\1\1\1\1\1"s},
        {"NSEC3", "\1\0\0\0\0"s},
        {"NSEC3", "\1\0\0\0\5ab"s},  // the salt is cut off
        {"NSEC3", "\1\0\0\0\0\0"s},  // no hash
        {"NSEC3", "\1\0\0\0\0\24abc"s},
        {"NSEC3", "\1\0\0\0\0\1h\0\5\1"s},
        {"NSEC3PARAM", "\1\0\0\0\1"s},
        {"TLSA", "\3\1\1"},
        {"SVCB", "\0\1\1a"s},
        {"SVCB", "\0\1\0\0\1\0\5h2"s},        // a parameter is cut off
        {"SVCB", "\0\1\0\0\3\0\0\0\1\0\0"s},  // keys out of order
        {"SVCB", "\0\1\0\0\3\0\0\0\3\0\0"s},
        {"A6", "\201"},
        {"EUI48", "12345"},
    };
    for (const auto& [type, rdata] : table) {
        INFO(type << " of " << rdata.size() << " bytes: " << presentation(65280, rdata));
        CHECK_FALSE(canonical(type, rdata));
    }
}

TEST_CASE("the shortest RDATA of a type is accepted", "[wire]") {
    const std::pair<const char*, std::string> table[] = {
        {"NS", "\0"s},
        {"TXT", "\0"s},
        {"CAA", "\0\1a"s},
        {"DS", "\0\0\0\0\0"s},
        {"NSEC", "\0"s},
        {"NSEC3", "\1\0\0\0\0\1h"s},
        {"NSEC3PARAM", "\1\0\0\0\0"s},
        {"HTTPS", "\0\0\0"s},
        {"TYPE65280", ""},
        {"KEY", "\0\0\0\0"s},
        {"A6", "\0"s + std::string(16, 'x')},
    };
    for (const auto& [type, rdata] : table) {
        INFO(type);
        CHECK(canonical(type, rdata) == rdata);
        CHECK_FALSE(presentation(*type_from_name(type), rdata).empty());
    }
}

TEST_CASE("RDATA outside of the packet is refused", "[wire]") {
    const auto packet = std::string(20, '\1');
    CHECK(canonical_rdata(bytes(packet), 16, 4, rr::A));
    CHECK_FALSE(canonical_rdata(bytes(packet), 17, 4, rr::A));
    CHECK_FALSE(canonical_rdata(bytes(packet), 21, 0, 65280));
    CHECK_FALSE(canonical_rdata(bytes(packet), SIZE_MAX, 4, rr::A));
    CHECK_FALSE(canonical_rdata(bytes(packet), 4, SIZE_MAX, rr::A));
    CHECK_FALSE(canonical_rdata({}, 0, 1, 65280));
    CHECK(canonical_rdata({}, 0, 0, 65280) == "");
}

TEST_CASE("what cannot be presented as its type is presented as bytes", "[wire]") {
    CHECK(presentation(65280, "") == "\\# 0");
    CHECK(presentation(65280, "\0\xff"s) == "\\# 2 00ff");
    CHECK(presentation(rr::A, "\1\2\3") == "\\# 3 010203");           // does not fit
    CHECK(presentation(42, "\0\1\10\1\177"s) == "\\# 5 000108017f");  // APL: not looked into
    CHECK(presentation(rr::TXT, "") == "\\# 0");
    CHECK(presentation(rr::NS, std::string(70000, '\0')).starts_with("\\# 70000 0000"));
}

TEST_CASE("a service parameter that its key forbids never breaks the text", "[wire]") {
    for (int key = 0; key < 10; ++key)
        for (std::size_t size = 0; size < 20; ++size) {
            auto rdata = "\0\1\0\0"s + static_cast<char>(key) + '\0' + static_cast<char>(size);
            for (std::size_t i = 0; i < size; ++i) rdata += static_cast<char>(0xff - i);
            const auto text = presentation(65, rdata);
            INFO("key " << key << ", " << size << " bytes: " << text);
            CHECK(text.starts_with(text[0] == '\\' ? "\\# " : "1 . "));
        }
}

TEST_CASE("text never holds a byte that is not printable ASCII", "[wire]") {
    std::string every;
    for (int byte = 0; byte < 255; ++byte) every += static_cast<char>(byte);
    const std::pair<std::uint16_t, std::string> table[] = {
        {rr::TXT, '\xff' + every},
        {13, '\xff' + every + '\xff' + every},
        {257, "\0\5issue"s + every},
        {256, "\0\1\0\1"s + every},
        {35, "\0\1\0\1"s + '\xff' + every + '\xff' + every + '\xff' + every + '\0'},
        {rr::NS, "\1\x1b\1\xe2\0"s},
        {64, "\0\1\0\377\0\0\377"s + every},
        {65, "\0\1\0\0\1\0\6\5\x1b[31m"s},
        {19, "\3\x1b[m"s},
    };
    for (const auto& [type, rdata] : table) {
        const auto text = presentation(type, rdata);
        INFO(type_name(type) << ": " << text);
        REQUIRE_FALSE(text.empty());
        for (const char c : text)
            if (c < ' ' || c > '~') CHECK(static_cast<int>(c) == ' ');
    }
}

TEST_CASE("texts are the same from many threads, also when more comes than is remembered", "[wire]") {
    std::atomic<int> wrong = 0;
    const auto work = [&wrong](int seed) {
        for (int i = 0; i < 30000; ++i) {  // together more than the memory for texts
            const int number = i * 4 + seed;
            const auto label = "host" + std::to_string(number);
            const auto wire = static_cast<char>(label.size()) + label + '\0';
            if (presentation(rr::NS, wire) != label) ++wrong;
        }
    };
    std::vector<std::thread> threads;
    for (int seed = 0; seed < 4; ++seed) threads.emplace_back(work, seed);
    for (auto& thread : threads) thread.join();
    CHECK(wrong == 0);
}
