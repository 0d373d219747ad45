// The mails, whole, as they leave: tests/golden/mail-*. After a wanted change run the tests once with
// NAMEWARD_REWRITE_GOLDEN=1 and read the difference.
#include "sinks/mail_message.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "catch.h"
#include "golden.h"
#include "nameward/version.h"
#include "sample_alerts.h"
#include "sinks/letter.h"

using namespace nameward;
using namespace nameward::sinks;

namespace {

const MailAddresses kAddresses{"nameward@monitor.example.org", {"soc@example.org", "owner@example.net"}};
const Now kNow{samples::moment("2026-11-23T07:00:05Z"), {}};

std::string mail(const Alert& alert) {
    return mail_message(alert, kAddresses, kNow);
}

// The golden texts outlive a release.
std::string without_version(std::string text) {
    const std::string ours = std::string("Nameward ") + version();
    for (auto at = text.find(ours); at != std::string::npos; at = text.find(ours, at))
        text.replace(at, ours.size(), "Nameward VERSION");
    return text;
}

// Header names and their unfolded values, as the simplest reader sees them.
std::multimap<std::string, std::string> headers_of(const std::string& message) {
    std::multimap<std::string, std::string> headers;
    std::string block = message.substr(0, message.find("\r\n\r\n") + 2);
    for (auto fold = block.find("\r\n "); fold != std::string::npos; fold = block.find("\r\n ")) block.erase(fold, 2);
    for (std::size_t begin = 0; begin < block.size();) {
        const auto end = block.find("\r\n", begin), colon = block.find(':', begin);
        headers.emplace(block.substr(begin, colon - begin), block.substr(colon + 2, end - colon - 2));
        begin = end + 2;
    }
    return headers;
}

std::string header_of(const std::string& message, const std::string& name) {
    const auto headers = headers_of(message);
    REQUIRE(headers.count(name) == 1);
    return headers.find(name)->second;
}

// RFC 5322, 2.1: CRLF, 7 bits, no control characters, short lines.
void check_transport_form(const std::string& message) {
    std::size_t begin = 0;
    for (auto end = message.find("\r\n"); end != std::string::npos; end = message.find("\r\n", begin)) {
        CHECK(end - begin <= 78);
        begin = end + 2;
    }
    CHECK(begin == message.size());
    for (std::size_t i = 0; i < message.size(); ++i) {
        const char c = message[i];
        const bool line_end = (c == '\r' && message[i + 1] == '\n') || (c == '\n' && i > 0 && message[i - 1] == '\r');
        if (!line_end && (c < 0x20 || c >= 0x7F)) FAIL("byte " << static_cast<int>(c) << " at " << i);
    }
}

}  // namespace

TEST_CASE("mails read as agreed", "[sinks][mail]") {
    const std::vector<std::pair<std::string, Alert>> table = {
        {"hijack", samples::hijack()},         {"lame", samples::lame()},
        {"update", samples::update()},         {"closing", samples::closing()},
        {"federation", samples::federation()}, {"health", samples::blindness()},
        {"recovery", samples::recovery()},     {"test", samples::test_alert()}};
    for (const auto& [name, alert] : table) {
        CHECK_GOLDEN("mail-" + name + ".txt", without_version(as_text(write_letter(alert))));
        check_transport_form(mail(alert));
    }
    CHECK_GOLDEN("mail-update.eml", without_version(mail(samples::update())));
    CHECK_GOLDEN("mail-hijack.eml", without_version(mail(samples::hijack())));
    CHECK_GOLDEN("mail-hijack.html", without_version(as_html(write_letter(samples::hijack()))));
}

TEST_CASE("what is back again is not explained as an attack", "[sinks][mail]") {
    auto alert = samples::hijack();
    const auto meant = as_text(write_letter(alert));
    for (const auto& change : alert.changes) alert.restored.push_back(change.id);
    const auto text = as_text(write_letter(alert));
    CHECK(meant.find("holds again") == meant.npos);
    CHECK(text.find("What an earlier change had replaced holds again") != text.npos);
}

TEST_CASE("the subject is the one that filters rely on", "[sinks][mail]") {
    CHECK(mail_subject(samples::hijack()) == "[nameward] CRITICAL example.com: name servers changed at the registry");
    CHECK(header_of(mail(samples::hijack()), "Subject") == mail_subject(samples::hijack()));
    CHECK(mail_subject(samples::blindness()).starts_with("[nameward] WARNING monitor: the parent zone"));
    CHECK(mail_subject(samples::test_alert()).starts_with("[nameward] NOTICE monitor: TEST: "));
    Alert wordy = samples::update();
    wordy.summary = std::string(1000, 'w');
    CHECK(mail_subject(wordy).size() < 250);
    CHECK(mail_subject(wordy).ends_with("... (update)"));
}

TEST_CASE("a repeat is the same message, an incident is one thread", "[sinks][mail]") {
    const Now later{kNow.wall + std::chrono::hours(5), {}};
    const std::string first = mail(samples::hijack()), again = mail_message(samples::hijack(), kAddresses, later);
    CHECK(header_of(first, "Message-ID") == "<a-0f1e2d3c@monitor.example.org>");
    CHECK(header_of(first, "Message-ID") == header_of(again, "Message-ID"));
    CHECK(header_of(first, "Date") == "Mon, 23 Nov 2026 07:00:05 +0000");
    CHECK(header_of(again, "Date") == "Mon, 23 Nov 2026 12:00:05 +0000");
    CHECK(header_of(first, "X-Nameward-Id") == "a-0f1e2d3c");
    const std::string update = mail(samples::update()), closing = mail(samples::closing());
    for (const char* name : {"References", "In-Reply-To"}) {
        CHECK(header_of(first, name) == "<i-77aa0011.incident@monitor.example.org>");
        CHECK(header_of(update, name) == header_of(first, name));
        CHECK(header_of(closing, name) == header_of(first, name));
        CHECK(headers_of(mail(samples::blindness())).count(name) == 0);
    }
    CHECK(header_of(update, "Message-ID") != header_of(first, "Message-ID"));
}

TEST_CASE("a mail says that a machine wrote it, and what filters need", "[sinks][mail]") {
    const std::string message = mail(samples::hijack());
    CHECK(header_of(message, "Auto-Submitted") == "auto-generated");
    CHECK(header_of(message, "From") == "Nameward <nameward@monitor.example.org>");
    CHECK(header_of(message, "To") == "soc@example.org, owner@example.net");
    CHECK(header_of(message, "List-Id") == "Nameward alerts <nameward.monitor.example.org>");
    CHECK(header_of(message, "X-Nameward-Domain") == "example.com");
    CHECK(header_of(message, "X-Nameward-Severity") == "critical");
    CHECK(header_of(message, "X-Nameward-Event") == "nameward.incident.opened");
}

TEST_CASE("whatever strangers write, a mail stays one mail and its HTML stays text", "[sinks][mail]") {
    std::vector<std::string> strings = {"a\r\nBcc: x@example.net",
                                        "a\n\n--=_nameward_alternative_=\nX: y",
                                        "<script>alert(1)</script>",
                                        "\"><img src=x onerror=alert(1)>",
                                        "\x1b[2J",
                                        "\xff\xfe",
                                        "\xe2\x80\xae",
                                        "=?utf-8?q?x?=",
                                        std::string(5000, 'L'),
                                        "%s%n"};
    if (const char* shared = std::getenv("NAMEWARD_SHARED_DATA")) {
        std::ifstream file(std::filesystem::path(shared) / "corpus" / "strings" / "injection.json");
        for (const auto& group : nlohmann::json::parse(file))
            for (const auto& string : group) strings.push_back(string.get<std::string>());
    } else {
        std::cerr << "SKIPPED: the injection corpus needs NAMEWARD_SHARED_DATA; our own strings are tried\n";
    }
    const auto usual = headers_of(mail(samples::hijack()));
    for (const auto& string : strings) {
        const Alert alert = samples::hostile({string});
        const std::string message = mail(alert), html = as_html(write_letter(alert));
        INFO(string);
        check_transport_form(message);
        const auto headers = headers_of(message);
        CHECK(std::equal(headers.begin(), headers.end(), usual.begin(), usual.end(),
                         [](const auto& a, const auto& b) { return a.first == b.first; }));
        CHECK(html.find("<script") == std::string::npos);
        CHECK(html.find("<img") == std::string::npos);
        CHECK(html.find("<svg") == std::string::npos);
        CHECK(html.find("<textarea") == std::string::npos);
        CHECK(as_text(write_letter(alert)).find('\x1b') == std::string::npos);
    }
}

TEST_CASE("the ids and addresses themselves cannot break a header", "[sinks][mail]") {
    Alert alert = samples::hijack();
    alert.id = "a\r\nBcc: x";
    alert.incident = "i>\r\nBcc: y";
    alert.domain = "example.com\r\nBcc: z";
    const std::string message = mail_message(alert, {"f@x\r\nBcc: v", {"t@x>\r\nBcc: w"}}, kNow);
    check_transport_form(message);
    CHECK(headers_of(message).count("Bcc") == 0);
}

TEST_CASE("a storm makes a mail of bounded size that says what it leaves out", "[sinks][mail]") {
    Alert alert = samples::hijack();
    alert.changes.resize(10'000, alert.changes[0]);
    alert.changes[0].after.resize(5000, "198.51.100.7");
    for (int i = 0; i < 5000; ++i) alert.story += "\nanother line";
    const std::string text = as_text(write_letter(alert));
    CHECK(text.find("And 9975 more: nameward history example.com") != std::string::npos);
    CHECK(text.find("and 4970 more") != std::string::npos);
    CHECK(text.find("more lines: nameward history example.com") != std::string::npos);
    CHECK(mail(alert).size() < 100 * 1024);
}

TEST_CASE("a subject holds plain names only", "[sinks][mail]") {
    Alert alert = samples::lame();
    alert.summary =
        "lame delegation: ns1.example.net/192.0.2.1: REFUSED; http\\058\\047\\047x.example.net/192.0.2.2: lame";
    CHECK(mail_subject(alert).ends_with("lame delegation: ns1.example.net/192.0.2.1: REFUSED; (odd name) lame"));
}

TEST_CASE("a mail stays below 100 KiB, whatever the texts in it", "[sinks][mail]") {
    for (const std::string text : {"x", "<", "\"", "\x01", "=", "\xc3\xa4"}) {
        std::string longest;
        while (longest.size() < 1000) longest += text;
        Alert alert = samples::hostile(std::vector<std::string>(100, longest));
        for (int i = 0; i < 100; ++i) {
            alert.changes.push_back(alert.changes.front());
            alert.findings.push_back(alert.findings.front());
        }
        const std::string message = mail(alert);
        INFO("all of " << text);
        CHECK(message.size() < 100 * 1024);
        CHECK(message.find("What changed") != std::string::npos);
    }
}
