#include "formats/shorten.h"

#include <nlohmann/json.hpp>

#include "catch.h"
#include "formats/rows.h"
#include "sample_alerts.h"

using namespace nameward;
using namespace nameward::formats;
using Json = nlohmann::json;

namespace {

constexpr std::size_t kReceiverLimit = 256 * 1024;

Values many(std::size_t count, const std::string& text) {
    Values values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(std::to_string(100'000 + i) + text);
    return values;
}

// `changes` changes from `values` values to none, each `text` long.
Alert huge(std::size_t changes, std::size_t values, const std::string& text) {
    Alert alert = samples::hijack();
    Change change = alert.changes.front();
    change.before = many(values, text);
    change.after = {"ns1.evil.example"};
    alert.changes.assign(changes, change);
    return alert;
}

Json data_of(const std::string& body) {
    return Json::parse(body).at("data");
}

}  // namespace

TEST_CASE("a usual alert is sent whole", "[rows]") {
    const Alert alert = samples::hijack();
    CHECK(webhook_body(alert) == alert_to_json(alert));
}

TEST_CASE("a webhook body has a size, whatever the alert holds", "[rows]") {
    for (const auto& alert :
         {huge(1, 3700, std::string(240, 'x')), huge(400, 64, std::string(100, 'x')), huge(2000, 1, ""),
          huge(30, 300, std::string(2000, '\x01')), huge(10, 1000, "\xf0\x9f\x98\x80\xf0\x9f\x98\x80")}) {
        const auto body = webhook_body(alert);
        CHECK(body.size() < kReceiverLimit);
        const auto data = data_of(body);
        CHECK(data.at("changes").at(0).at("after").at(0) == "ns1.evil.example");
        CHECK(data.at("summary") == alert.summary);
        const auto kept = alert_from_json(alert_to_json(alert));
        REQUIRE(kept);
        CHECK(kept->changes.front().before == alert.changes.front().before);
    }
}

TEST_CASE("what a shortened body leaves out is counted", "[rows]") {
    const auto values = data_of(webhook_body(huge(1, 3700, std::string(240, 'x'))));
    CHECK(values.at("changes").at(0).at("before").size() == 101);
    CHECK(values.at("changes").at(0).at("before").back() == "and 3600 more");
    CHECK(values.at("changes").at(0).at("removed").back() == "and 3600 more");
    CHECK_FALSE(values.contains("left_out"));

    const auto changes = data_of(webhook_body(huge(2000, 1, "")));
    CHECK(changes.at("changes").size() == 100);
    CHECK(changes.at("left_out").at("changes") == 1900);
}

TEST_CASE("no character is cut in two", "[rows]") {
    std::string emoji;
    for (int i = 0; i < 2000; ++i) emoji += "\xf0\x9f\x98\x80";
    const auto value = data_of(webhook_body(huge(60, 3, emoji))).at("changes").at(0).at("before").at(0);
    const auto text = value.get<std::string>();
    CHECK(text.ends_with("\x80..."));
    CHECK(text.size() < 1010);
}
