#include "nameward/ip_address.h"

#include <set>

#include "catch.h"

using namespace nameward;

namespace {

IpAddress address(std::string_view text) {
    INFO("address " << text);
    const auto parsed = IpAddress::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

IpBlock block(std::string_view text) {
    INFO("block " << text);
    const auto parsed = IpBlock::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

// The addresses right before and right after a block: table tests look over its edges.
IpAddress stepped(IpAddress address, int by) {
    const std::size_t size = address.family == IpAddress::Family::v4 ? 4 : 16;
    for (auto i = size; i-- > 0;) {
        address.bytes[i] = static_cast<std::uint8_t>(address.bytes[i] + by);
        const bool carried = by > 0 ? address.bytes[i] == 0 : address.bytes[i] == 255;
        if (!carried) break;
    }
    return address;
}

IpAddress last_of(const IpBlock& block) {
    auto last = block.base;
    const int bits = last.family == IpAddress::Family::v4 ? 32 : 128;
    for (int bit = block.prefix; bit < bits; ++bit)
        last.bytes[static_cast<std::size_t>(bit / 8)] |= static_cast<std::uint8_t>(0x80U >> (bit % 8));
    return last;
}

}  // namespace

TEST_CASE("an IPv4 address is read only as a dotted quad", "[wire]") {
    CHECK(address("192.0.2.1").text() == "192.0.2.1");
    CHECK(address("0.0.0.0").text() == "0.0.0.0");
    CHECK(address("255.255.255.255").text() == "255.255.255.255");
    for (const auto* wrong :
         {"",           "1",        "1.2.3",      "1.2.3.4.5", "1.2.3.256", "01.2.3.4",  "1.2.3.04", "0x7f.0.0.1",
          "2130706433", "127.1",    " 1.2.3.4",   "1.2.3.4 ",  "1.2.3.4\n", "1.2.3.",    ".1.2.3",   "1..2.3",
          "-1.2.3.4",   "+1.2.3.4", "1.2.3.4/32", "[1.2.3.4]", "a.b.c.d",   "1.2.3.0000"}) {
        INFO("text '" << wrong << "'");
        CHECK_FALSE(IpAddress::parse(wrong));
    }
    CHECK_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
    CHECK_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0.evil.example", 21)));
}

TEST_CASE("an IPv6 address is read as RFC 4291 text and written as RFC 5952 wants it", "[wire]") {
    const std::pair<const char*, const char*> table[] = {
        {"::", "::"},
        {"::1", "::1"},
        {"0:0:0:0:0:0:0:1", "::1"},
        {"1::", "1::"},
        {"2001:DB8::A", "2001:db8::a"},
        {"2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"},
        {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"::ffff:c000:0201", "::ffff:192.0.2.1"},
        {"64:ff9b::192.0.2.1", "64:ff9b::c000:201"},
        {"::192.0.2.1", "::c000:201"},
        {"::0:1:2", "::1:2"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (const auto& [text, expected] : table) CHECK(address(text).text() == expected);

    for (const auto* wrong : {":",       ":::",         "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
                              "12345::", "::g",         "::1%lo",        "fe80::1%eth0",      "[::1]",
                              "::1/128", " ::1",        "::1 ",          "1:2:3:4:5:6:7:8::", ":1:2:3:4:5:6:7",
                              "::1.2.3", "::1.2.3.256", "::01.2.3.4",    "1.2.3.4::",         "::ffff:1.2.3.4:5"}) {
        INFO("text '" << wrong << "'");
        CHECK_FALSE(IpAddress::parse(wrong));
    }
    CHECK_FALSE(IpAddress::parse(std::string(1 << 20, ':')));
}

TEST_CASE("an address comes from 4 or 16 bytes only", "[wire]") {
    const std::vector<std::uint8_t> bytes(17, 1);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        INFO("size " << size);
        CHECK(IpAddress::from_bytes(std::span(bytes).first(size)).has_value() == (size == 4 || size == 16));
    }
    CHECK(IpAddress::from_bytes(std::span(bytes).first(4)) == IpAddress::parse("1.1.1.1"));
    CHECK(IpAddress::from_bytes(std::span(bytes).first(16)) == IpAddress::parse("101:101:101:101:101:101:101:101"));
    CHECK(address("1.1.1.1") != address("101::"));  // the same bytes in another family
}

TEST_CASE("every address survives a round trip through its text", "[wire]") {
    std::set<std::string> texts;
    for (unsigned zeros = 0; zeros < 256; ++zeros) {  // each pattern of zero and non-zero groups
        IpAddress original{IpAddress::Family::v6, {}};
        for (unsigned group = 0; group < 8; ++group)
            if (zeros & (1U << group)) original.bytes[2 * group + 1] = static_cast<std::uint8_t>(group + 1);
        INFO(original.text());
        CHECK(IpAddress::parse(original.text()) == original);
        texts.insert(original.text());
    }
    CHECK(texts.size() == 256);
}

TEST_CASE("a block needs an address and a prefix that fits it", "[wire]") {
    CHECK(block("10.0.0.0/8").prefix == 8);
    CHECK(block("127.0.0.1/8") == block("127.0.0.0/8"));  // host bits are dropped
    CHECK(block("2001:db8::ffff/33").base == address("2001:db8::"));
    CHECK(block("0.0.0.0/0").prefix == 0);
    CHECK(block("::/0").prefix == 0);
    CHECK(block("::1/128").prefix == 128);
    for (const auto* wrong : {"", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8",
                              "10.0.0.0/08", "10.0.0.0/8 ", "10.0.0.0/ 8", "10.0.0.0/8/8", "::/129", "::/1000", "10/8",
                              "10.0.0.0/255.0.0.0", "example.com/8", "10.0.0.0/8x"}) {
        INFO("text '" << wrong << "'");
        CHECK_FALSE(IpBlock::parse(wrong));
    }
}

TEST_CASE("a block contains exactly the addresses between its first and its last", "[wire]") {
    for (const auto* text : {"10.0.0.0/8", "172.16.0.0/12", "192.0.2.7/32", "192.0.2.0/31", "198.18.0.0/15",
                             "2001:db8::/32", "fe80::/10", "2001:db8::1/128", "::ffff:0:0/96"}) {
        const auto range = block(text);
        INFO(text);
        CHECK(range.contains(range.base));
        CHECK(range.contains(last_of(range)));
        CHECK_FALSE(range.contains(stepped(range.base, -1)));
        CHECK_FALSE(range.contains(stepped(last_of(range), 1)));
    }
    CHECK(block("0.0.0.0/0").contains(address("255.255.255.255")));
    CHECK_FALSE(block("0.0.0.0/0").contains(address("::")));
    CHECK_FALSE(block("::/0").contains(address("0.0.0.0")));
}

TEST_CASE("no address of a special-purpose block may be asked, its neighbours may", "[wire]") {
    struct Row {
        const char* block;
        bool before, after;  // whether the neighbours are public
    };
    constexpr Row table[] = {
        {"0.0.0.0/8", false, true},       {"10.0.0.0/8", true, true},
        {"100.64.0.0/10", true, true},    {"127.0.0.0/8", true, true},
        {"169.254.0.0/16", true, true},   {"172.16.0.0/12", true, true},
        {"192.0.0.0/24", true, true},     {"192.0.2.0/24", true, true},
        {"192.88.99.0/24", true, true},   {"192.168.0.0/16", true, true},
        {"198.18.0.0/15", true, true},    {"198.51.100.0/24", true, true},
        {"203.0.113.0/24", true, true},   {"224.0.0.0/4", true, false},
        {"240.0.0.0/4", false, false},    {"255.255.255.255/32", false, false},
        {"::/128", false, false},         {"::1/128", false, false},
        {"64:ff9b:1::/48", false, false}, {"100::/64", false, false},
        {"100:0:0:1::/64", false, false}, {"2001::/32", true, false},
        {"2001:1::/32", false, false},    {"2001:2::/48", false, false},
        {"2001:10::/28", false, false},   {"2001:20::/28", false, false},
        {"2001:30::/28", false, false},   {"2001::/23", true, true},
        {"2001:db8::/32", true, true},    {"3fff::/20", true, true},
        {"5f00::/16", false, false},      {"fc00::/7", false, false},
        {"fe80::/10", false, false},      {"fec0::/10", false, false},
        {"ff00::/8", false, false},       {"::ffff:0:0:0/96", false, false},
        {"::7f00:0/104", false, false},
    };
    for (const auto& row : table) {
        const auto range = block(row.block);
        const auto before = stepped(range.base, -1), after = stepped(last_of(range), 1);
        INFO(row.block << ", before " << before.text() << ", after " << after.text());
        CHECK_FALSE(may_be_asked(range.base, {}));
        CHECK_FALSE(may_be_asked(last_of(range), {}));
        if (row.block != std::string_view("2001::/23")) CHECK_FALSE(may_be_asked(stepped(range.base, 1), {}));
        CHECK(may_be_asked(before, {}) == row.before);
        CHECK(may_be_asked(after, {}) == row.after);
    }
}

TEST_CASE("public addresses may be asked", "[wire]") {
    for (const auto* text : {"1.1.1.1", "8.8.8.8", "9.9.9.9", "193.0.14.129", "198.41.0.4", "192.31.196.1",
                             "192.52.193.1", "192.175.48.1", "223.255.255.255", "2001:500:2::c", "2606:4700::1111",
                             "2a00:1450:4001:800::1", "2001:3::1", "2001:4:112::1", "2620:4f:8000::1", "2001:200::1"}) {
        INFO(text);
        CHECK(may_be_asked(address(text), {}));
    }
}

TEST_CASE("a form that carries an IPv4 address is judged by that address", "[wire]") {
    for (const auto* text : {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"}) {
        INFO(text);
        CHECK(may_be_asked(address(text), {}));
    }
    for (const auto* text : {"::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
                             "64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::192.168.1.1", "2002:7f00:1::1",
                             "2002:a9fe:a9fe::", "2002:c0a8:101::1", "2002:c058:6301::"}) {
        INFO(text);
        CHECK_FALSE(may_be_asked(address(text), {}));
    }
    SECTION("forms that are routed nowhere or only locally are refused whatever they carry") {
        for (const auto* text : {"::8.8.8.8", "::127.0.0.1", "::ffff:0:8.8.8.8", "64:ff9b:1::8.8.8.8",
                                 "64:ff9b:1:808:8:800::", "2001:0:808:808:0:0:f7f7:f7f7"}) {
            INFO(text);
            CHECK_FALSE(may_be_asked(address(text), {}));
        }
    }
}

TEST_CASE("what the operator listed may be asked, and nothing beside it", "[wire]") {
    const std::vector<IpBlock> allowed{block("127.0.0.0/8"), block("::1/128"), block("fd00:1::/32")};
    for (const auto* text : {"127.0.0.1", "127.255.255.255", "::1", "fd00:1:2::3", "::ffff:127.0.0.1",
                             "64:ff9b::127.0.0.1", "2002:7f00:1::", "8.8.8.8"}) {
        INFO(text);
        CHECK(may_be_asked(address(text), allowed));
    }
    for (const auto* text : {"10.0.0.1", "::2", "fd00:2::1", "::ffff:10.0.0.1", "::127.0.0.1"}) {
        INFO(text);
        CHECK_FALSE(may_be_asked(address(text), allowed));
    }
    CHECK(may_be_asked(address("::ffff:10.0.0.1"), {block("::ffff:10.0.0.0/104")}));
    CHECK(may_be_asked(address("2001:db8::1"), {block("::/0")}));
}
