#include "store_fixture.h"

using namespace nameward;
using namespace nameward::store_test;

namespace {

Record health_look(Wall when, FindingEvent::Kind kind, Finding finding) {
    auto record = look(when, {});
    if (kind != FindingEvent::Kind::opened) finding.closed = when;
    record.findings = {{kind, std::move(finding)}};
    return record;
}

Outgoing health_alert(const std::string& id, const Finding& finding, Wall when) {
    auto alert = alert_of(id, "", when);
    alert.type = Alert::Type::health;
    alert.findings = {finding};
    return {alert, {"soc"}};
}

}  // namespace

TEST_CASE("an alert waits for each of its sinks, and is due at once", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    auto record = look(at(0), {});
    record.outgoing = {{alert_of("a-1", "i-1", at(0)), {"soc", "siem"}}};
    store->record(record);
    store.reset();
    store = open(folder.file());
    const auto unsent = store->unsent();
    REQUIRE(unsent.size() == 2);
    CHECK(unsent[0].sink == "soc");
    CHECK(unsent[1].sink == "siem");
    CHECK(unsent[0].id.substr(0, 2) == "d-");
    CHECK(unsent[0].id != unsent[1].id);
    CHECK(unsent[0].sequence < unsent[1].sequence);
    CHECK(unsent[0].alert == "a-1");
    CHECK(unsent[0].incident == "i-1");
    CHECK(unsent[0].domain == "example.com");
    CHECK(unsent[0].severity == Severity::critical);
    CHECK(unsent[0].state == Delivery::State::pending);
    CHECK(unsent[0].attempts == 0);
    CHECK(unsent[0].created == at(0));
    CHECK(unsent[0].next_attempt == at(0));
    CHECK(unsent[0].last_error.empty());
    CHECK(unsent[0].reached.empty());
}

TEST_CASE("an alert comes back as it was queued", "[store]") {
    auto store = open(":memory:");
    auto alert = alert_of("a-1", "i-1", at(0));
    alert.changes = {change_of(name_servers(), at(0), {"a"}, {"b"}, at(-5))};
    alert.changes[0].id = "c-1";
    alert.changes[0].incident = "i-1";
    alert.findings = {finding_of("delegation.lame", "example.com", at(0))};
    store->tell({alert, {"soc"}}, at(0));
    const auto back = store->alert("a-1");
    REQUIRE(back);
    CHECK(back->id == alert.id);
    CHECK(back->incident == "i-1");
    CHECK(back->at == at(0));
    CHECK(back->type == Alert::Type::opened);
    CHECK(back->severity == Severity::critical);
    CHECK(back->summary == alert.summary);
    CHECK(back->story == alert.story);
    CHECK(back->next_steps == alert.next_steps);
    REQUIRE(back->changes.size() == 1);
    CHECK(back->changes[0].id == "c-1");
    CHECK(back->changes[0].before_since == at(-5));
    REQUIRE(back->findings.size() == 1);
    CHECK(back->findings[0].id == alert.findings[0].id);
    CHECK(!store->alert("a-2"));
}

TEST_CASE("queueing the same alert again adds only the sinks that it did not have", "[store]") {
    auto store = open(":memory:");
    const auto alert = alert_of("a-1", "i-1", at(0));
    store->tell({alert, {"soc"}}, at(0));
    const auto first = store->unsent().at(0);
    store->tell({alert, {"soc", "siem"}}, at(50));
    const auto unsent = store->unsent();
    REQUIRE(unsent.size() == 2);
    CHECK(unsent[0].id == first.id);
    CHECK(unsent[0].created == at(0));
    CHECK(unsent[1].sink == "siem");
}

TEST_CASE("what became of an attempt is kept with the delivery", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    store->tell({alert_of("a-1", "i-1", at(0)), {"one", "two", "three"}}, at(0));
    auto waiting = store->unsent();
    waiting[0].state = Delivery::State::sent;
    waiting[0].attempts = 1;
    waiting[0].next_attempt = std::nullopt;
    waiting[0].reached = {"a@example.net", "b@example.net"};
    waiting[1].state = Delivery::State::parked;
    waiting[1].attempts = 4;
    waiting[1].next_attempt = std::nullopt;
    waiting[1].last_error = "HTTP 410";
    waiting[2].attempts = 2;
    waiting[2].next_attempt = at(90);
    waiting[2].last_error = "no answer";
    store->settle({waiting, {}, {}}, at(60));
    store.reset();
    store = open(folder.file());

    const auto unsent = store->unsent();
    REQUIRE(unsent.size() == 2);
    CHECK(unsent[0].state == Delivery::State::parked);
    CHECK(unsent[0].attempts == 4);
    CHECK(!unsent[0].next_attempt);
    CHECK(unsent[0].last_error == "HTTP 410");
    CHECK(unsent[1].next_attempt == at(90));
    CHECK(store->deliveries(std::nullopt).size() == 3);
    const auto sent = store->deliveries(Delivery::State::sent);
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].reached == waiting[0].reached);
    CHECK(store->deliveries(Delivery::State::parked).size() == 1);
    CHECK(store->deliveries(Delivery::State::pending).size() == 1);
}

TEST_CASE("what an attempt made of deliveries, receiver and others is kept whole or not at all", "[store]") {
    auto store = open(":memory:");
    store->tell({alert_of("a-1", "i-1", at(0)), {"one"}}, at(0));
    auto delivery = store->unsent().at(0);
    delivery.state = Delivery::State::parked;
    Delivery unknown;
    unknown.id = "d-none";
    const Outgoing word{alert_of("a-2", "i-2", at(0)), {"two"}};
    CHECK_THROWS_AS(store->settle({{delivery, unknown}, {{"receiver/one", "1 2"}}, {word}}, at(60)), StoreError);
    CHECK(store->unsent().at(0).state == Delivery::State::pending);
    CHECK_FALSE(store->note("receiver/one"));

    store->settle({{delivery}, {{"receiver/one", "1 2"}}, {word}}, at(60));
    CHECK(store->unsent().at(0).state == Delivery::State::parked);
    CHECK(store->note("receiver/one") == "1 2");
    CHECK(store->unsent().at(1).sink == "two");
}

TEST_CASE("a delivery that does not exist is not settled silently", "[store]") {
    auto store = open(":memory:");
    Delivery delivery;
    delivery.id = "d-none";
    std::string said;
    try {
        store->settle({{delivery}, {}, {}}, at(0));
    } catch (const StoreError& error) {
        said = error.what();
    }
    CHECK(said.find("d-none") != said.npos);
}

TEST_CASE("a health finding is untold until an alert tells its opening, and again when it closes", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    const auto blind = finding_of("monitor.blind", "example.com", at(10));
    const auto lame = finding_of("delegation.lame", "example.com", at(11));
    CHECK(!store->untold_health().oldest);
    store->record(health_look(at(10), FindingEvent::Kind::opened, blind));
    store->record(health_look(at(11), FindingEvent::Kind::opened, lame));  // told with its domain, not here
    auto untold = store->untold_health();
    REQUIRE(untold.opened.size() == 1);
    CHECK(untold.opened[0].id == blind.id);
    CHECK(untold.closed.empty());
    CHECK(untold.oldest == at(10));

    store->tell(health_alert("a-1", blind, at(20)), at(20));
    untold = store->untold_health();
    CHECK(untold.opened.empty());
    CHECK(!untold.oldest);

    auto closed = blind;
    closed.closed = at(30);
    store->record(health_look(at(30), FindingEvent::Kind::closed, blind));
    store.reset();
    store = open(folder.file());
    untold = store->untold_health();
    CHECK(untold.opened.empty());
    REQUIRE(untold.closed.size() == 1);
    CHECK(untold.closed[0].closed == at(30));
    CHECK(untold.oldest == at(30));

    store->tell(health_alert("a-2", closed, at(40)), at(40));
    CHECK(store->untold_health().closed.empty());
    Raw raw(folder.file());
    CHECK(raw.joined("SELECT kind, by_what FROM finding_event WHERE finding = '" + blind.id + "' ORDER BY sequence") ==
          "opened||\ntold_opened|a-1|\nclosed||\ntold_closed|a-2|\n");
}

TEST_CASE("nobody hears of the end of what nobody heard of", "[store]") {
    auto store = open(":memory:");
    const auto blind = finding_of("monitor.blind", "example.com", at(10));
    store->record(health_look(at(10), FindingEvent::Kind::opened, blind));
    store->record(health_look(at(30), FindingEvent::Kind::closed, blind));
    const auto untold = store->untold_health();
    CHECK(untold.opened.empty());
    CHECK(untold.closed.empty());
    CHECK(!untold.oldest);
}

TEST_CASE("a blindness that was dropped is not told as seen again", "[store]") {
    auto store = open(":memory:");
    const auto blind = finding_of("monitor.blind", "example.com", at(10));
    store->record(health_look(at(10), FindingEvent::Kind::opened, blind));
    const auto tell_opening = [&] { store->tell(health_alert("a-1", blind, at(20)), at(20)); };
    const auto drop = [&] { store->record(health_look(at(15), FindingEvent::Kind::dropped, blind)); };
    SECTION("after its opening was told") {
        tell_opening();
        drop();
    }
    SECTION("before") {
        drop();
    }
    SECTION("while its opening is being told") {
        drop();
        tell_opening();
    }
    CHECK(store->untold_health().opened.empty());
    CHECK(store->untold_health().closed.empty());
    CHECK(store->findings({}, true).empty());
}

TEST_CASE("a health finding that closes while its opening is being told is told as closed next", "[store]") {
    auto store = open(":memory:");
    const auto blind = finding_of("monitor.blind", "example.com", at(10));
    store->record(health_look(at(10), FindingEvent::Kind::opened, blind));
    const auto opening = store->untold_health().opened;
    store->record(health_look(at(11), FindingEvent::Kind::closed, blind));
    store->tell(health_alert("a-1", opening.at(0), at(12)), at(12));
    const auto untold = store->untold_health();
    CHECK(untold.opened.empty());
    REQUIRE(untold.closed.size() == 1);
    auto closed = untold.closed[0];
    store->tell(health_alert("a-2", closed, at(13)), at(13));
    CHECK(store->untold_health().closed.empty());
}

TEST_CASE("a trouble of the monitor that is over is kept and told by one alert", "[store]") {
    auto store = open(":memory:");
    const auto opened = finding_of("monitor.storage", "monitor", at(10));
    auto closed = opened;
    closed.closed = at(90);
    auto alert = alert_of("a-over", "", at(90));
    alert.findings = {closed};
    store->tell({alert, {"soc"}}, at(95), {{FindingEvent::Kind::opened, opened}, {FindingEvent::Kind::closed, closed}});
    const auto kept = store->findings({}, false);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].opened == at(10));
    CHECK(kept[0].closed == at(90));
    CHECK(store->unsent().size() == 1);
    CHECK_FALSE(store->untold_health().oldest);
}

TEST_CASE("an alert with findings that the store does not know is queued all the same", "[store]") {
    auto store = open(":memory:");
    store->tell(health_alert("a-test", finding_of("monitor.test", "monitor", at(0)), at(0)), at(0));
    CHECK(store->unsent().size() == 1);
    CHECK(store->findings({}, false).empty());
}

TEST_CASE("circuit breakers are kept as they were saved last", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    const std::vector<BreakerState> two{{"127.0.0.1", 5, at(60)}, {"::1", 2, at(0)}};
    store->save_breakers(two);
    store->save_breakers(std::span(two).first(1));
    store.reset();
    store = open(folder.file());
    const auto kept = store->breakers();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].server == "127.0.0.1");
    CHECK(kept[0].failures == 5);
    CHECK(kept[0].probe_at == at(60));
}

TEST_CASE("a note is kept under its name", "[store]") {
    auto store = open(":memory:");
    CHECK(!store->note("last_beat"));
    store->set_note("last_beat", "one");
    store->set_note("last_beat", "two");
    CHECK(store->note("last_beat") == "two");
    CHECK(!store->note("running_since"));
}
