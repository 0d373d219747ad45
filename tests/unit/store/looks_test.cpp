#include "store_fixture.h"

using namespace nameward;
using namespace nameward::store_test;

namespace {

// A baseline at 0, a change at 300 that is suspected.
std::vector<Change> baseline_and_change(Store& store) {
    store.record(look(at(0), {{name_servers(), Seen::present(good, {packet("old answer", at(0))})}}));
    return store.record(
        change_look(at(300), name_servers(), good, Seen::present(evil, {packet("new answer", at(300))}), at(0)));
}

Record settled_look(Wall when, Change change, ChangeState state, const std::string& incident) {
    auto record = look(when, {}, {change.fact});
    change.state = state;
    change.incident = incident;
    record.settled = {change};
    return record;
}

}  // namespace

TEST_CASE("a domain that was never looked at is unknown to the store", "[store]") {
    auto store = open(":memory:");
    const auto knowledge = store->knowledge("example.com", "delegation");
    CHECK(knowledge.facts.empty());
    CHECK(knowledge.sights.empty());
    CHECK(knowledge.pending.empty());
    CHECK(!knowledge.second_look);
    CHECK(!knowledge.last_run);
}

TEST_CASE("what a look taught is known at the next look, also after the store was reopened", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    const Fact state{"example.com", "delegation.state", "parent"}, ds{"example.com", "delegation.ds", "parent"};
    auto record = look(at(5), {{name_servers(), Seen::present(good)}, {ds, Seen::absent()}});
    record.epoch = 3;
    record.blind[state] = "no answer";
    record.streaks[{"delegation.lame", "example.com"}] = {2, at(5), "child"};
    store->record(record);
    store.reset();
    store = open(folder.file());

    const auto known = store->knowledge("example.com", "delegation");
    REQUIRE(known.facts.size() == 2);
    CHECK(known.facts.at(name_servers()).seen.values == good);
    CHECK(known.facts.at(name_servers()).seen.state == Seen::State::present);
    CHECK(known.facts.at(name_servers()).since == at(5));
    CHECK(known.facts.at(name_servers()).epoch == 3);
    CHECK(known.facts.at(ds).seen.state == Seen::State::absent);
    CHECK(known.facts.at(ds).seen.values.empty());
    CHECK(known.sights == record.sights);
    CHECK(known.last_run == at(5));
    CHECK(known.streaks == record.streaks);
    CHECK(store->knowledge("example.com", "records").facts.empty());
    CHECK(store->knowledge("example.net", "delegation").facts.empty());

    const auto schedule = store->schedule();
    REQUIRE(schedule.size() == 1);
    CHECK(schedule[0].domain == "example.com");
    CHECK(schedule[0].collector == "delegation");
    CHECK(schedule[0].last_run == at(5));
    CHECK(schedule[0].next_run == at(305));
    CHECK(!schedule[0].second_look);
}

TEST_CASE("a suspected change gets its sequence, its id and the evidence of both sides", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    const auto suspected = baseline_and_change(*store);
    REQUIRE(suspected.size() == 1);
    const auto& change = suspected[0];
    CHECK(change.sequence == 1);
    CHECK(change.id == change_id(change));
    CHECK(change.state == ChangeState::suspected);
    CHECK(change.evidence.size() == 2);

    store.reset();
    store = open(folder.file());
    const auto knowledge = store->knowledge("example.com", "delegation");
    REQUIRE(knowledge.pending.size() == 1);
    const auto& pending = knowledge.pending[0];
    CHECK(pending.id == change.id);
    CHECK(pending.sequence == change.sequence);
    CHECK(pending.at == at(300));
    CHECK(pending.before == good);
    CHECK(pending.after == evil);
    CHECK(pending.before_since == at(0));
    CHECK(pending.severity == Severity::critical);
    CHECK(pending.layer == Layer::registry);
    CHECK(pending.attack == std::vector<std::string>{"T1584.002"});
    CHECK(pending.summary == "name servers changed at the registry");
    CHECK(pending.evidence == change.evidence);
    CHECK(pending.collector == "delegation");
    CHECK(pending.fact == name_servers());
    REQUIRE(knowledge.second_look);
    CHECK(knowledge.second_look->due == at(330));
    CHECK(knowledge.second_look->first_suspected == at(300));
    CHECK(knowledge.facts.at(name_servers()).seen.values == evil);
    CHECK(knowledge.facts.at(name_servers()).since == at(300));
}

TEST_CASE("the evidence of a change is the raw answers, the new one first", "[store]") {
    auto store = open(":memory:");
    const std::string binary("\0\xff\x00zz", 5);
    store->record(look(at(0), {{name_servers(), Seen::present(good, {packet(binary, at(0))})}}));
    const std::string large(300'000, 'x');
    const auto both = std::vector<EvidencePtr>{packet(large, at(300)), nullptr, packet("", at(301))};
    const auto change =
        store->record(change_look(at(300), name_servers(), good, Seen::present(evil, both), at(0))).at(0);
    const auto evidence = store->evidence(change.id);
    REQUIRE(evidence.size() == 3);
    CHECK(evidence[0].evidence.bytes == large);
    CHECK(evidence[0].evidence.at == at(300));
    CHECK(evidence[0].evidence.kind == "dns");
    CHECK(evidence[0].evidence.server == "127.0.0.1:53");
    CHECK(evidence[0].evidence.question == "example.com NS over UDP");
    CHECK(evidence[1].evidence.bytes.empty());
    CHECK(evidence[2].evidence.bytes == binary);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(evidence[i].id == change.evidence[i]);
        CHECK(evidence[i].id.size() == 34);
        CHECK(evidence[i].id.substr(0, 2) == "e-");
    }
    CHECK(store->evidence("c-none").empty());
}

TEST_CASE("what second looks heard stands with the change, apart from what the first one heard", "[store]") {
    auto store = open(":memory:");
    const auto change = baseline_and_change(*store).at(0);
    auto record = look(at(330), {});
    record.heard[change.id] = {packet("over TCP", at(330)), nullptr};
    store->record(record);
    record = settled_look(at(360), change, ChangeState::confirmed, "i-1");
    record.heard[change.id] = {packet("over TCP again", at(360))};
    store->record(record);

    using Look = StoredEvidence::Look;
    const auto evidence = store->evidence(change.id);
    REQUIRE(evidence.size() == 4);
    const std::vector<std::pair<Look, std::string>> expected{{Look::second, "over TCP"},
                                                             {Look::second, "over TCP again"},
                                                             {Look::first, "new answer"},
                                                             {Look::before, "old answer"}};
    const auto ids = store->changes({}).at(0).evidence;
    REQUIRE(ids.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(evidence[i].look == expected[i].first);
        CHECK(evidence[i].evidence.bytes == expected[i].second);
        CHECK(evidence[i].id == ids[i]);
    }
}

TEST_CASE("an alert names what its second look heard as the history does", "[store]") {
    auto store = open(":memory:");
    const auto change = baseline_and_change(*store).at(0);
    auto record = settled_look(at(360), change, ChangeState::confirmed, "i-1");
    record.heard[change.id] = {packet("over TCP", at(360))};
    auto alert = alert_of("a-1", "i-1", at(360));
    alert.changes = record.settled;
    record.outgoing = {{alert, {"soc"}}};
    store->record(record);
    const auto told = store->alert("a-1");
    REQUIRE(told);
    REQUIRE(told->changes.size() == 1);
    CHECK(told->changes[0].evidence.size() == 3);
    CHECK(told->changes[0].evidence == store->changes({}).at(0).evidence);
}

TEST_CASE("one packet behind several facts is kept once", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    const auto shared = packet("one answer", at(0));
    const Fact ds{"example.com", "delegation.ds", "parent"};
    store->record(look(at(0), {{name_servers(), Seen::present(good, {shared})}, {ds, Seen::absent({shared})}}));
    Raw raw(folder.file());
    CHECK(raw.number("SELECT count(*) FROM evidence") == 1);
    CHECK(raw.number("SELECT count(*) FROM span_evidence") == 2);
}

TEST_CASE("a verdict is appended: the change is settled and keeps its beginning", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    auto change = baseline_and_change(*store).at(0);
    auto record = settled_look(at(331), change, ChangeState::confirmed, "i-1");
    record.settled[0].severity = Severity::warning;
    record.settled[0].layer = Layer::dns_operator;
    record.settled[0].summary = "another word";
    record.settled[0].planned_by = "plan-7";
    store->record(record);

    const auto knowledge = store->knowledge("example.com", "delegation");
    CHECK(knowledge.pending.empty());
    CHECK(!knowledge.second_look);
    CHECK(knowledge.facts.at(name_servers()).seen.values == evil);
    const auto history = store->changes({});
    REQUIRE(history.size() == 1);
    CHECK(history[0].state == ChangeState::confirmed);
    CHECK(history[0].severity == Severity::warning);
    CHECK(history[0].layer == Layer::dns_operator);
    CHECK(history[0].summary == "another word");
    CHECK(history[0].incident == "i-1");
    CHECK(history[0].planned_by == "plan-7");
    CHECK(history[0].acknowledged_by.empty());
    CHECK(history[0].id == change.id);
    Raw raw(folder.file());
    CHECK(raw.text("SELECT group_concat(kind) FROM (SELECT kind FROM change_event ORDER BY sequence)") ==
          "suspected,confirmed,planned_by");
    CHECK(raw.text("SELECT severity FROM change_event WHERE kind = 'suspected'") == "3");
}

TEST_CASE("a retracted change leaves the value before as if it never left", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    auto change = baseline_and_change(*store).at(0);
    CHECK(store->observations("example.com", at(310)).at(0).values == evil);
    auto record = settled_look(at(331), change, ChangeState::retracted, "");
    record.restored = {change.fact};
    store->record(record);

    const auto known = store->knowledge("example.com", "delegation").facts.at(name_servers());
    CHECK(known.seen.values == good);
    CHECK(known.since == at(0));
    for (const int moment : {0, 299, 300, 310, 331, 9999}) {
        const auto then = store->observations("example.com", at(moment)).at(0);
        INFO(moment);
        CHECK(then.values == good);
        CHECK(then.since == at(0));
    }
    CHECK(store->changes({}).at(0).state == ChangeState::retracted);
    CHECK(store->evidence(change.id).size() == 2);

    SECTION("and the same change can come again") {
        const auto again = store->record(change_look(at(600), name_servers(), good, Seen::present(evil), at(0))).at(0);
        CHECK(again.sequence == 2);
        CHECK(again.id != change.id);
        CHECK(store->observations("example.com", at(599)).at(0).values == good);
        CHECK(store->observations("example.com", at(600)).at(0).values == evil);
    }
    SECTION("and the store has one open span") {
        store.reset();
        Raw raw(folder.file());
        CHECK(raw.number("SELECT count(*) FROM span WHERE last_seen IS NULL") == 1);
        CHECK(raw.number("SELECT count(*) FROM span WHERE retracted IS NOT NULL") == 1);
    }
}

TEST_CASE("of two changes on top of each other, retracting both goes back before the first", "[store]") {
    auto store = open(":memory:");
    const auto first = baseline_and_change(*store).at(0);
    const Values third{"ns9.example.org"};
    const auto second = store->record(change_look(at(310), name_servers(), evil, Seen::present(third), at(300))).at(0);
    auto record = settled_look(at(340), second, ChangeState::retracted, "");
    SECTION("both at once") {
        auto other = first;
        other.state = ChangeState::retracted;
        record.settled.push_back(other);
        record.restored = {name_servers()};
        store->record(record);
        CHECK(store->observations("example.com", std::nullopt).at(0).values == good);
        CHECK(store->observations("example.com", at(320)).at(0).values == good);
    }
    SECTION("only the second") {
        record.restored = {name_servers()};
        store->record(record);
        CHECK(store->observations("example.com", std::nullopt).at(0).values == evil);
        CHECK(store->observations("example.com", at(320)).at(0).values == evil);
    }
    SECTION("one after the other") {
        record.restored = {name_servers()};
        store->record(record);
        auto later = settled_look(at(350), first, ChangeState::retracted, "");
        later.restored = {name_servers()};
        store->record(later);
        CHECK(store->observations("example.com", std::nullopt).at(0).values == good);
        CHECK(store->observations("example.com", at(345)).at(0).values == good);
    }
}

TEST_CASE("a look that restores one value and learns another starts from the restored one", "[store]") {
    auto store = open(":memory:");
    const auto first = baseline_and_change(*store).at(0);
    const Values third{"ns9.example.org"};
    auto record = settled_look(at(331), first, ChangeState::retracted, "");
    record.restored = {name_servers()};
    record.learnt[name_servers()] = Seen::present(third);
    record.suspected = {change_of(name_servers(), at(331), good, third, at(0))};
    store->record(record);
    CHECK(store->observations("example.com", at(330)).at(0).values == good);
    CHECK(store->observations("example.com", at(331)).at(0).values == third);
    CHECK(store->observations("example.com", at(331)).at(0).since == at(331));
}

TEST_CASE("a first sight can not be taken back", "[store]") {
    auto store = open(":memory:");
    auto record = look(at(0), {{name_servers(), Seen::present(good)}});
    store->record(record);
    auto second = look(at(30), {}, {name_servers()});
    second.restored = {name_servers()};
    store->record(second);
    CHECK(store->observations("example.com", std::nullopt).at(0).values == good);
}

TEST_CASE("learning what is known already writes nothing", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    store->record(look(at(0), {{name_servers(), Seen::present(good)}}));
    Raw raw(folder.file());
    const auto before = raw.all_rows();
    store->record(look(at(300), {{name_servers(), Seen::present(good, {packet("again", at(300))})}}));
    CHECK(raw.all_rows() == before);
    CHECK(store->knowledge("example.com", "delegation").facts.at(name_servers()).since == at(0));
}

TEST_CASE("another epoch is kept with the fact, whether its value changed or not", "[store]") {
    auto store = open(":memory:");
    const Fact ds{"example.com", "delegation.ds", "parent"};
    store->record(look(at(0), {{name_servers(), Seen::present(good)}, {ds, Seen::absent()}}));
    auto record = look(at(300), {{name_servers(), Seen::present(evil)}, {ds, Seen::absent()}});
    record.epoch = 2;
    store->record(record);
    const auto facts = store->knowledge("example.com", "delegation").facts;
    CHECK(facts.at(name_servers()).epoch == 2);
    CHECK(facts.at(name_servers()).since == at(300));
    CHECK(facts.at(ds).epoch == 2);
    CHECK(facts.at(ds).since == at(0));
    CHECK(store->changes({}).empty());

    record.epoch = 1;  // a downgrade
    store->record(record);
    CHECK(store->knowledge("example.com", "delegation").facts.at(ds).epoch == 1);
}

TEST_CASE("a look that only sees a value again does not say how it was read", "[store]") {
    auto store = open(":memory:");
    store->record(look(at(0), {{name_servers(), Seen::present(good)}}));
    auto second = look(at(30), {}, {name_servers()});
    second.epoch = 2;
    store->record(second);
    CHECK(store->knowledge("example.com", "delegation").facts.at(name_servers()).epoch == 1);
}

TEST_CASE("streaks count on, and 0 removes them", "[store]") {
    auto store = open(":memory:");
    const ConditionKey lame{"delegation.lame", "ns1.example.net"}, view{"view.disagrees", "example.com"};
    auto record = look(at(0), {});
    record.streaks = {{lame, {1, at(0), "child"}}, {view, {2, at(0), ""}}};
    store->record(record);
    auto other = look(at(0), {});
    other.collector = "mail";
    other.streaks = {{view, {1, at(0), ""}}};
    store->record(other);
    record.streaks = {{lame, {}}, {view, {3, at(300), ""}}};
    store->record(record);
    CHECK(store->knowledge("example.com", "delegation").streaks ==
          std::map<ConditionKey, Streak>{{view, {3, at(300), ""}}});
    CHECK(store->knowledge("example.com", "mail").streaks == other.streaks);
}

TEST_CASE("without a word on the next run the schedule keeps its own", "[store]") {
    auto store = open(":memory:");
    store->record(look(at(0), {}));
    auto second = look(at(30), {});
    second.next_run = std::nullopt;
    store->record(second);
    CHECK(store->schedule().at(0).next_run == at(300));
    CHECK(store->schedule().at(0).last_run == at(30));
    store->set_next_run("example.com", "delegation", at(77));
    store->set_next_run("example.net", "records", at(78));
    const auto schedule = store->schedule();
    REQUIRE(schedule.size() == 2);
    CHECK(schedule[0].next_run == at(77));
    CHECK(schedule[0].last_run == at(30));
    CHECK(schedule[1].domain == "example.net");
    CHECK(schedule[1].next_run == at(78));
    CHECK(!schedule[1].last_run);
}

TEST_CASE("what a pending change takes back is known, until it is marked as reverted", "[store]") {
    auto store = open(":memory:");
    const auto first = baseline_and_change(*store).at(0);
    const auto taken_back = [&] { return store->knowledge("example.com", "delegation").taken_back; };
    REQUIRE(taken_back().count(first.id) == 1);
    CHECK(taken_back().at(first.id).empty());
    store->record(settled_look(at(331), first, ChangeState::confirmed, "i-1"));
    CHECK(taken_back().empty());

    const auto back = store->record(change_look(at(600), name_servers(), evil, Seen::present(good), at(300))).at(0);
    REQUIRE(taken_back().at(back.id).size() == 1);
    CHECK(taken_back().at(back.id)[0].id == first.id);
    auto record = settled_look(at(631), back, ChangeState::unconfirmed, "i-1");
    record.reverted = {{first.id, back.id}};
    store->record(record);
    CHECK(store->changes({}).at(0).reverted_by == back.id);
    CHECK(store->changes({}).at(0).state == ChangeState::confirmed);

    const auto again = store->record(change_look(at(900), name_servers(), good, Seen::present(evil), at(600))).at(0);
    REQUIRE(taken_back().at(again.id).size() == 1);
    CHECK(taken_back().at(again.id)[0].id == back.id);
}

TEST_CASE("an incident grows by what came to it and is closed once", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    auto record = look(at(0), {});
    auto incident = incident_of("i-1", "example.com", at(0));
    record.incidents = {incident};
    store->record(record);
    incident.story += "\nsecond line";
    incident.last_activity = at(60);
    incident.layer = Layer::dns_operator;
    record.incidents = {incident, incident};  // said twice, written once
    store->record(record);
    const auto open_ones = store->knowledge("example.com", "mail").incidents;
    REQUIRE(open_ones.size() == 1);
    CHECK(open_ones[0].story == "first line\nsecond line");
    CHECK(open_ones[0].last_activity == at(60));
    CHECK(open_ones[0].opened == at(0));
    CHECK(open_ones[0].layer == Layer::dns_operator);
    incident.closed = at(90);
    record.incidents = {incident};
    store->record(record);
    CHECK(store->knowledge("example.com", "mail").incidents.empty());
    CHECK(store->incident("i-1")->closed == at(90));
    CHECK(!store->incident("i-2"));
    Raw raw(folder.file());
    CHECK(raw.text("SELECT group_concat(kind || ':' || story, '|') FROM (SELECT * FROM incident_event ORDER BY "
                   "sequence)") == "opened:first line|grown:\nsecond line|closed:");
}

TEST_CASE("incidents of other domains are known by a value that comes to both", "[store]") {
    auto store = open(":memory:");
    const auto change = baseline_and_change(*store).at(0);
    auto record = settled_look(at(331), change, ChangeState::confirmed, "i-1");
    record.incidents = {incident_of("i-1", "example.com", at(331))};
    store->record(record);
    const auto others_beside = [&](const Values& values) {
        const std::string name = "d" + std::to_string(values.size()) + values[0];
        auto look = change_look(at(340), name_servers(name), good, Seen::present(values), at(0));
        look.domain = look.suspected[0].domain = name;
        store->record(look);
        return store->knowledge(name, "delegation").others.size();
    };
    CHECK(others_beside(evil) == 1);
    CHECK(others_beside({"a", "ns1.example.org"}) == 1);
    CHECK(others_beside({"ns1.example.net"}) == 0);  // removed there, not added
    CHECK(store->knowledge("example.com", "delegation").others.empty());
    record = look(at(400), {});
    record.incidents = {incident_of("i-1", "example.com", at(331))};
    record.incidents[0].closed = at(400);
    store->record(record);
    CHECK(store->knowledge("d1ns1.example.org", "delegation").others.empty());
}

TEST_CASE("an incident that holds another domain's open finding is known as such", "[store]") {
    auto store = open(":memory:");
    auto record = look(at(0), {});
    record.incidents = {incident_of("i-1", "example.com", at(0)), incident_of("i-2", "example.com", at(0))};
    store->record(record);
    auto other = look(at(10), {});
    other.domain = "example.net";
    auto finding = finding_of("delegation.lame", "example.net", at(10));
    finding.incident = "i-1";
    other.findings = {{FindingEvent::Kind::opened, finding}};
    store->record(other);
    CHECK(store->knowledge("example.com", "delegation").held_elsewhere == std::set<std::string>{"i-1"});
    CHECK(store->knowledge("example.net", "delegation").held_elsewhere.empty());
    CHECK(store->knowledge("example.net", "delegation").incidents.at(0).id == "i-1");
    finding.closed = at(20);
    other.findings = {{FindingEvent::Kind::closed, finding}};
    store->record(other);
    CHECK(store->knowledge("example.com", "delegation").held_elsewhere.empty());
}

TEST_CASE("a look is judged by what the store holds when it is written", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    baseline_and_change(*store);
    const auto made = store->record("example.com", "delegation", [](const Knowledge& knowledge) {
        auto record = look(at(600), {});
        const auto& held = knowledge.facts.at(name_servers());
        record.suspected = {change_of(name_servers(), at(600), held.seen.values, good, held.since)};
        return record;
    });
    CHECK(made.suspected.at(0).before == evil);
    CHECK(made.suspected.at(0).sequence == 2);
    Raw raw(folder.file());
    const auto rows = raw.all_rows();
    const auto mistake = [](const Knowledge&) -> Record { throw std::out_of_range("a mistake in judging"); };
    CHECK_THROWS_AS(store->record("example.com", "delegation", mistake), std::out_of_range);
    CHECK(raw.all_rows() == rows);
    CHECK(store->knowledge("example.com", "delegation").pending.size() == 2);
}

TEST_CASE("findings open, are updated and close, and only the open ones are judged again", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    auto record = look(at(0), {});
    auto finding = finding_of("delegation.lame", "example.com", at(0));
    finding.incident = "i-1";
    finding.collector = "delegation";
    finding.source = "child";
    record.findings = {{FindingEvent::Kind::opened, finding}};
    store->record(record);
    finding.summary = "all servers are lame";
    finding.severity = Severity::critical;
    record.findings = {{FindingEvent::Kind::updated, finding}};
    store->record(record);
    const auto open_ones = store->knowledge("example.com", "mail").open_findings;
    REQUIRE(open_ones.size() == 1);
    CHECK(open_ones[0].id == finding.id);
    CHECK(open_ones[0].type == "delegation.lame");
    CHECK(open_ones[0].domain == "example.com");
    CHECK(open_ones[0].subject == "example.com");
    CHECK(open_ones[0].summary == "all servers are lame");
    CHECK(open_ones[0].severity == Severity::critical);
    CHECK(open_ones[0].layer == Layer::registry);
    CHECK(open_ones[0].opened == at(0));
    CHECK(open_ones[0].incident == "i-1");
    CHECK(open_ones[0].collector == "delegation");
    CHECK(open_ones[0].source == "child");
    CHECK(!open_ones[0].closed);
    finding.closed = at(600);
    record.findings = {{FindingEvent::Kind::closed, finding}};
    store->record(record);
    CHECK(store->knowledge("example.com", "mail").open_findings.empty());
    CHECK(store->findings({}, true).empty());
    REQUIRE(store->findings({"example.com"}, false).size() == 1);
    CHECK(store->findings({"example.com"}, false)[0].closed == at(600));
    CHECK(store->findings({"example.net"}, false).empty());
    Raw raw(folder.file());
    CHECK(raw.text("SELECT group_concat(kind) FROM (SELECT kind FROM finding_event ORDER BY sequence)") ==
          "opened,updated,closed");
}

TEST_CASE("ten thousand looks that find nothing new add no rows", "[store]") {
    Folder folder(fast_place());
    auto store = open(folder.file());
    const Fact lost{"example.com", "delegation.ds", "child"};
    auto record = look(at(0), {{name_servers(), Seen::present(good, {packet("answer", at(0))})}});
    record.blind[lost] = "no answer";
    record.sights["child"] = {std::nullopt, at(0), "no answer", true};
    record.streaks[{"delegation.lame", "example.com"}] = {3, at(0), "child"};
    store->record(record);
    Raw raw(folder.file());
    raw.run("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto rows = raw.all_rows();
    const auto pages = raw.number("PRAGMA page_count");
    record.learnt.clear();
    for (int i = 1; i <= 10'000; ++i) {
        record.at = at(i);
        record.sights["parent"].last_ok = at(i);
        store->record(record);
    }
    CHECK(raw.all_rows() == rows);
    CHECK(raw.number("PRAGMA page_count") == pages);
    CHECK(store->observations("example.com", std::nullopt).at(1).last_seen == at(10'000));
}

TEST_CASE("another collector knows when the delegation changed last, unless that was taken back", "[store]") {
    auto store = open(":memory:");
    CHECK_FALSE(store->knowledge("example.com", "records").delegation_changed);
    const auto change = baseline_and_change(*store).front();
    CHECK(store->knowledge("example.com", "records").delegation_changed == at(300));
    CHECK_FALSE(store->knowledge("example.com", "delegation").delegation_changed);
    CHECK_FALSE(store->knowledge("example.net", "records").delegation_changed);
    SECTION("confirmed, it stays") {
        store->record(settled_look(at(330), change, ChangeState::confirmed, "i-1"));
        CHECK(store->knowledge("example.com", "records").delegation_changed == at(300));
    }
    SECTION("retracted, it never was") {
        auto record = settled_look(at(330), change, ChangeState::retracted, "");
        record.restored = {change.fact};
        store->record(record);
        CHECK_FALSE(store->knowledge("example.com", "records").delegation_changed);
    }
}
