#include "catch.h"
#include "dns/wire.h"

using namespace nameward::dns;
using std::string_literals::operator""s;

TEST_CASE("a name goes to wire form and back", "[wire]") {
    const std::pair<std::string, std::string> table[] = {
        {"", "\0"s},
        {"com", "\3com\0"s},
        {"www.example.com", "\3www\7example\3com\0"s},
        {"host\\.master.example.com", "\13host.master\7example\3com\0"s},
        {"back\\\\slash", "\12back\\slash\0"s},
        {"\\000.\\255", "\1\0\1\377\0"s},
        {"blank\\032tab\\009del\\127", "\16blank tab\tdel\177\0"s},
        {"_dmarc.example.com", "\6_dmarc\7example\3com\0"s},
        {"http\\058\\047\\047x.example.com", "\10http://x\7example\3com\0"s},
        {"user\\064x.example.com", "\6user@x\7example\3com\0"s},
        {"*.example.com", "\1*\7example\3com\0"s},
    };
    for (const auto& [text, wire] : table) {
        INFO("name " << text);
        CHECK(name_to_wire(text) == wire);
        CHECK(name_to_text(wire) == text);
    }
}

TEST_CASE("other ways to write the same name are understood", "[wire]") {
    CHECK(name_to_wire(".") == "\0"s);
    CHECK(name_to_wire("\\119\\119w.\\exa\\mple") == "\3www\7example\0"s);
    CHECK(name_to_wire("WwW") == "\3WwW\0"s);  // letter case is for the sender to choose
    CHECK(name_to_text("\3WwW\0"s) == "www");
}

TEST_CASE("a text that is no name has no wire form", "[wire]") {
    for (const auto* wrong : {"..", ".com", "com.", "a..b", "example.com.", "\\", "a\\", "a\\1", "a\\12", "a\\256",
                              "a\\999", "a\\1x2", "a\\.."}) {
        INFO("text " << wrong);
        CHECK_FALSE(name_to_wire(wrong));
    }
}

TEST_CASE("a label holds 63 bytes and a name 255", "[wire]") {
    CHECK(name_to_wire(std::string(63, 'a')));
    CHECK_FALSE(name_to_wire(std::string(64, 'a')));

    std::string escaped;
    for (int i = 0; i < 63; ++i) escaped += "\\255";
    CHECK(name_to_wire(escaped));
    CHECK_FALSE(name_to_wire(escaped + "\\255"));

    const std::string label = std::string(63, 'a') + ".";
    const auto longest = label + label + label + std::string(61, 'b');
    REQUIRE(name_to_wire(longest));
    CHECK(name_to_wire(longest)->size() == 255);
    CHECK_FALSE(name_to_wire(longest + "b"));
    CHECK_FALSE(name_to_wire(std::string(1 << 20, 'a')));
}

TEST_CASE("every byte in a label survives a round trip and is printable in between", "[wire]") {
    for (int byte = 0; byte < 256; ++byte) {
        const auto wire = std::string("\2x") + static_cast<char>(byte) + '\0';
        const auto text = name_to_text(wire);
        INFO("byte " << byte << " as " << text);
        for (const char c : text) CHECK((c > ' ' && c <= '~'));
        const bool upper = byte >= 'A' && byte <= 'Z';
        CHECK(name_to_wire(text) == (upper ? std::string("\2x") + static_cast<char>(byte + 32) + '\0' : wire));
    }
}

TEST_CASE("wire bytes that are no name give the text of what can be read", "[wire]") {
    CHECK(name_to_text("") == "");
    CHECK(name_to_text("\3ww") == "");
    CHECK(name_to_text("\3www") == "www");
    CHECK(name_to_text("\3www\7exa") == "www");
    CHECK(name_to_text("\3www\300\14"s) == "www");
    CHECK(name_to_text("\3www\0\3com\0"s) == "www");
}

TEST_CASE("types have the names of the IANA registry or a number", "[wire]") {
    CHECK(type_name(2) == "NS");
    CHECK(type_name(65) == "HTTPS");
    CHECK(type_name(257) == "CAA");
    CHECK(type_name(65280) == "TYPE65280");
    CHECK(type_name(0) == "TYPE0");
    CHECK(type_from_name("cdnskey") == 60);
    CHECK(type_from_name("TYPE65280") == 65280);
    CHECK(type_from_name("type1") == 1);
    for (const auto* wrong : {"", "NSX", "TYPE", "TYPE65536", "TYPE-1", "TYPE1x", "TYPE 1", "N"}) {
        INFO("name '" << wrong << "'");
        CHECK_FALSE(type_from_name(wrong));
    }
    for (unsigned type = 0; type < 65536; ++type) {
        const auto number = static_cast<std::uint16_t>(type);
        if (type_from_name(type_name(number)) != number) CHECK(type_name(number) == "a name that leads back");
    }
}
