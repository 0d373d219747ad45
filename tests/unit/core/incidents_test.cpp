#include "core/incidents.h"

#include "builders.h"
#include "catch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;

namespace {

Incident incident_of(const std::string& id, Wall last_activity, const std::string& domain = "example.com") {
    Incident incident;
    incident.id = id;
    incident.domain = domain;
    incident.opened = at(0);
    incident.last_activity = last_activity;
    incident.story = "a line";
    return incident;
}

Change change_with_id(const std::string& id) {
    Change change;
    change.id = id;
    change.domain = "example.com";
    return change;
}

std::string chosen(const Knowledge& knowledge, const std::vector<Change>& told, Wall now) {
    return choose_incident(knowledge, told, "example.com", "seed", now).id;
}

}  // namespace

TEST_CASE("the first news opens an incident whose id derives from it", "[core]") {
    const auto first = choose_incident({}, {change_with_id("c-1")}, "example.com", "c-1", at(5));
    CHECK(first.id.rfind("i-", 0) == 0);
    CHECK(first.domain == "example.com");
    CHECK(first.opened == at(5));
    CHECK(first.story.empty());
    CHECK(choose_incident({}, {}, "example.com", "c-1", at(99)).id == first.id);
    CHECK(choose_incident({}, {}, "example.com", "c-2", at(5)).id != first.id);
    CHECK(choose_incident({}, {}, "example.net", "c-1", at(5)).id != first.id);
}

TEST_CASE("news within an hour of the last joins, later news does not", "[core]") {
    Knowledge knowledge;
    knowledge.incidents = {incident_of("i-old", at(0)), incident_of("i-young", at(600))};
    CHECK(chosen(knowledge, {}, at(600 + 3600)) == "i-young");
    CHECK(chosen(knowledge, {}, at(600 + 3601)) != "i-young");
    CHECK(chosen(knowledge, {}, at(600 + 3601)) != "i-old");
}

TEST_CASE("a closed incident is joined by nothing but what takes it back", "[core]") {
    Knowledge knowledge;
    knowledge.incidents = {incident_of("i-1", at(0))};
    knowledge.incidents[0].closed = at(100);
    CHECK(chosen(knowledge, {change_with_id("c-2")}, at(200)) != "i-1");

    auto told_then = change_with_id("c-1");
    told_then.incident = "i-1";
    knowledge.taken_back["c-2"] = {told_then};
    CHECK(chosen(knowledge, {change_with_id("c-2")}, at(200)) == "i-1");
    CHECK(chosen(knowledge, {change_with_id("c-2")}, at(30 * 86400)) == "i-1");
}

TEST_CASE("what is taken back goes before what is young", "[core]") {
    Knowledge knowledge;
    knowledge.incidents = {incident_of("i-1", at(0)), incident_of("i-2", at(7200))};
    auto told_then = change_with_id("c-1");
    told_then.incident = "i-1";
    knowledge.taken_back["c-9"] = {told_then};
    CHECK(chosen(knowledge, {change_with_id("c-9")}, at(7300)) == "i-1");
    CHECK(chosen(knowledge, {change_with_id("c-8")}, at(7300)) == "i-2");
}

TEST_CASE("the same new value at another domain is the same story, unless the domain has its own", "[core]") {
    Knowledge knowledge;
    knowledge.others = {incident_of("i-other", at(0), "example.net")};
    CHECK(chosen(knowledge, {change_with_id("c-1")}, at(60)) == "i-other");
    CHECK(chosen(knowledge, {change_with_id("c-1")}, at(3601)) != "i-other");
    CHECK(chosen(knowledge, {}, at(60)) != "i-other");
    knowledge.incidents = {incident_of("i-own", at(0))};
    CHECK(chosen(knowledge, {change_with_id("c-1")}, at(60)) == "i-own");
}

TEST_CASE("an incident closes when nothing happened for an hour and nothing of it is open", "[core]") {
    Knowledge knowledge;
    knowledge.incidents = {incident_of("i-1", at(0))};
    CHECK(gone_quiet(knowledge, "example.com", at(3600)).empty());
    const auto quiet = gone_quiet(knowledge, "example.com", at(3601));
    REQUIRE(quiet.size() == 1);
    CHECK(quiet[0].id == "i-1");
    CHECK(quiet[0].closed == at(3601));

    SECTION("not while a finding of it is open") {
        Finding finding;
        finding.incident = "i-1";
        knowledge.open_findings = {finding};
        CHECK(gone_quiet(knowledge, "example.com", at(86400)).empty());
    }
    SECTION("not while a finding of another domain in it is open") {
        knowledge.held_elsewhere = {"i-1"};
        CHECK(gone_quiet(knowledge, "example.com", at(86400)).empty());
    }
    SECTION("not twice") {
        knowledge.incidents[0].closed = at(10);
        CHECK(gone_quiet(knowledge, "example.com", at(86400)).empty());
    }
    SECTION("not by another domain that has a part in it") {
        CHECK(gone_quiet(knowledge, "example.net", at(86400)).empty());
    }
}
