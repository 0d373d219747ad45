#include <random>

#include "store_fixture.h"

using namespace nameward;
using namespace nameward::store_test;

namespace {

Change happen(Store& store, const std::string& domain, const std::string& property, Severity severity, int when) {
    const Fact fact{domain, property, "parent"};
    auto record = look(at(when), {{fact, Seen::present({"value " + std::to_string(when)})}});
    record.domain = domain;
    auto change = change_of(fact, at(when), {}, {"value " + std::to_string(when)}, at(0));
    change.domain = domain;
    change.severity = severity;
    record.suspected = {change};
    return store.record(record).at(0);
}

std::string found(Store& store, const HistoryFilter& filter) {
    std::string sequences;
    for (const auto& change : store.changes(filter)) sequences += std::to_string(change.sequence) + " ";
    return sequences;
}

}  // namespace

TEST_CASE("the history is read oldest first, by domain, time, property, severity, state and id", "[store]") {
    auto store = open(":memory:");
    happen(*store, "example.com", "delegation.ns", Severity::critical, 100);
    happen(*store, "example.net", "delegation.ds", Severity::info, 200);
    happen(*store, "example.org", "records.MX", Severity::warning, 300);
    auto last = happen(*store, "example.com", "records.A", Severity::notice, 400);

    CHECK(found(*store, {}) == "1 2 3 4 ");
    HistoryFilter filter;
    SECTION("domains") {
        filter.domains = {"example.com", "example.org", "example.edu"};
        CHECK(found(*store, filter) == "1 3 4 ");
    }
    SECTION("since is inclusive, until exclusive") {
        filter.since = at(200);
        filter.until = at(400);
        CHECK(found(*store, filter) == "2 3 ");
    }
    SECTION("property globs") {
        filter.property_glob = "records.*";
        CHECK(found(*store, filter) == "3 4 ");
        filter.property_glob = "delegation.?s";
        CHECK(found(*store, filter) == "1 2 ");
    }
    SECTION("severities") {
        filter.min_severity = Severity::warning;
        CHECK(found(*store, filter) == "1 3 ");
    }
    SECTION("states and ids") {
        auto record = look(at(500), {});
        last.state = ChangeState::confirmed;
        record.settled = {last};
        store->record(record);
        filter.state = ChangeState::suspected;
        CHECK(found(*store, filter) == "1 2 3 ");
        filter.state = ChangeState::confirmed;
        CHECK(found(*store, filter) == "4 ");
        filter.state.reset();
        filter.id = last.id;
        CHECK(found(*store, filter) == "4 ");
        filter.domains = {"example.net"};
        CHECK(found(*store, filter).empty());
    }
}

TEST_CASE("a value is known from its second on, and what it was before stays", "[store]") {
    auto store = open(":memory:");
    store->record(look(at(100), {{name_servers(), Seen::present(good)}}));
    store->record(look(at(300), {}, {name_servers()}));
    store->record(look(at(400), {{name_servers(), Seen::absent()}}));

    CHECK(store->observations("example.com", at(99)).empty());
    CHECK(store->observations("example.net", std::nullopt).empty());
    const auto first = store->observations("example.com", at(100));
    REQUIRE(first.size() == 1);
    CHECK(first[0].domain == "example.com");
    CHECK(first[0].collector == "delegation");
    CHECK(first[0].fact == name_servers());
    CHECK(first[0].state == Seen::State::present);
    CHECK(first[0].values == good);
    CHECK(first[0].since == at(100));
    CHECK(first[0].last_seen == at(100));
    CHECK(store->observations("example.com", at(399)).at(0).values == good);
    CHECK(store->observations("example.com", at(399)).at(0).last_seen == at(300));
    const auto now = store->observations("example.com", at(400)).at(0);
    CHECK(now.state == Seen::State::absent);
    CHECK(now.values.empty());
    CHECK(now.since == at(400));
    CHECK(store->observations("example.com", std::nullopt).at(0).last_seen == at(400));
}

TEST_CASE("of several values within one second, the last one holds", "[store]") {
    auto store = open(":memory:");
    store->record(look(at(100), {{name_servers(), Seen::present({"a"})}}));
    store->record(look(at(100), {{name_servers(), Seen::present({"b"})}}));
    store->record(look(at(100), {{name_servers(), Seen::present({"c"})}}));
    CHECK(store->observations("example.com", at(100)).at(0).values == Values{"c"});
    CHECK(store->observations("example.com", std::nullopt).at(0).values == Values{"c"});
    CHECK(store->observations("example.com", at(99)).empty());
}

TEST_CASE("in a gap a fact is unknown, with the reason and the last known values", "[store]") {
    auto store = open(":memory:");
    store->record(look(at(100), {{name_servers(), Seen::present(good)}}));
    store->record(look(at(200), {}, {name_servers()}));
    store->record(blind_look(at(300), {name_servers()}, "no answer", at(200), at(300)));
    store->record(blind_look(at(400), {name_servers()}, "REFUSED", at(200), at(300)));
    auto now = store->observations("example.com", std::nullopt).at(0);
    CHECK(now.state == Seen::State::unknown);
    CHECK(now.values == good);
    CHECK(now.reason == "REFUSED");
    CHECK(now.since == at(300));
    CHECK(now.last_seen == at(200));

    store->record(look(at(500), {}, {name_servers()}));
    now = store->observations("example.com", std::nullopt).at(0);
    CHECK(now.state == Seen::State::present);
    CHECK(now.reason.empty());
    CHECK(now.since == at(100));
    CHECK(now.last_seen == at(500));
    CHECK(store->observations("example.com", at(299)).at(0).state == Seen::State::present);
    CHECK(store->observations("example.com", at(300)).at(0).state == Seen::State::unknown);
    CHECK(store->observations("example.com", at(499)).at(0).state == Seen::State::unknown);
    CHECK(store->observations("example.com", at(499)).at(0).last_seen == at(200));
    CHECK(store->observations("example.com", at(500)).at(0).state == Seen::State::present);
}

TEST_CASE("a fact that was never seen is unknown since the first try", "[store]") {
    auto store = open(":memory:");
    store->record(blind_look(at(100), {name_servers()}, "no answer", std::nullopt, at(100)));
    const auto now = store->observations("example.com", std::nullopt).at(0);
    CHECK(now.state == Seen::State::unknown);
    CHECK(now.values.empty());
    CHECK(now.reason == "no answer");
    CHECK(now.since == at(100));
    CHECK(!now.last_seen);
    CHECK(store->knowledge("example.com", "delegation").facts.empty());
}

TEST_CASE("beside a blind fact of its source, a fact is seen as often as it is seen", "[store]") {
    auto store = open(":memory:");
    const Fact ds{"example.com", "delegation.ds", "parent"};
    store->record(look(at(100), {{name_servers(), Seen::present(good)}, {ds, Seen::absent()}}));
    auto record = blind_look(at(200), {ds}, "no answer", at(100), at(200));
    record.seen = {name_servers()};
    store->record(record);
    const auto rows = store->observations("example.com", std::nullopt);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].fact == ds);
    CHECK(rows[0].last_seen == at(100));
    CHECK(rows[1].last_seen == at(200));
    CHECK(rows[1].state == Seen::State::present);
}

TEST_CASE("a clock that was set back leaves the order of what was seen", "[store]") {
    auto store = open(":memory:");
    store->record(look(at(1000), {{name_servers(), Seen::present({"a"})}}));
    store->record(look(at(500), {{name_servers(), Seen::present({"b"})}}));
    CHECK(store->observations("example.com", std::nullopt).at(0).values == Values{"b"});
    CHECK(store->observations("example.com", at(2000)).at(0).values == Values{"b"});
    CHECK(store->knowledge("example.com", "delegation").facts.at(name_servers()).seen.values == Values{"b"});
}

TEST_CASE("the sights tell every source, and the collectors that have none yet", "[store]") {
    auto store = open(":memory:");
    auto record = look(at(0), {});
    Sight fresh, blind;
    fresh.last_ok = at(0);
    blind.blind_since = at(0);
    blind.reason = "no answer";
    blind.applicable = false;
    record.sights = {{"parent", fresh}, {"child", blind}};
    store->record(record);
    store->set_next_run("example.net", "records", at(60));
    const auto all = store->sights({});
    REQUIRE(all.size() == 3);
    CHECK(all[0].domain == "example.com");
    CHECK(all[0].collector == "delegation");
    CHECK(all[0].source == "child");
    CHECK(all[0].sight == blind);
    CHECK(all[0].next_run == at(300));
    CHECK(all[1].source == "parent");
    CHECK(all[1].sight == fresh);
    CHECK(all[2].domain == "example.net");
    CHECK(all[2].source.empty());
    CHECK(all[2].next_run == at(60));
    CHECK(store->sights({"example.com"}).size() == 2);
}

TEST_CASE("text that is hard for SQL and JSON comes back as it was", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    const Values nasty{"",
                       "'; DROP TABLE fact; --",
                       "\"quoted\"",
                       "back\\slash",
                       "line\nbreak",
                       "naïve ☃",
                       std::string("nul\0inside", 10),
                       std::string(70'000, 'y')};
    const Fact odd{"a'b\".example.com", "records.TXT", "resolver.'x'"};
    const auto values = make_values(nasty);
    store->record(look(at(0), {{odd, Seen::present(values)}}));
    store.reset();
    store = open(folder.file());
    const auto facts = store->knowledge("example.com", "delegation").facts;
    REQUIRE(facts.count(odd) == 1);
    CHECK(facts.at(odd).seen.values == values);
}

namespace {

// What the store must say, kept the simple way: every second of every fact.
class Model {
  public:
    struct Word {
        Seen::State state = Seen::State::unknown;
        Values values;
        bool known_at_all = false, blind = false;
        std::string reason;
    };

    void learn(int now, const Seen& seen) {
        word_.state = seen.state;
        word_.values = seen.values;
        word_.known_at_all = true;
        see(now);
    }
    void see(int now) {
        word_.blind = false;
        word_.reason.clear();
        write(now);
    }
    void miss(int now, const std::string& reason) {
        word_.blind = true;
        word_.reason = reason;
        for (int second = blind_from(now); second < now; ++second) history_[second].reason = reason;
        write(now);
    }
    // From the second `since` on the fact was as at `since - 1`, but for its gaps.
    void take_back(int since, int now) {
        const Word before = since > 0 ? history_[since - 1] : Word{};
        for (int second = since; second <= now; ++second) {
            history_[second].state = before.state;
            history_[second].values = before.values;
        }
        word_.state = before.state;
        word_.values = before.values;
        see(now);
    }
    const Word& then(int second) const { return history_.at(second); }
    const Word& now() const { return word_; }

  private:
    int blind_from(int now) const {
        int from = now;
        while (from > 0 && history_.count(from - 1) && history_.at(from - 1).blind) --from;
        return from;
    }
    void write(int now) {
        for (int second = now; second <= 400; ++second) history_[second] = word_;
    }

    Word word_;
    std::map<int, Word> history_;
};

}  // namespace

TEST_CASE("whatever happened, the store says of every second what was known then", "[store]") {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        INFO("seed " << seed);
        std::mt19937 random(seed);
        const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
        auto store = open(":memory:");
        Model model;
        int now = 0;
        for (int step = 0; step < 40; ++step) {
            now += 1 + pick(8);
            const int what = pick(10);
            const auto known = model.now();
            const Seen next = pick(5) == 0 ? Seen::absent() : Seen::present({"value " + std::to_string(pick(4))});
            const bool differs = !known.known_at_all || next.state != known.state || next.values != known.values;
            if (what < 2) {
                store->record(
                    blind_look(at(now), {name_servers()}, "reason " + std::to_string(pick(2)), at(0), at(now)));
                model.miss(now, store->observations("example.com", std::nullopt).at(0).reason);
            } else if (known.known_at_all && (what < 4 || !differs)) {
                store->record(look(at(now), {}, {name_servers()}));
                model.see(now);
            } else if (what < 7 || !known.known_at_all) {
                store->record(look(at(now), {{name_servers(), next}}));
                model.learn(now, next);
            } else {
                const auto change =
                    store->record(change_look(at(now), name_servers(), known.values, next, at(0))).at(0);
                const int since = now;
                model.learn(now, next);
                now += 1 + pick(5);
                auto second = look(at(now), {}, {name_servers()});
                second.settled = {change};
                const bool retracted = pick(2) == 0;
                second.settled[0].state = retracted ? ChangeState::retracted : ChangeState::confirmed;
                if (retracted) second.restored = {name_servers()};
                store->record(second);
                retracted ? model.take_back(since, now) : model.see(now);
            }
        }
        for (int second = 0; second <= now; ++second) {
            INFO("second " << second);
            const auto rows = store->observations("example.com", at(second));
            Model::Word expected;
            try {
                expected = model.then(second);
            } catch (const std::out_of_range&) {
                // before the first look
            }
            REQUIRE(rows.empty() == (!expected.known_at_all && !expected.blind));
            if (rows.empty()) continue;
            REQUIRE(rows[0].values == expected.values);
            REQUIRE(rows[0].state == (expected.blind ? Seen::State::unknown : expected.state));
            REQUIRE(rows[0].reason == expected.reason);
        }
    }
}
