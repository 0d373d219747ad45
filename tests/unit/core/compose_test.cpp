#include "core/compose.h"

#include <set>

#include "builders.h"
#include "catch.h"
#include "golden.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;
using Kind = FindingEvent::Kind;

namespace {

// Line ends, terminal control, HTML, reading direction, line separator, broken UTF-8, C1.
const std::string kHostile = "a\r\nSubject: x\x1b]0;t\x07\x1b[2J<script>\u202Eevil\u2028\u2066\xff\xc2\x9b";

Change name_servers_changed() {
    Change change;
    change.id = "c-1";
    change.at = at(300);
    change.domain = "example.com";
    change.fact = fact_of("delegation.ns");
    change.before = {"ns1.example.net", "ns2.example.net"};
    change.after = {"ns1.evil.example"};
    change.before_since = at(0);
    change.severity = Severity::critical;
    change.state = ChangeState::confirmed;
    change.summary = "name servers changed at the registry";
    return change;
}

FindingEvent event_of(Kind kind, const std::string& type, Severity severity, const std::string& summary) {
    Finding finding;
    finding.id = "f-" + type;
    finding.type = type;
    finding.domain = finding.subject = "example.com";
    finding.severity = severity;
    finding.layer = Layer::dns_operator;
    finding.opened = at(0);
    finding.summary = summary;
    if (kind == Kind::closed) finding.closed = at(900);
    return {kind, finding};
}

Finding blindness_of(const std::string& domain, const std::string& reason = "no answer") {
    Finding finding;
    finding.id = "f-" + domain;
    finding.type = "monitor.blind";
    finding.domain = domain;
    finding.subject = "delegation/parent";
    finding.layer = Layer::monitor;
    finding.summary = "cannot see delegation (parent) since 2026-11-23T07:00:00Z: " + reason;
    return finding;
}

Incident fresh() {
    Incident incident;
    incident.id = "i-1";
    incident.domain = "example.com";
    incident.opened = incident.last_activity = at(330);
    return incident;
}

std::string page(const Alert& alert) {
    std::string text = std::string(to_string(alert.type)) + '\n' + std::string(to_string(alert.severity)) + ' ' +
                       std::string(to_string(alert.layer)) + ' ' + alert.domain + ": " + alert.summary + "\n\n" +
                       alert.story + "\n\n";
    for (const auto& step : alert.next_steps) text += "* " + step + '\n';
    return text;
}

bool is_harmless_line(const std::string& text) {
    if (text.find_first_of("\r\n\x1b\x07") != std::string::npos) return false;
    for (const std::string bad : {"\u202E", "\u2028", "\u2066", "\xff", "\xc2\x9b"})
        if (text.find(bad) != std::string::npos) return false;
    return true;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines{""};
    for (const char c : text) {
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back() += c;
    }
    return lines;
}

}  // namespace

TEST_CASE("a hijack is told whole: what, from what to what, who said so, since when, what to do", "[core]") {
    auto incident = fresh();
    const News news{"example.com",
                    {name_servers_changed()},
                    {event_of(Kind::opened, "expectation.name_servers", Severity::critical,
                              "name servers at the registry: ns1.evil.example; expected: ns1.example.net")},
                    {"the former server ns1.example.net/127.0.9.1 still answers with authority"}};
    const auto alert = compose(incident, news, true, false, at(330));
    CHECK_GOLDEN("core/hijack_opened.txt", page(alert));
    CHECK(alert.incident == "i-1");
    CHECK(alert.changes.at(0).incident == "i-1");
    CHECK(alert.findings.at(0).incident == "i-1");
    CHECK(incident.severity == Severity::critical);
    CHECK(incident.summary == "name servers changed at the registry");
    CHECK(incident.last_activity == at(330));
    CHECK_FALSE(incident.closed);

    const auto over = event_of(Kind::closed, "expectation.name_servers", Severity::critical,
                               "name servers at the registry: ns1.evil.example; expected: ns1.example.net");
    const auto closing = compose(incident, {"example.com", {}, {over}, {}}, false, true, at(900));
    CHECK_GOLDEN("core/hijack_closed.txt", page(closing));
    CHECK(incident.closed == at(900));
    CHECK(incident.severity == Severity::critical);
    CHECK(incident.summary == "name servers changed at the registry");
}

TEST_CASE("the headline is the gravest thing, of equal ones a change, and the first", "[core]") {
    auto incident = fresh();
    auto soa = name_servers_changed();
    soa.id = "c-2";
    soa.severity = Severity::notice;
    soa.summary = "SOA changed on the domain's own servers";
    const auto lame = event_of(Kind::opened, "delegation.lame", Severity::critical, "all delegated servers are lame");

    SECTION("a grave finding goes before a small change") {
        const auto alert = compose(incident, {"example.com", {soa}, {lame}, {}}, true, false, at(330));
        CHECK(alert.summary == "all delegated servers are lame");
        CHECK(alert.severity == Severity::critical);
        CHECK(alert.layer == Layer::dns_operator);
    }
    SECTION("a grave change goes before an equally grave finding") {
        const auto alert =
            compose(incident, {"example.com", {soa, name_servers_changed()}, {lame}, {}}, true, false, at(330));
        CHECK(alert.summary == "name servers changed at the registry");
        CHECK(alert.layer == Layer::registry);
    }
    SECTION("an unconfirmed change says so") {
        auto change = name_servers_changed();
        change.state = ChangeState::unconfirmed;
        const auto alert = compose(incident, {"example.com", {change}, {}, {}}, true, false, at(330));
        CHECK(alert.summary == "name servers changed at the registry (unconfirmed)");
        CHECK(alert.severity == Severity::critical);
        CHECK(alert.story.find(", unconfirmed;") != std::string::npos);
    }
    SECTION("an ending is notice at most, however grave it was") {
        const auto over = event_of(Kind::closed, "delegation.lame", Severity::critical, "all servers are lame");
        const auto alert = compose(incident, {"example.com", {}, {over}, {}}, true, false, at(330));
        CHECK(alert.severity == Severity::notice);
        CHECK(alert.summary == "over: all servers are lame");
    }
}

TEST_CASE("an alert's id tells what it tells, and is the same whenever it is composed", "[core]") {
    const auto id = [](auto alter, bool first = true) {
        auto incident = fresh();
        News news{"example.com", {name_servers_changed()}, {}, {}};
        Wall now = at(330);
        alter(incident, news, now);
        return compose(incident, news, first, false, now).id;
    };
    const auto plain = id([](Incident&, News&, Wall&) {});
    CHECK(plain.rfind("a-", 0) == 0);
    CHECK(plain == id([](Incident&, News&, Wall& now) { now = at(999); }));
    CHECK(plain == id([](Incident&, News& news, Wall&) { news.remarks = {"a remark"}; }));
    std::set<std::string> ids{plain};
    ids.insert(id([](Incident& incident, News&, Wall&) { incident.id = "i-2"; }));
    ids.insert(id([](Incident&, News& news, Wall&) { news.changes[0].id = "c-2"; }));
    ids.insert(id([](Incident&, News& news, Wall&) { news.changes[0].state = ChangeState::unconfirmed; }));
    ids.insert(id([](Incident&, News& news, Wall&) { news.changes[0].at += Seconds(60); }));
    ids.insert(id([](Incident&, News&, Wall&) {}, false));
    const auto with_finding = [&](Kind kind, Severity severity) {
        return id(
            [&](Incident&, News& news, Wall&) { news.events = {event_of(kind, "delegation.lame", severity, "x")}; });
    };
    ids.insert(with_finding(Kind::opened, Severity::warning));
    ids.insert(with_finding(Kind::updated, Severity::critical));
    ids.insert(with_finding(Kind::closed, Severity::critical));
    CHECK(ids.size() == 9);
}

TEST_CASE("remote text stays harmless in summary and story, and every event is one line", "[core]") {
    auto incident = fresh();
    auto change = name_servers_changed();
    change.after = {kHostile};
    change.summary = kHostile;
    const News news{
        "example.com", {change}, {event_of(Kind::opened, "delegation.lame", Severity::warning, kHostile)}, {kHostile}};
    const auto alert = compose(incident, news, true, false, at(330));
    CHECK(is_harmless_line(alert.summary));
    const auto lines = lines_of(alert.story);
    CHECK(lines.size() == 3);
    for (const auto& line : lines) {
        INFO(line);
        CHECK(is_harmless_line(line));
        CHECK(line.rfind("2026-11-23T07:0", 0) == 0);
    }
    CHECK(is_harmless_line(story_line(change)));
    CHECK(is_harmless_line(incident.summary));

    const auto health = compose_health({blindness_of("example.com", kHostile)}, {}, at(900));
    CHECK(is_harmless_line(health.summary));
    CHECK(is_harmless_line(health.story));
    CHECK(is_harmless_line(compose_test(kHostile, {at(0), {}}).summary));
}

TEST_CASE("a summary fits a subject line, a story a message, whatever came in", "[core]") {
    auto incident = fresh();
    auto change = name_servers_changed();
    change.summary = std::string(3000, 's');
    change.after.clear();
    for (int i = 0; i < 1000; ++i) change.after.push_back(std::string(200, 'v') + std::to_string(1000 + i));
    for (int i = 0; i < 60; ++i) {
        change.id = "c-" + std::to_string(i);
        const auto alert = compose(incident, {"example.com", {change}, {}, {"remark " + std::to_string(i)}}, i == 0,
                                   false, at(330 + i));
        CHECK(alert.summary.size() <= 260);
        CHECK(alert.story.size() <= 8300);
        CHECK(alert.story.find("remark " + std::to_string(i)) != std::string::npos);
    }
    CHECK(incident.story.rfind("(earlier lines are in the history)\n2026-", 0) == 0);
    CHECK(story_line(change).size() < 1024);
    CHECK(story_line(change).find("(984 more)") != std::string::npos);
    CHECK(story_line(change).find("since 2026-11-23T07:00:00Z") != std::string::npos);
}

TEST_CASE("loss of sight is one message for all domains, its return another", "[core]") {
    std::vector<Finding> blind;
    for (int i = 0; i < 500; ++i) blind.push_back(blindness_of("d" + std::to_string(i) + ".example"));
    const auto alert = compose_health(blind, {}, at(900));
    CHECK(alert.type == Alert::Type::health);
    CHECK(alert.domain == "monitor");
    CHECK(alert.layer == Layer::monitor);
    CHECK(alert.severity == Severity::warning);
    CHECK(alert.summary == "cannot see delegation of 500 domains");
    CHECK(alert.findings.size() == 500);
    CHECK(lines_of(alert.story).size() == 41);
    CHECK(lines_of(alert.story).back() == "and 460 more: nameward status lists what is blind");

    const auto few = compose_health({blindness_of("example.com"), blindness_of("example.net")}, {}, at(900));
    CHECK_GOLDEN("core/health_lost.txt", page(few));
    const auto back = compose_health({}, {blindness_of("example.com"), blindness_of("example.net")}, at(1200));
    CHECK_GOLDEN("core/health_back.txt", page(back));
    CHECK(back.severity == Severity::notice);
    CHECK(few.id == compose_health({blindness_of("example.com"), blindness_of("example.net")}, {}, at(999)).id);
    CHECK(few.id != compose_health({blindness_of("example.com")}, {}, at(900)).id);
}

TEST_CASE("long names do not make a long health subject", "[core]") {
    const std::string label(63, 'a');
    const auto name = [&](int i) {
        return std::to_string(i) + label.substr(1) + '.' + label + '.' + label + ".example";
    };
    CHECK(compose_health({blindness_of(name(1)), blindness_of(name(2)), blindness_of(name(3))}, {}, at(0))
              .summary.size() <= 240);
}

TEST_CASE("alerts that a sink did not take for a week are told in one message with what they said", "[core]") {
    std::vector<GivenUp> alerts;
    for (int i = 0; i < 50; ++i) {
        Delivery delivery;
        delivery.id = "d-" + std::to_string(i);
        delivery.alert = "a-" + std::to_string(i);
        delivery.domain = "d" + std::to_string(i) + ".example";
        delivery.severity = Severity::critical;
        delivery.created = at(0);
        delivery.last_error = "HTTP 503: busy";
        alerts.push_back({delivery, "name servers changed at the registry"});
    }
    const auto alert = compose_given_up("soc", alerts, at(900));
    CHECK(alert.type == Alert::Type::health);
    CHECK(alert.severity == Severity::warning);
    CHECK(alert.summary == "alerts do not reach soc");
    CHECK(lines_of(alert.story).size() == 42);
    CHECK(lines_of(alert.story).back() == "and 10 more: nameward status lists what is parked");
    CHECK(tells_of_giving_up(alert));
    CHECK_FALSE(tells_of_giving_up(compose_test("soc", {at(0), {}})));

    alerts.resize(1);
    const auto one = compose_given_up("soc", alerts, at(900));
    CHECK_GOLDEN("core/given_up.txt", page(one));
    CHECK(one.id != alert.id);
    CHECK(one.id == compose_given_up("soc", alerts, at(901)).id);
    alerts[0].summary = kHostile;
    alerts[0].delivery.last_error = kHostile;
    CHECK(is_harmless_line(compose_given_up("soc\n", alerts, at(900)).summary));
    CHECK(lines_of(compose_given_up("soc", alerts, at(900)).story).size() == 2);
}

TEST_CASE("what befalls the monitor itself is told in its own words", "[core]") {
    const auto unwatched = compose_unwatched(at(0), at(7200));
    CHECK(unwatched.domain == "monitor");
    CHECK(unwatched.severity == Severity::notice);
    CHECK(unwatched.summary == "nobody looked between 2026-11-23T07:00:00Z and 2026-11-23T09:00:00Z");
    CHECK(unwatched.id == compose_unwatched(at(0), at(7200)).id);
    CHECK(unwatched.id != compose_unwatched(at(0), at(7201)).id);

    auto finding = storage_finding("disk\nfull\x1b[2J", at(0));
    const auto storage = compose_storage(finding, at(0));
    CHECK(storage.severity == Severity::warning);
    CHECK(storage.type == Alert::Type::health);
    CHECK(is_harmless_line(storage.story));
    finding.closed = at(90);
    const auto over = compose_storage(finding, at(90));
    CHECK(over.severity == Severity::notice);
    CHECK(over.summary == "can write its database again: looks are recorded");
    CHECK(over.id != storage.id);
}

TEST_CASE("a test alert says that nothing happened", "[core]") {
    const auto alert = compose_test("soc", {at(0), {}});
    CHECK(alert.type == Alert::Type::test);
    CHECK(alert.severity == Severity::info);
    CHECK(alert.summary == "test alert to soc: nothing happened");
    CHECK(alert.id != compose_test("soc", {at(1), {}}).id);
    CHECK(alert.id != compose_test("soc", {at(0), std::chrono::milliseconds(1)}).id);
}
