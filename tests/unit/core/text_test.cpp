#include "nameward/text.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "catch.h"

using nameward::escape_html;
using nameward::escape_text;

namespace {

// What a terminal, a log line or a mail header would act upon, judged without the code under test.
bool harmless(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return false;
        const auto next = [&](std::size_t k) {
            return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0;
        };
        if (byte == 0xC2 && next(1) < 0xA0) return false;   // C1
        if (byte == 0xD8 && next(1) == 0x9C) return false;  // U+061C
        if (byte == 0xE2 && next(1) == 0x80) {
            const int third = next(2);
            if (third == 0x8E || third == 0x8F || (third >= 0xA8 && third <= 0xAE)) return false;
        }
        if (byte == 0xE2 && next(1) == 0x81 && next(2) >= 0xA6 && next(2) <= 0xA9) return false;
    }
    return true;
}

// Throws where the text is not UTF-8.
bool is_utf8(const std::string& text) {
    try {
        return !nlohmann::json(text).dump().empty();
    } catch (const nlohmann::json::exception&) {
        return false;
    }
}

void collect_strings(const nlohmann::json& json, std::vector<std::string>& out) {
    if (json.is_string()) out.push_back(json.get<std::string>());
    if (json.is_structured())
        for (const auto& item : json) collect_strings(item, out);
}

}  // namespace

TEST_CASE("text that is already harmless stays as it is", "[sinks][text]") {
    for (const std::string text : {"", "name servers", "größe", "日本語", "a\\x0a", "\xF0\x9F\x98\x80"})
        CHECK(escape_text(text) == text);
}

TEST_CASE("control characters, bidirectional controls and broken bytes become visible", "[sinks][text]") {
    const std::vector<std::pair<std::string, std::string>> table = {
        {"a\r\nb", "a\\x0d\\x0ab"},
        {std::string("a\0b", 3), "a\\x00b"},
        {"\x1b[31m", "\\x1b[31m"},
        {"\x7f", "\\x7f"},
        {"\xc2\x85", "\\xc2\\x85"},                    // C1: next line
        {"\xe2\x80\xae", "\\xe2\\x80\\xae"},           // right-to-left override
        {"\xe2\x81\xa6", "\\xe2\\x81\\xa6"},           // left-to-right isolate
        {"\xe2\x80\xa8", "\\xe2\\x80\\xa8"},           // line separator
        {"\xd8\x9c", "\\xd8\\x9c"},                    // Arabic letter mark
        {"\xff\xfe", "\\xff\\xfe"},                    // never in UTF-8
        {"\xc0\xaf", "\\xc0\\xaf"},                    // overlong
        {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},           // overlong
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // surrogate
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // above U+10FFFF
        {"a\xe2\x82", "a\\xe2\\x82"},                  // ends in the middle
        {"\xe2\x82z", "\\xe2\\x82z"},
    };
    for (const auto& [remote, expected] : table) CHECK(escape_text(remote) == expected);
}

TEST_CASE("a long text is cut at a character and says so, within its limit", "[sinks][text]") {
    CHECK(escape_text("abcdef", 6) == "abcdef");
    CHECK(escape_text("abcdefg", 6) == "abc...");
    CHECK(escape_text("ääää", 7) == "ää...");
    CHECK(escape_text("ab\n\n\n", 10) == "ab\\x0a...");
    CHECK(escape_text("abc", 2) == "..");
    CHECK(escape_text("abc", 0).empty());
    CHECK(escape_text(std::string(100'000, 'x')).size() == 4096);
}

TEST_CASE("markup characters become entities in HTML", "[sinks][text]") {
    CHECK(escape_html("<a href=\"x\" title='y'>&\x01") == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;\\x01");
    CHECK(escape_html("&&&&&", 4) == "&amp;...");
}

TEST_CASE("words are joined as a person would", "[sinks][text]") {
    CHECK(nameward::counted(0, "domain") == "0 domains");
    CHECK(nameward::counted(1, "domain") == "1 domain");
    CHECK(nameward::counted(2, "domain") == "2 domains");
    CHECK(nameward::join_words({}).empty());
    CHECK(nameward::join_words({"a"}) == "a");
    CHECK(nameward::join_words({"a", "b"}) == "a and b");
    CHECK(nameward::join_words({"a", "b", "c"}, " or ") == "a, b or c");
}

TEST_CASE("no string of the injection corpus survives escaping", "[sinks][text]") {
    const char* shared = std::getenv("NAMEWARD_SHARED_DATA");
    const auto folder = std::filesystem::path(shared ? shared : "") / "corpus" / "strings";
    if (!shared || !std::filesystem::exists(folder)) {
        std::cerr << "SKIPPED: the injection corpus needs NAMEWARD_SHARED_DATA\n";
        return;
    }
    std::vector<std::string> strings;
    for (const char* name : {"injection.json", "blns.json", "domains.json"}) {
        std::ifstream file(folder / name);
        collect_strings(nlohmann::json::parse(file), strings);
    }
    REQUIRE(strings.size() > 300);
    for (const auto& string : strings) {
        INFO(string);
        for (const std::size_t limit : {4096U, 7U}) {
            const std::string text = escape_text(string, limit);
            CHECK(harmless(text));
            CHECK(is_utf8(text));
            CHECK(text.size() <= limit);
        }
        CHECK(escape_html(string).find_first_of("<>\"'") == std::string::npos);
    }
}

namespace {

// What as_utf8() promises: the bytes that it came from.
std::string bytes_of(std::string_view text) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto tail = text.substr(i);
        const bool escape = tail.size() >= 4 && tail.substr(0, 2) == "\\x" &&
                            tail.substr(2, 2).find_first_not_of("0123456789abcdef") == std::string_view::npos;
        bytes += escape ? static_cast<char>(digit(tail[2]) * 16 + digit(tail[3])) : tail[0];
        i += escape ? 3 : 0;
    }
    return bytes;
}

}  // namespace

TEST_CASE("what is no UTF-8 gets a text of its own in UTF-8", "[core][text]") {
    CHECK(nameward::as_utf8("M\xc3\xbcller \x01\n") == "M\xc3\xbcller \x01\n");
    CHECK(nameward::as_utf8("v=spf1 \\ \\x \\x4 \\xFC \\252") == "v=spf1 \\ \\x \\x4 \\xFC \\252");
    CHECK(nameward::as_utf8("M\xfcller") == "M\\xfcller");
    CHECK(nameward::as_utf8("M\\xfcller") == "M\\x5cxfcller");
    CHECK(nameward::as_utf8("\xed\xa0\x80") == "\\xed\\xa0\\x80");
}

TEST_CASE("as UTF-8, different bytes stay different", "[core][text]") {
    std::mt19937 random(20261123);
    const std::string_view letters = "A\\x5cfe\xc3\xbc\xfc\xe2\x80";
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes;
        for (auto length = random() % 12; length > 0; --length) bytes += letters[random() % letters.size()];
        const auto text = nameward::as_utf8(bytes);
        if (!is_utf8(text) || bytes_of(text) != bytes) FAIL("\"" << text << "\" does not say which bytes it came from");
    }
    CHECK(bytes_of(nameward::as_utf8("M\xfcller \\xfc")) == "M\xfcller \\xfc");
}
