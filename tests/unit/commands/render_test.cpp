#include "commands/render.h"

#include <algorithm>

#include "catch.h"
#include "golden.h"

using namespace nameward;
using namespace nameward::commands;

namespace {

// What a hostile name server, registrant or receiver would like a terminal to get.
const std::string hostile = "evil\x1b[2J\x1b]0;pwned\x07\nFAKE \xe2\x80\xae line\xff";

Wall at(const char* time) {
    return *parse_time(time);
}

Change hijack() {
    Change change;
    change.id = "c-7f3a91b2c4d5e6f708192a3b4c5d6e7f";
    change.sequence = 4711;
    change.at = at("2026-11-23T07:00:00Z");
    change.domain = "example.com";
    change.collector = "delegation";
    change.fact = {"example.com", "delegation.ns", "parent"};
    change.before = {"ns1.example.net", "ns2.example.net"};
    change.after = {"ns1.example.org"};
    change.severity = Severity::critical;
    change.state = ChangeState::confirmed;
    change.layer = Layer::registry;
    change.incident = "i-1";
    change.summary = "name servers changed at the registry";
    return change;
}

std::vector<Change> changes() {
    auto text = hijack();
    text.id = "c-00000000000000000000000000000001";
    text.sequence = 4712;
    text.at = at("2026-11-23T07:05:00Z");
    text.domain = "xn--bcher-kva.example";
    text.fact = {"_dmarc.xn--bcher-kva.example", "records.TXT", "child"};
    text.before = {"\"v=DMARC1; p=reject\""};
    text.after = {};
    text.severity = Severity::warning;
    text.state = ChangeState::unconfirmed;
    text.layer = Layer::dns_operator;
    text.summary = "record removed, \"quoted\"";
    auto back = hijack();
    back.id = "c-00000000000000000000000000000002";
    back.sequence = 4713;
    back.at = at("2026-11-23T08:00:00Z");
    back.fact = {"example.com", "delegation.ds", "parent"};
    back.before = {};
    back.after = {"12345 13 2 ABCD"};
    back.severity = Severity::notice;
    back.state = ChangeState::retracted;
    back.reverted_by = "c-00000000000000000000000000000003";
    auto remote = hijack();
    remote.id = "c-00000000000000000000000000000004";
    remote.sequence = 4714;
    remote.at = at("2026-11-23T09:00:00Z");
    remote.before = {"=cmd|' /C calc'!A0"};
    remote.after = {hostile};
    remote.severity = Severity::info;
    remote.state = ChangeState::suspected;
    return {hijack(), text, back, remote};
}

Overview troubled() {
    Overview overview;
    SightRow fresh{"example.com", "delegation", "parent", {}, at("2026-11-23T07:05:00Z"), Seconds(300)};
    fresh.sight.last_ok = at("2026-11-23T07:00:00Z");
    SightRow blind{"example.com", "delegation", "child", {}, at("2026-11-23T07:05:00Z"), Seconds(300)};
    blind.sight.last_ok = at("2026-11-23T06:00:00Z");
    blind.sight.blind_since = at("2026-11-23T06:05:00Z");
    blind.sight.reason = "ns1.example.net/192.0.2.1: " + hostile;
    SightRow never{"xn--bcher-kva.example", "delegation", "", {}, std::nullopt, Seconds(300)};
    SightRow off{"xn--bcher-kva.example", "records", "", {}, std::nullopt, std::nullopt};
    overview.sights = {fresh, blind, never, off};
    Finding finding;
    finding.type = "delegation.mismatch";
    finding.domain = "example.com";
    finding.severity = Severity::warning;
    finding.opened = at("2026-11-23T06:30:00Z");
    finding.summary = "parent and child name different servers";
    auto small = finding;
    small.type = "expectation.mx";
    small.severity = Severity::notice;
    small.summary = "not as expected";
    auto blindness = small;
    blindness.type = "monitor.blind";
    blindness.layer = Layer::monitor;
    blindness.summary = "child is not seen since 2026-11-23T06:05:00Z";
    overview.findings = {finding, small, blindness};
    Delivery parked;
    parked.alert = "a-1";
    parked.sink = "soc";
    parked.domain = "example.com";
    parked.severity = Severity::critical;
    parked.state = Delivery::State::parked;
    parked.attempts = 3;
    parked.created = at("2026-11-23T07:00:00Z");
    parked.last_error = "550 no such user";
    auto pending = parked;
    pending.alert = "a-2";
    pending.sink = "siem";
    pending.state = Delivery::State::pending;
    pending.next_attempt = at("2026-11-23T07:10:00Z");
    pending.last_error = "HTTP 503";
    overview.deliveries = {parked, pending};
    return overview;
}

ObservationRow row(Fact fact, Seen::State state, Values values, std::string reason = "") {
    ObservationRow made;
    made.domain = "example.com";
    made.fact = std::move(fact);
    made.state = state;
    made.values = std::move(values);
    made.reason = std::move(reason);
    made.since = at("2026-11-01T00:00:00Z");
    return made;
}

std::vector<ObservationRow> observations() {
    return {
        row({"www.example.com", "records.A", "child"}, Seen::State::present, {"192.0.2.1", "192.0.2.2"}),
        row({"example.com", "delegation.ns", "parent"}, Seen::State::present, {"ns1.example.net", "ns2.example.net"}),
        row({"example.com", "delegation.ds", "parent"}, Seen::State::absent, {}),
        row({"example.com", "authority.ns", "child"}, Seen::State::unknown, {"ns1.example.net"},
            "no answer over UDP and TCP"),
        row({"example.com", "records.TXT", "child"}, Seen::State::present, {hostile})};
}

// A response: example.com NS IN, one answer "ns1.example.org", written by hand (RFC 1035 4).
std::string ns_answer() {
    const std::string name("\7example\3com\0", 13), in_ns("\0\2\0\1", 4);
    std::string packet("\x12\x67\x84\x00\0\1\0\1\0\0\0\0", 12);
    packet += name + in_ns;
    packet += std::string("\xc0\x0c", 2) + in_ns + std::string("\0\0\x0e\x10\0\x11", 6);
    return packet + std::string("\3ns1\7example\3org\0", 17);
}

StoredEvidence stored(StoredEvidence::Look look, std::string kind, std::string question, std::string bytes) {
    return {"e-1",
            {std::move(kind), "192.0.2.1:53", std::move(question), at("2026-11-23T07:00:00Z"), std::move(bytes)},
            look};
}

bool is_harmless(const std::string& text) {
    for (const char* bad : {"\x1b", "\x07", "\xe2\x80\xae", "\xff"})
        if (text.find(bad) != std::string::npos) return false;
    return true;
}

}  // namespace

TEST_CASE("the history tells each change on one line", "[commands]") {
    const auto text = render_history(changes(), {});
    CHECK_GOLDEN("history.txt", text);
    CHECK(is_harmless(text));
    CHECK(std::count(text.begin(), text.end(), '\n') == 5);
}

TEST_CASE("colour comes only where it is asked for, and ends on its line", "[commands]") {
    const auto text = render_history({hijack()}, {true});
    CHECK_GOLDEN("history-colour.txt", text);
    CHECK(text.find("\x1b[31m-ns1.example.net\x1b[0m") != std::string::npos);
    CHECK(render_history({hijack()}, {}).find('\x1b') == std::string::npos);
}

TEST_CASE("a set of thousands does not bury the other lines", "[commands]") {
    auto change = hijack();
    change.after.clear();
    for (int i = 0; i < 5000; ++i) change.after.push_back("192.0.2." + std::to_string(i));
    const auto text = render_history({change}, {});
    CHECK(text.size() < 1000);
    CHECK(text.find("and 4980 more") != std::string::npos);
}

TEST_CASE("CSV holds every column and no formula", "[commands]") {
    const auto text = history_csv(changes());
    CHECK_GOLDEN("history.csv", text);
    CHECK(is_harmless(text));
    CHECK(text.find(",'=cmd") != std::string::npos);
    CHECK(text.find("\"record removed, \"\"quoted\"\"\"") != std::string::npos);
    CHECK(text.find(",=cmd") == std::string::npos);
}

TEST_CASE("the status says first what needs a person, then everything", "[commands]") {
    const auto text = render_status(troubled(), {});
    CHECK_GOLDEN("status.txt", text);
    CHECK(is_harmless(text));
    CHECK_GOLDEN("status-nothing.txt", render_status({}, {}));
}

TEST_CASE("the status does not call it well where something is not seen, or was not looked at yet", "[commands]") {
    auto overview = troubled();
    overview.findings.clear();
    overview.deliveries.clear();
    const std::string first = "Nothing needs a person yet; 1 source cannot be seen at the moment; ";
    CHECK(render_status(overview, {}).starts_with(first + "1 of the rows below had no look yet.\n"));
}

TEST_CASE("the status says whether anybody watches, where it can know", "[commands]") {
    Overview overview;
    CHECK(render_status(overview, {}).find("daemon") == std::string::npos);
    overview.daemon_runs = true;
    CHECK(render_status(overview, {}).starts_with("Nothing needs a person.\nThe daemon runs.\n"));
    overview.daemon_runs = false;
    CHECK(render_status(overview, {}).find("\nNo daemon runs on this store: nothing is watched between sweeps.\n") !=
          std::string::npos);
}

TEST_CASE("that nobody looks needs a person", "[commands]") {
    Overview overview;
    overview.daemon_runs = false;
    overview.idle_since = at("2026-11-23T07:00:00Z");
    CHECK(needs_a_person(overview) ==
          std::vector<std::string>{"monitor: nobody has looked since 2026-11-23T07:00:00Z, though looks are due: start "
                                   "the daemon (systemctl start nameward), or sweep"});
}

TEST_CASE("what needs a person is grave findings, the monitor's own troubles and parked deliveries", "[commands]") {
    auto overview = troubled();
    CHECK(needs_a_person(overview).size() == 3);
    overview.findings.erase(overview.findings.begin());
    CHECK(needs_a_person(overview).size() == 2);
    overview.findings.pop_back();  // the small one does not count
    CHECK(needs_a_person(overview).size() == 1);
    overview.deliveries.erase(overview.deliveries.begin());  // nor does one that waits
    CHECK(needs_a_person(overview).empty());
    CHECK(needs_a_person({}).empty());
}

TEST_CASE("show lists every property, one line for each value", "[commands]") {
    const auto text = render_show(observations(), {});
    CHECK_GOLDEN("show.txt", text);
    CHECK(is_harmless(text));
}

TEST_CASE("a look is shown without past, and what looks wrong behind it", "[commands]") {
    CHECK_GOLDEN("look.txt", render_observations(observations(), troubled().findings, {}));
    const auto last_line = [](const std::vector<ObservationRow>& rows) {
        const auto text = render_observations(rows, {}, {});
        return text.substr(text.rfind('\n', text.size() - 2) + 1);
    };
    auto rows = observations();
    CHECK(last_line(rows) == "Nothing looks wrong in what could be seen.\n");
    auto known = rows, unknown = rows;
    std::erase_if(known, [](const auto& row) { return row.state == Seen::State::unknown; });
    CHECK(last_line(known) == "Nothing looks wrong.\n");
    auto undelegated = known;
    undelegated.push_back(row({"example.com", "delegation.ns", "parent"}, Seen::State::absent, {}));
    CHECK(last_line(undelegated) ==
          "Not delegated: the zone above names no servers for it. If it is a host, look at its domain.\n");
    std::erase_if(unknown, [](const auto& row) { return row.state != Seen::State::unknown; });
    CHECK(last_line(unknown) == "Nothing could be seen: whether something is wrong is not known.\n");
}

TEST_CASE("a source that is silent about everything is silent in one line", "[commands]") {
    const auto silence = [](const char* property, const char* source, const char* why) {
        return row({"example.com", property, source}, Seen::State::unknown, {}, why);
    };
    std::vector<ObservationRow> rows{
        silence("records.A", "child", "no answer"),
        silence("records.MX", "child", "no answer"),
        silence("authority.ns", "child", "no answer"),
        silence("registration.contact.abuse.email", "rdap.registry", "HTTP 500"),
        silence("registration.contact.abuse.phone", "rdap.registry", "HTTP 500"),
        silence("registration.dnssec", "rdap.registry", "HTTP 500"),
        silence("registration.state", "whois.registry", "asked over RDAP now"),
        row({"example.com", "delegation.ns", "parent"}, Seen::State::unknown, {"ns1.example.net"}, "no answer"),
        row({"example.com", "delegation.ds", "parent"}, Seen::State::unknown, {"1 13 2 AB"}, "no answer")};
    rows[6].applicable = false;
    auto text = render_observations(rows, {}, {});
    while (text.find("  ") != text.npos) text.replace(text.find("  "), 2, " ");
    INFO(text);
    for (const auto* line : {"authority.ns child unknown: no answer", "records.* child unknown: no answer",
                             "registration.* rdap.registry unknown: HTTP 500",
                             "registration.state whois.registry nothing to see: asked over RDAP now",
                             "last known: '1 13 2 AB'", "last known: ns1.example.net"}) {
        CAPTURE(line);
        CHECK(text.find(line) != text.npos);
    }
    CHECK(std::count(text.begin(), text.end(), '\n') == 11);
}

TEST_CASE("where a source has nothing to say, all that there is was seen", "[commands]") {
    auto rows = observations();
    for (auto& row : rows) row.applicable = row.state != Seen::State::unknown;
    CHECK(render_observations(rows, {}, {}).ends_with("\nNothing looks wrong.\n"));
}

TEST_CASE("evidence is decoded for people", "[commands]") {
    using Look = StoredEvidence::Look;
    const auto text =
        render_evidence(hijack(),
                        {stored(Look::second, "dns", "example.com NS over TCP", ns_answer()),
                         stored(Look::first, "dns", "example.com NS over UDP", ns_answer().substr(0, 40)),
                         stored(Look::before, "whois", "example.com", "Registrar: Example\r\nText: " + hostile + "\n")},
                        {});
    CHECK_GOLDEN("evidence.txt", text);
    CHECK(is_harmless(text));
    CHECK(text.find("NS  ns1.example.org") != std::string::npos);
    CHECK(text.find("cannot be read") != std::string::npos);
    CHECK_GOLDEN("evidence-none.txt", render_evidence(hijack(), {}, {}));
}

TEST_CASE("a dump shows offset, bytes and letters", "[commands]") {
    CHECK(hex_dump("") == "");
    CHECK(hex_dump(std::string("0123456789abcdef\0\x7f\xff ", 20)) ==
          "00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n"
          "00000010  00 7f ff 20                                      ... \n");
}

TEST_CASE("columns align by what a terminal shows, not by bytes", "[commands]") {
    CHECK(display_width("b\xc3\xbc"
                        "cher") == 6);
    CHECK(display_width("\xe4\xbe\x8b") == 2);  // a CJK character
    CHECK(display_width("e\xcc\x81") == 1);     // combining acute
    Table table({"NAME", "X"});
    table.add(
        {"b\xc3\xbc"
         "cher",
         "1"});
    table.add({"\xe4\xbe\x8b\xe4\xbe\x8b", "2"});
    CHECK(table.text({}) ==
          "NAME    X\nb\xc3\xbc"
          "cher  1\n\xe4\xbe\x8b\xe4\xbe\x8b    2\n");
}
