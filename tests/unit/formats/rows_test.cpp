#include "formats/rows.h"

#include <nlohmann/json.hpp>

#include "catch.h"

using namespace nameward;
using Json = nlohmann::json;

namespace {

Wall moment(std::int64_t seconds) {
    return Wall(Seconds(seconds));
}

Change moved_name_servers() {
    Change change;
    change.sequence = 4711;
    change.at = moment(1'795'000'000);
    change.domain = "example.com";
    change.collector = "delegation";
    change.fact = {"example.com", "delegation.ns", "parent"};
    change.before = {"ns1.example.net", "ns2.example.net"};
    change.after = {"ns1.example.org"};
    change.before_since = moment(1'794'000'000);
    change.severity = Severity::critical;
    change.state = ChangeState::confirmed;
    change.incident = "i-1";
    change.attack = {"T1584.002"};
    change.summary = "name servers changed \"at\" the registry\n";
    change.evidence = {"e-1", "e-2"};
    change.id = change_id(change);
    return change;
}

Finding mismatch() {
    Finding finding;
    finding.type = "delegation.mismatch";
    finding.domain = finding.subject = "example.com";
    finding.opened = moment(1'795'000'001);
    finding.closed = moment(1'795'000'900);
    finding.summary = "parent and child disagree";
    finding.id = finding_id(finding);
    return finding;
}

Alert hijack() {
    Alert alert;
    alert.id = "a-1";
    alert.incident = "i-1";
    alert.type = Alert::Type::updated;
    alert.at = moment(1'795'000'030);
    alert.severity = Severity::critical;
    alert.domain = "example.com";
    alert.summary = "name servers changed at the registry";
    alert.story = "first\nsecond";
    alert.changes = {moved_name_servers()};
    alert.findings = {mismatch()};
    alert.next_steps = {"Call the registrar."};
    return alert;
}

}  // namespace

TEST_CASE("a change row has the contract's fields", "[formats]") {
    const auto json = Json::parse(formats::row(moved_name_servers()));
    CHECK(json["kind"] == "change");
    CHECK(json["sequence"] == 4711);
    CHECK(json["at"] == format_time(moment(1'795'000'000)));
    CHECK(json["added"] == Json{"ns1.example.org"});
    CHECK(json["removed"] == Json{"ns1.example.net", "ns2.example.net"});
    CHECK(json["severity"] == "critical");
    CHECK(json["state"] == "confirmed");
    CHECK(json["layer"] == "registry");
    CHECK(json["attack"] == Json{"T1584.002"});
    CHECK(json["evidence"] == Json{"e-1", "e-2"});
    for (const char* key : {"planned_by", "acknowledged_by", "reverted_by"}) CHECK(json[key].is_null());
}

TEST_CASE("a row is one line even when the text in it is not", "[formats]") {
    CHECK(formats::row(moved_name_servers()).find('\n') == std::string::npos);
}

TEST_CASE("bytes that are not UTF-8 do not break a row", "[formats]") {
    auto change = moved_name_servers();
    change.after = {"\xff\xfe"};
    CHECK(Json::parse(formats::row(change))["after"][0] == "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("an alert survives the round trip through the outbox", "[formats]") {
    auto alert = hijack();
    alert.restored = {"c-1"};
    const auto text = formats::alert_to_json(alert);
    const auto back = formats::alert_from_json(text);
    REQUIRE(back);
    CHECK(back->restored == alert.restored);
    CHECK(formats::alert_to_json(*back) == text);
    CHECK(back->changes[0].before_since == moment(1'794'000'000));
    CHECK(back->findings[0].closed == moment(1'795'000'900));
}

TEST_CASE("what is not an alert is refused with a reason", "[formats]") {
    for (const char* text : {"", "{", "[]", "{}", "null", R"({"type":"nameward.test"})"})
        CHECK_FALSE(formats::alert_from_json(text));
    auto wrong_word = Json::parse(formats::alert_to_json(hijack()));
    wrong_word["data"]["severity"] = "terrible";
    const auto refused = formats::alert_from_json(wrong_word.dump());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("terrible") != std::string::npos);
    CHECK_FALSE(formats::alert_from_json(std::string(100'000, '[')));
}

TEST_CASE("a webhook body has the contract's shape", "[formats]") {
    const auto json = Json::parse(formats::webhook_body(hijack()));
    CHECK(json["type"] == "nameward.incident.updated");
    CHECK(json["data"]["incident"] == "i-1");
    CHECK(json["data"]["changes"][0]["kind"] == "change");
    CHECK(json["data"]["findings"][0]["type"] == "delegation.mismatch");
    CHECK(json["data"]["next_steps"][0] == "Call the registrar.");
    CHECK(json["data"]["chain_head"].is_null());
}

TEST_CASE("values survive the round trip", "[formats]") {
    const Values values{"", "a\"b", "ns1.example.net"};
    const auto back = formats::values_from_json(formats::values_to_json(values));
    REQUIRE(back);
    CHECK(*back == values);
    CHECK_FALSE(formats::values_from_json("{}"));
}

TEST_CASE("the same change has the same id and another one has not", "[formats]") {
    const auto change = moved_name_servers();
    CHECK(change_id(change) == moved_name_servers().id);
    auto split = change;
    split.before = {"ns1.example.net"};
    split.after = {"ns2.example.net", "ns1.example.org"};
    CHECK(change_id(split) != change.id);
    auto later = change;
    later.sequence++;
    CHECK(change_id(later) != change.id);
}
