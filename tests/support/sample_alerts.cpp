#include "sample_alerts.h"

#include <stdexcept>

#include "core/compose.h"
#include "core/next_steps.h"

using namespace nameward;

namespace samples {
namespace {

Change change_of(const std::string& property, Values before, Values after) {
    Change change;
    change.at = moment("2026-11-23T06:59:12Z");
    change.domain = "example.com";
    change.collector = "delegation";
    change.fact = {"example.com", property, "parent"};
    change.before = std::move(before);
    change.after = std::move(after);
    change.before_since = moment("2024-02-01T10:00:00Z");
    change.severity = Severity::critical;
    change.state = ChangeState::confirmed;
    change.layer = Layer::registry;
    change.incident = "i-77aa0011";
    return change;
}

Alert incident_alert() {
    Alert alert;
    alert.id = "a-0f1e2d3c";
    alert.incident = "i-77aa0011";
    alert.at = moment("2026-11-23T07:00:00Z");
    alert.severity = Severity::critical;
    alert.domain = "example.com";
    alert.layer = Layer::registry;
    alert.summary = "name servers changed at the registry";
    alert.chain_head = "3b0c9d";
    return alert;
}

}  // namespace

Wall moment(const std::string& text) {
    auto parsed = parse_time(text);
    if (!parsed) throw std::runtime_error(parsed.error().what);
    return *parsed;
}

Alert hijack() {
    Alert alert = incident_alert();
    Change servers = change_of("delegation.ns", {"ns1.example.net", "ns2.example.net"}, {"ns1.attacker.example"});
    servers.id = "c-11112222";
    servers.summary = "all name servers replaced at the parent zone";
    servers.attack = {"T1584.002"};
    Change ds = change_of("delegation.ds", {"12345 13 2 ABCDEF"}, {});
    ds.id = "c-33334444";
    ds.summary = "DNSSEC removed at the parent zone";
    alert.changes = {servers, ds};
    alert.story =
        "2026-11-23 06:59:12 UTC  all name servers replaced at the parent zone\n"
        "2026-11-23 06:59:12 UTC  DNSSEC removed at the parent zone\n"
        "2026-11-23 06:59:44 UTC  both seen again over TCP by another server of the parent";
    alert.next_steps = {"Call the registrar by a number that you know, have the domain locked and the change undone.",
                        "Change the password and the second factor of the registrar account.",
                        "Tell those who use mail of example.com that it may be read by others since 06:59 UTC."};
    return alert;
}

Alert lame() {
    Alert alert = incident_alert();
    alert.id = "a-1a2b3c4d";
    alert.incident = "i-88bb0011";
    alert.severity = Severity::warning;
    alert.layer = Layer::dns_operator;
    alert.summary = "ns2.example.net does not answer for the domain";
    Finding finding;
    finding.id = "f-55556666";
    finding.type = "delegation.lame";
    finding.domain = finding.subject = "example.com";
    finding.severity = Severity::warning;
    finding.layer = Layer::dns_operator;
    finding.opened = moment("2026-11-23T06:50:00Z");
    finding.summary = "ns2.example.net/192.0.2.53 answers REFUSED, for the third look in a row";
    alert.findings = {finding};
    alert.next_steps = {"Ask the operator of ns2.example.net why it no longer serves example.com."};
    return alert;
}

Alert update() {
    Alert alert = hijack();
    alert.id = "a-2a2b3c4d";
    alert.type = Alert::Type::updated;
    alert.domain = "xn--bcher-kva.example";
    alert.summary = "addresses of www changed too";
    alert.changes = {change_of("records.A", {"192.0.2.1", "192.0.2.2"}, {"192.0.2.2", "198.51.100.7"})};
    Change& change = alert.changes[0];
    change.id = "c-77778888";
    change.summary = "one of two addresses of www replaced";
    change.fact = {"www.xn--bcher-kva.example", "records.A", "child"};
    change.domain = "xn--bcher-kva.example";
    change.state = ChangeState::unconfirmed;
    change.layer = Layer::dns_operator;
    change.severity = Severity::warning;
    return alert;
}

Alert closing() {
    Alert alert = hijack();
    alert.id = "a-3a2b3c4d";
    alert.type = Alert::Type::closed;
    alert.severity = Severity::notice;
    alert.summary = "the old name servers are back at the registry";
    std::swap(alert.changes[0].before, alert.changes[0].after);
    std::swap(alert.changes[1].before, alert.changes[1].after);
    alert.changes[0].summary = "the name servers are the old ones again";
    alert.changes[1].summary = "DNSSEC is back at the parent zone";
    for (Change& change : alert.changes) change.before_since = moment("2026-11-23T06:59:12Z");
    alert.next_steps = {};
    return alert;
}

Alert federation() {
    Alert alert = incident_alert();
    alert.id = "a-8a2b3c4d";
    alert.layer = Layer::tenant;
    const auto realm = [&](const char* id, const char* property, const char* summary, Values before, Values after) {
        Change change = change_of(property, std::move(before), std::move(after));
        change.id = id;
        change.collector = "tenant";
        change.fact.source = "microsoft.realm@commercial";
        change.layer = Layer::tenant;
        change.summary = summary;
        return change;
    };
    alert.changes = {realm("c-aaaa1111", "tenant.microsoft.state",
                           "sign-in changed from managed to federated, says Microsoft", {"managed"}, {"federated"}),
                     realm("c-aaaa2222", "tenant.microsoft.federation_host", "federation host appeared, says Microsoft",
                           {}, {"any.sts"})};
    alert.changes[0].attack = {"T1484.002", "T1606.002", "T1556.007"};
    alert.changes[1].attack = {"T1484.002"};
    alert.summary = alert.changes[0].summary;
    for (const auto& change : alert.changes)
        alert.story += (alert.story.empty() ? "" : "\n") + nameward::core::story_line(change);
    alert.story +=
        "\n2026-11-23T06:59:44Z the second witness (common/userrealm of the cloud commercial) says federated, "
        "with sign-in at any.sts";
    alert.next_steps = nameward::core::next_steps(alert.changes, {});
    return alert;
}

Alert blindness() {
    Alert alert;
    alert.id = "a-4a2b3c4d";
    alert.type = Alert::Type::health;
    alert.at = moment("2026-11-23T07:30:00Z");
    alert.severity = Severity::warning;
    alert.domain = "monitor";
    alert.layer = Layer::monitor;
    alert.summary = "the parent zone of 2 domains cannot be seen since 07:15 UTC";
    Finding finding;
    finding.id = "f-99990000";
    finding.type = "monitor.blind";
    finding.domain = "example.com";
    finding.subject = "parent";
    finding.layer = Layer::monitor;
    finding.opened = moment("2026-11-23T07:15:00Z");
    finding.summary = "no answer from any server of com over UDP and TCP";
    alert.findings = {finding};
    alert.next_steps = {"Check whether this machine reaches the Internet: dig @192.5.6.30 example.com NS."};
    return alert;
}

Alert recovery() {
    Alert alert = blindness();
    alert.id = "a-7a2b3c4d";
    alert.at = moment("2026-11-23T08:10:00Z");
    alert.severity = Severity::notice;
    alert.summary = "the parent zone of 2 domains is seen again";
    alert.findings[0].closed = moment("2026-11-23T08:09:30Z");
    alert.next_steps = {};
    return alert;
}

Alert test_alert() {
    Alert alert;
    alert.id = "a-5a2b3c4d";
    alert.type = Alert::Type::test;
    alert.at = moment("2026-11-23T07:30:00Z");
    alert.severity = Severity::notice;
    alert.domain = "monitor";
    alert.layer = Layer::monitor;
    alert.summary = "the way from Nameward to you works";
    return alert;
}

Alert hostile(const std::vector<std::string>& strings) {
    Alert alert = hijack();
    alert.id = "a-6a2b3c4d";
    for (const auto& string : strings) {
        alert.summary += " " + string;
        alert.story += "\n" + string;
        alert.next_steps.push_back(string);
    }
    alert.changes = {change_of("records.TXT", {}, strings)};
    alert.changes[0].id = "c-99";
    alert.changes[0].summary = alert.changes[0].fact.subject = alert.summary;
    alert.findings = lame().findings;
    alert.findings[0].summary = alert.findings[0].subject = alert.summary;
    return alert;
}

}  // namespace samples
