// Random lives of a few facts, judged by assess and by a small model of its own: which changes must be told.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "catch.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;

namespace {

const Fact kWhole = fact_of("test.whole");
const Fact kParts = fact_of("test.parts");  // members "a/..", "b/..", "c/..": each may be unseen

// What one look brings of one fact, in the model's own words. Members by their first letter; no entry = not there.
struct Word {
    bool known = true;
    std::map<char, int> members;  // letter -> version
    std::string unseen;           // letters that could not be seen
    bool operator==(const Word&) const = default;
};

std::string value_of(char letter, int version) {
    return std::string(1, letter) + '/' + std::to_string(version);
}

Seen seen_of(const Word& word, std::mt19937& random) {
    if (!word.known) return Seen::unknown("not seen, attempt " + std::to_string(random() % 1000));
    std::vector<std::string> values;
    for (const auto& [letter, version] : word.members)
        if (word.unseen.find(letter) == std::string::npos) values.push_back(value_of(letter, version));
    std::shuffle(values.begin(), values.end(), random);
    if (values.empty() && word.unseen.empty()) return Seen::absent();
    auto seen = Seen::present(values);
    for (const char letter : word.unseen) seen.unseen.push_back(std::string(1, letter) + '/');
    if (!word.unseen.empty()) seen.reason = "partly";
    return seen;
}

Values values_of(const std::map<char, int>& members) {
    std::vector<std::string> values;
    for (const auto& [letter, version] : members) values.push_back(value_of(letter, version));
    return make_values(values);
}

struct Told {
    Values before, after;
    bool confirmed = true;
    bool operator==(const Told&) const = default;
};

// The life of one fact as the product's words describe it.
class Model {
  public:
    std::vector<Told> told;

    bool pending() const { return suspected_.has_value(); }

    void look(const Word& word) {
        if (!word.known) return;
        if (!held_) {
            held_ = only_seen(word);
            return;
        }
        const auto now = with_unseen(*held_, word);
        if (now != *held_) suspected_ = now;
    }

    // `last`: no more second looks after this one.
    void second_look(const Word& word, bool last) {
        if (!suspected_) return;
        const bool same = word.known && with_unseen(*suspected_, word) == *suspected_;
        const bool contrary = word.known && with_unseen(*held_, word) == *held_;
        if (same && !contrary)
            settle(true);
        else if (contrary && !same)
            suspected_.reset();
        else if (last)
            settle(false);
    }

  private:
    using Members = std::map<char, int>;

    static Members only_seen(const Word& word) {
        auto members = word.members;
        for (const char letter : word.unseen) members.erase(letter);
        return members;
    }

    static Members with_unseen(const Members& known, const Word& word) {
        auto members = only_seen(word);
        for (const char letter : word.unseen)
            if (const auto found = known.find(letter); found != known.end()) members.insert(*found);
        return members;
    }

    void settle(bool confirmed) {
        told.push_back({values_of(*held_), values_of(*suspected_), confirmed});
        held_ = suspected_;
        suspected_.reset();
    }

    std::optional<Members> held_, suspected_;
};

// A world whose members come, go and change now and then, and that can often not be seen.
class World {
  public:
    explicit World(std::mt19937& random) : random_(random) {}

    void turn() {
        if (random_() % 4 != 0) return;
        const char letter = static_cast<char>('a' + random_() % 3);
        if (random_() % 3 == 0)
            members_.erase(letter);
        else
            members_[letter] = static_cast<int>(random_() % 3);
    }

    Word look(bool in_parts) {
        Word word;
        word.known = random_() % 4 != 0;
        word.members = members_;
        if (in_parts)
            for (const char letter : {'a', 'b', 'c'})
                if (random_() % 4 == 0) word.unseen += letter;
        return word;
    }

  private:
    std::mt19937& random_;
    std::map<char, int> members_{{'a', 0}, {'b', 0}};
};

Collector collector() {
    Collector made;
    made.name = "test";
    made.title = "test";
    for (const auto* fact : {&kWhole, &kParts}) {
        PropertySpec spec;
        spec.name = fact->property;
        spec.source = fact->source;
        spec.title = fact->property;
        made.reports.push_back(spec);
    }
    return made;
}

std::vector<Told> told_of(const MemoryStore& store, const Fact& fact) {
    std::vector<Told> told;
    for (const auto& change : store.told())
        if (change.fact == fact) told.push_back({change.before, change.after, change.state == ChangeState::confirmed});
    return told;
}

// Each told change is in exactly one alert, and in the incident of that alert.
void check_alerts(const MemoryStore& store) {
    std::map<std::string, int> times;
    std::map<std::string, std::string> incidents;
    std::set<std::string> alerts;
    for (const auto& sent : store.outgoing) {
        CHECK(alerts.insert(sent.alert.id).second);
        for (const auto& change : sent.alert.changes) {
            times[change.id]++;
            incidents[change.id] = sent.alert.incident;
        }
    }
    const auto told = store.told();
    CHECK(times.size() == told.size());
    for (const auto& change : told) {
        CHECK(times[change.id] == 1);
        CHECK(incidents[change.id] == change.incident);
        CHECK(store.incidents.count(change.incident) == 1);
    }
}

void live(unsigned seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    Watch w{collector(), {}, domain_config()};
    World whole(random), parts(random);
    Model whole_model, parts_model;
    int attempts = 0;
    for (std::int64_t second = 0; second < 300 * 60; second += 30) {
        whole.turn();
        parts.turn();
        const bool pending = whole_model.pending() || parts_model.pending();
        if (!pending && second % 300 != 0) continue;
        const auto one = whole.look(false), two = parts.look(true);
        w.take(Observations{{kWhole, seen_of(one, random)}, {kParts, seen_of(two, random)}}, at(second));
        if (pending) {
            const bool last = ++attempts == 2;
            whole_model.second_look(one, last);
            parts_model.second_look(two, last);
        } else {
            attempts = 0;
            whole_model.look(one);
            parts_model.look(two);
        }
        if (!whole_model.pending() && !parts_model.pending()) attempts = 0;
    }
    CHECK(told_of(w.store, kWhole) == whole_model.told);
    CHECK(told_of(w.store, kParts) == parts_model.told);
    check_alerts(w.store);
}

}  // namespace

TEST_CASE("of random lives exactly the changes are told that a simple model tells", "[core]") {
    for (unsigned seed = 1; seed <= 400; ++seed) live(seed);
}

TEST_CASE("the model tells changes of every kind", "[core]") {
    std::mt19937 random(1);
    int confirmed = 0, unconfirmed = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        World world(random);
        Model model;
        for (int i = 0; i < 200; ++i) {
            world.turn();
            if (model.pending()) {
                model.second_look(world.look(true), false);
                model.second_look(world.look(true), true);
            } else {
                model.look(world.look(true));
            }
        }
        for (const auto& told : model.told) (told.confirmed ? confirmed : unconfirmed)++;
    }
    CHECK(confirmed > 50);
    CHECK(unconfirmed > 20);
}
