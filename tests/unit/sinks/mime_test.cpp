#include "sinks/mime.h"

#include <sstream>

#include "catch.h"
#include "core/base64.h"

using namespace nameward;
using namespace nameward::sinks;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", begin)) {
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 2;
    }
    if (begin < text.size()) lines.push_back(text.substr(begin));
    return lines;
}

// What a reader makes of encoded words, written without the code under test.
std::string decoded(const std::string& header_line) {
    std::string out;
    for (std::size_t at = header_line.find("=?utf-8?B?"); at != std::string::npos;
         at = header_line.find("=?utf-8?B?", at)) {
        const auto end = header_line.find("?=", at + 10);
        out += core::base64_decode(header_line.substr(at + 10, end - at - 10)).value_or("?");
        at = end;
    }
    return out;
}

}  // namespace

TEST_CASE("a plain header stays plain and is folded at blanks", "[sinks][mime]") {
    CHECK(header("Subject", "name servers changed") == "Subject: name servers changed\r\n");
    const std::string text =
        header("Subject", "one two three four five six seven eight nine ten eleven twelve thirteen fourteen");
    for (const auto& line : lines_of(text)) CHECK(line.size() <= 78);
    CHECK(lines_of(text).size() == 2);
    CHECK(lines_of(text)[1].front() == ' ');
}

TEST_CASE("other headers become encoded words that say the same", "[sinks][mime]") {
    for (const std::string& value :
         {std::string("größe"), std::string("=?utf-8?q?=0D=0ABcc:_x?="), std::string(3000, 'x'),
          std::string("two  blanks"), std::string(" begins with one"),
          std::string("日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語")}) {
        const std::string text = header("Subject", value);
        CHECK(decoded(text) == value);
        for (const auto& line : lines_of(text)) {
            CHECK(line.size() <= 78);
            CHECK((line.front() == ' ' || line.starts_with("Subject: ")));
        }
    }
}

TEST_CASE("no value can end its header", "[sinks][mime]") {
    for (const std::string value : {"a\r\nBcc: x", "a\nBcc: x", "a\rBcc: x", "a\n\n<html>", "\r\n"}) {
        for (const auto& line : lines_of(header("Subject", value))) {
            CHECK(line.find('\n') == std::string::npos);
            CHECK(line.find('\r') == std::string::npos);
            CHECK(!line.starts_with("Bcc"));
        }
        CHECK(header("X", value).find("\\x0") != std::string::npos);
    }
    CHECK(header_token("a@b>\r\nBcc: c") == "a@b___Bcc__c");
}

TEST_CASE("quoted-printable is short ASCII lines with CRLF", "[sinks][mime]") {
    CHECK(quoted_printable("a=b\nc \n\nd") == "a=3Db\r\nc=20\r\n\r\nd");
    CHECK(quoted_printable("ä") == "=C3=A4");
    CHECK(quoted_printable("\nx\n") == "\r\nx\r\n");
    CHECK(quoted_printable("").empty());
    CHECK(quoted_printable("a\r\nb") == "a=0D\r\nb");
    const std::string wide(76, 'x');
    CHECK(quoted_printable(wide) == wide);
    CHECK(quoted_printable(wide + "y") == wide.substr(1) + "=\r\nxy");
    for (const auto& line : lines_of(quoted_printable(std::string(5000, '\xc3')))) CHECK(line.size() <= 76);
}

TEST_CASE("a mail's date has its one form", "[sinks][mime]") {
    CHECK(mail_date(Wall{Seconds(1'795'417'200)}) == "Mon, 23 Nov 2026 07:00:00 +0000");
    CHECK(mail_date(Wall{}) == "Thu, 01 Jan 1970 00:00:00 +0000");
    CHECK(mail_date(Wall{Seconds(4'107'542'399)}) == "Sun, 28 Feb 2100 23:59:59 +0000");
}
