// status, history, show, evidence and check-config over a real configuration and a real store.
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.h"
#include "commands/commands.h"
#include "scratch_folder.h"
#include "store/store.h"

using namespace nameward;
using namespace nameward::commands;
using Json = nlohmann::json;

namespace {

const Wall noon = *parse_time("2026-11-23T12:00:00Z");
const std::string answer("\0\1raw answer\xff", 13);

struct Said {
    int code = -1;
    std::string out, err;
    std::vector<Json> rows() const {
        std::vector<Json> rows;
        std::istringstream lines(out);
        for (std::string line; std::getline(lines, line);) rows.push_back(Json::parse(line));
        return rows;
    }
};

// A configuration that watches example.com and example.net, and the folder for its store.
class Installation {
  public:
    Installation() {
        folder_.write("nameward.toml",
                      "[store]\npath = \"nameward.db\"\n[[domain]]\nname = \"example.com\"\n"
                      "[[domain]]\nname = \"example.net\"\n");
    }

    Said run(std::vector<std::string> words, bool terminal = false) {
        words.insert(words.begin(), {"--config", (folder_ / "nameward.toml").string()});
        const auto line = parse_command_line(words, noon);
        INFO(line.err);
        REQUIRE(line.arguments);
        std::ostringstream out, err;
        const Console console{out, err, {}, terminal};
        const int code = dispatch(*line.arguments, console);
        return {code, out.str(), err.str()};
    }

    std::unique_ptr<Store> store() {
        auto store = Store::open(folder_ / "nameward.db", Store::Mode::write);
        REQUIRE(store);
        return std::move(*store);
    }

    // Two looks: a baseline an hour before noon, and at noon a hijack that waits for its second look.
    Change hijack(bool with_evidence = true) {
        const Fact fact{"example.com", "delegation.ns", "parent"};
        const Values before{"ns1.example.net"}, after{"ns1.example.org"};
        auto store = this->store();
        store->record(look(noon - Seconds(3600), fact, before, with_evidence));
        auto second = look(noon, fact, after, with_evidence);
        Change change;
        change.at = noon;
        change.domain = "example.com";
        change.collector = "delegation";
        change.fact = fact;
        change.before = before;
        change.after = after;
        change.before_since = noon - Seconds(3600);
        change.severity = Severity::critical;
        change.summary = "name servers changed at the registry";
        second.suspected = {change};
        second.second_look = SecondLook{noon + Seconds(30), noon, 0};
        const auto changes = store->record(second);
        REQUIRE(changes.size() == 1);
        return changes.front();
    }

    void open_finding(const std::string& type, Severity severity) {
        auto record = look(noon, {"example.net", "delegation.ns", "parent"}, {"ns1.example.net"});
        record.domain = "example.net";
        Finding finding;
        finding.type = type;
        finding.domain = finding.subject = "example.net";
        finding.severity = severity;
        finding.opened = noon;
        finding.summary = "a finding for the test";
        finding.id = finding_id(finding);
        record.findings = {{FindingEvent::Kind::opened, finding}};
        store()->record(record);
    }

    const ScratchFolder& folder() const { return folder_; }

  private:
    static int dispatch(const Arguments& arguments, const Console& console) {
        if (arguments.command == "status") return status(arguments, console);
        if (arguments.command == "history") return history(arguments, console);
        if (arguments.command == "show") return show(arguments, console);
        if (arguments.command == "evidence") return evidence(arguments, console);
        REQUIRE(arguments.command == "check-config");
        return check_config(arguments, console);
    }

    static Record look(Wall at, const Fact& fact, const Values& values, bool with_evidence = true) {
        const auto evidence =
            std::make_shared<const Evidence>(Evidence{"other", "192.0.2.1:53", "example.com NS over UDP", at, answer});
        Record record;
        record.domain = "example.com";
        record.collector = "delegation";
        record.at = at;
        record.learnt = {{fact, with_evidence ? Seen::present(values, {evidence}) : Seen::present(values)}};
        record.seen = {fact};
        Sight sight;
        sight.last_ok = at;
        record.sights = {{fact.source, sight}};
        record.next_run = at + Seconds(300);
        return record;
    }

    ScratchFolder folder_;
};

}  // namespace

TEST_CASE("without a store the reading commands say that nothing was recorded, and make none", "[commands]") {
    Installation here;
    for (const auto& words : {std::vector<std::string>{"history"}, {"history", "--json"}, {"show", "example.com"}}) {
        const auto said = here.run(words);
        CHECK(said.code == 0);
        CHECK(said.out.empty());
        CHECK(said.err.find("nothing was recorded yet") != std::string::npos);
    }
    const auto status = here.run({"status", "--json"});
    CHECK(status.code == 0);
    const auto rows = status.rows();
    REQUIRE_FALSE(rows.empty());
    CHECK(std::all_of(rows.begin(), rows.end(), [](const Json& row) { return row["state"] != "fresh"; }));
    const auto evidence = here.run({"evidence", "c-12345678"});
    CHECK(evidence.code == 1);
    CHECK(evidence.err.find("nothing was recorded yet") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(here.folder() / "nameward.db"));
}

TEST_CASE("history prints what was recorded, filtered, for people and for programs", "[commands]") {
    Installation here;
    const auto change = here.hijack();
    const auto said = here.run({"history"});
    CHECK(said.code == 0);
    CHECK(said.out.find("-ns1.example.net +ns1.example.org") != std::string::npos);
    const auto rows = here.run({"history", "--json", "--since", "1h"}).rows();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0]["kind"] == "change");
    CHECK(rows[0]["id"] == change.id);
    CHECK(here.run({"history", "--csv"}).out.find("," + change.id + ",critical,suspected,") != std::string::npos);
    for (const auto& words : {std::vector<std::string>{"--until", "2026-11-23"},
                              {"example.net"},
                              {"--property", "records.*"},
                              {"--state", "confirmed"}}) {
        auto asked = words;
        asked.insert(asked.begin(), {"history", "--json"});
        INFO(words.front());
        CHECK(here.run(asked).out.empty());
    }
    CHECK(here.run({"history", "EXAMPLE.com.", "--min-severity", "critical", "--property", "delegation.*", "--json"})
              .rows()
              .size() == 1);
    CHECK(here.run({"history", "not a name"}).code == kUsageError);
}

TEST_CASE("show tells a domain as of now and as of a moment", "[commands]") {
    Installation here;
    here.hijack();
    CHECK(here.run({"show", "example.com"}).out.find("ns1.example.org") != std::string::npos);
    const auto before = here.run({"show", "example.com", "--at", "10m"});
    CHECK(before.out.find("ns1.example.net") != std::string::npos);
    CHECK(before.out.find("ns1.example.org") == std::string::npos);
    const auto rows = here.run({"show", "example.com", "--json"}).rows();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0]["kind"] == "observation");
    CHECK(rows[0]["values"] == Json::array({"ns1.example.org"}));
}

TEST_CASE("show tells a domain that waits from one that nobody watches", "[commands]") {
    Installation here;
    here.hijack();
    const auto waits = here.run({"show", "example.net"});
    CHECK(waits.code == 0);
    CHECK(waits.err.find("yet") != std::string::npos);
    const auto unknown = here.run({"show", "example.org"});
    CHECK(unknown.code == 1);
    CHECK(unknown.err.find("not in the configuration") != std::string::npos);
}

TEST_CASE("evidence gives the bytes as received, and a dump to a terminal", "[commands]") {
    Installation here;
    const auto change = here.hijack();
    // What stood before and what came: the same bytes here, both kept.
    const auto raw = here.run({"evidence", change.id, "--raw"});
    CHECK(raw.code == 0);
    REQUIRE(raw.out.size() >= answer.size());
    CHECK(raw.out.size() % answer.size() == 0);
    CHECK(raw.out.substr(0, answer.size()) == answer);
    const auto dump = here.run({"evidence", change.id, "--raw"}, /*terminal=*/true).out;
    CHECK(dump.find("00000000  00 01 72 61 77") == 0);
    const auto told = here.run({"evidence", change.id.substr(0, 10)}).out;
    CHECK(told.find("example.com NS over UDP") != std::string::npos);
    CHECK(told.find('\xff') == std::string::npos);
}

TEST_CASE("the bytes of evidence that is not kept are a failure, the story of it is none", "[commands]") {
    Installation here;
    const auto change = here.hijack(/*with_evidence=*/false);
    const auto raw = here.run({"evidence", change.id, "--raw"});
    CHECK(raw.code == 1);
    CHECK(raw.out.empty());
    CHECK(raw.err.find("no evidence is kept") != std::string::npos);
    const auto told = here.run({"evidence", change.id});
    CHECK(told.code == 0);
    CHECK(told.out.find("No evidence is kept") != std::string::npos);
}

TEST_CASE("evidence of an unknown change is a failure with a way on", "[commands]") {
    Installation here;
    const auto change = here.hijack();
    for (const auto& id : {std::string("c-ffffffffff"), std::string("c-"), change.id.substr(0, 4)}) {
        const auto said = here.run({"evidence", id});
        CHECK(said.code == 1);
        CHECK(said.out.empty());
        CHECK(said.err.find("nameward history --json") != std::string::npos);
    }
}

TEST_CASE("status ends with 1 exactly when something needs a person", "[commands]") {
    Installation here;
    const std::vector<std::string> status_at_noon{"status", "--now", format_time(noon)};
    here.hijack();
    CHECK(here.run(status_at_noon).code == 0);
    SECTION("a small finding does not") {
        here.open_finding("expectation.mx", Severity::notice);
        CHECK(here.run(status_at_noon).code == 0);
    }
    SECTION("a warning does") {
        here.open_finding("delegation.mismatch", Severity::warning);
        const auto said = here.run(status_at_noon);
        CHECK(said.code == 1);
        CHECK(said.out.find("1 thing needs a person:\n  example.net: a finding for the test") == 0);
    }
    SECTION("that nobody looks any more does") {
        const auto said = here.run({"status", "--now", format_time(noon + Seconds(3600))});
        CHECK(said.code == 1);
        CHECK(said.out.find("nobody has looked since " + format_time(noon)) != std::string::npos);
    }
    SECTION("lasting blindness does, whatever its severity") {
        here.open_finding("monitor.blind", Severity::notice);
        CHECK(here.run(status_at_noon).code == 1);
    }
}

TEST_CASE("status prints rows of every kind for programs", "[commands]") {
    Installation here;
    here.hijack();
    here.open_finding("delegation.mismatch", Severity::warning);
    bool fresh = false, finding = false;
    for (const auto& row : here.run({"status", "--json"}).rows()) {
        fresh = fresh || (row["kind"] == "status" && row["domain"] == "example.com" && row["source"] == "parent" &&
                          row["state"] == "fresh" && row["interval"] == "5m");
        finding = finding || (row["kind"] == "finding" && row["type"] == "delegation.mismatch");
    }
    CHECK(fresh);
    CHECK(finding);
}

TEST_CASE("reading works beside a process that writes, and changes nothing", "[commands]") {
    Installation here;
    here.hijack();
    const auto writer = here.store();
    CHECK(here.run({"history", "--json"}).rows().size() == 1);
    CHECK(here.run({"status", "--now", format_time(noon)}).code == 0);
}

TEST_CASE("a store that is no store is a failure with a sentence", "[commands]") {
    Installation here;
    here.folder().write("nameward.db", std::string(8192, 'x'));
    for (const auto& words : {std::vector<std::string>{"history"}, {"status"}, {"show", "example.com"}}) {
        const auto said = here.run(words);
        CHECK(said.code == 1);
        CHECK(said.err.find("nameward.db") != std::string::npos);
    }
}

TEST_CASE("check-config tells a good configuration from a bad one", "[commands]") {
    Installation here;
    const auto good = here.run({"check-config"});
    CHECK(good.code == 0);
    CHECK(good.out.find("2 domains") != std::string::npos);
    here.folder().write("nameward.toml", "[store]\npath = 7\n");
    const auto bad = here.run({"check-config"});
    CHECK(bad.code == kConfigurationError);
    CHECK(bad.out.empty());
    CHECK(bad.err.find("nameward.toml:2:") != std::string::npos);
    for (const auto& words :
         {std::vector<std::string>{"status"}, {"history"}, {"show", "example.com"}, {"evidence", "c-1"}})
        CHECK(here.run(words).code == kConfigurationError);
}
