#include "collectors/delegation.h"

#include <algorithm>
#include <iterator>

#include "collectors/agreement.h"
#include "collectors/child_view.h"
#include "collectors/limits.h"
#include "collectors/parent.h"
#include "collectors/server_states.h"

namespace nameward::collectors {
namespace {

constexpr const char* kParent = "parent";
constexpr const char* kChild = "child";

// How grave it is when members came, when some of the set went, when all of it was replaced, when it vanished.
struct Weights {
    Severity add, change, replace, vanish;
};

PropertySpec property(const char* name, const char* source, const char* title, Layer layer, Weights weights) {
    PropertySpec spec;
    spec.name = name;
    spec.source = source;
    spec.title = title;
    spec.on_add = weights.add;
    spec.on_change = weights.change;
    spec.on_replace = weights.replace;
    spec.on_vanish = weights.vanish;
    spec.layer = layer;
    spec.attack = {"T1584.002"};  // Compromise Infrastructure: DNS Server
    return spec;
}

// The gravest first: where several change at once, the first of equal weight names the alert.
std::vector<PropertySpec> properties() {
    constexpr auto notice = Severity::notice, warning = Severity::warning, critical = Severity::critical;
    constexpr auto registry = Layer::registry, operators = Layer::dns_operator;
    auto servers = property("authority.servers", kChild, "authoritative servers", operators,
                            {notice, warning, critical, critical});
    servers.alike = same_servers;
    return {
        property("delegation.state", kParent, "delegation", registry, {critical, critical, critical, critical}),
        property("delegation.ns", kParent, "name servers", registry, {warning, warning, critical, critical}),
        property("delegation.ds", kParent, "DS records", registry, {warning, critical, critical, critical}),
        property("delegation.glue", kParent, "glue addresses", registry, {warning, warning, warning, warning}),
        property("authority.ns", kChild, "authoritative name servers", operators, {warning, warning, warning, warning}),
        property("authority.soa", kChild, "SOA", operators, {notice, notice, notice, notice}),
        servers,
    };
}

Fact fact(const Watched& watched, const char* property, const char* source) {
    return {watched.domain.name(), property, source};
}

const Seen* known(const Watched& watched, const char* property, const char* source) {
    const auto found = watched.known.find(fact(watched, property, source));
    return found != watched.known.end() && found->second.known() ? &found->second : nullptr;
}

Values known_values(const Watched& watched, const char* child_property) {
    const auto* seen = known(watched, child_property, kChild);
    return seen ? seen->values : Values{};
}

// The names to ask: what the parent says now; while it cannot be heard, what it said last.
Values names_to_ask(const Watched& watched, const ParentView& parent) {
    if (parent.ns.known()) return parent.ns.values;
    const auto* before = known(watched, "delegation.ns", kParent);
    return before ? before->values : Values{};
}

Condition mismatch(const Watched& watched, const ParentView& parent, const ChildView& child) {
    Condition condition;
    condition.type = "delegation.mismatch";
    condition.subject = watched.domain.name();
    condition.layer = Layer::registry;
    if (!child.disagreement.empty()) {
        condition.state = Condition::State::holds;
        condition.looks = 3;  // servers follow each other with some delay
        condition.summary = "the domain's own servers disagree about its name servers: " + child.disagreement;
    } else if (parent.ns.known() && child.ns.known()) {
        const bool differ = parent.ns.values != child.ns.values;
        condition.state = differ ? Condition::State::holds : Condition::State::clear;
        condition.summary = "parent and child disagree about the name servers: the parent says " + describe(parent.ns) +
                            ", the domain's own servers say " + describe(child.ns);
    }
    return condition;
}

constexpr const char* kUndelegated = "the domain is not delegated: it has no servers of its own";

// Where nothing is delegated, nothing can be lame or differ.
void drop_conditions(const Watched& watched, Collected& collected) {
    for (const char* type : {"delegation.mismatch", "delegation.lame"}) {
        Condition condition;
        condition.type = type;
        condition.subject = watched.domain.name();
        condition.state = Condition::State::moot;
        condition.summary = kUndelegated;
        collected.conditions.push_back(std::move(condition));
    }
}

std::string farewell(const ChildServer& server) {
    const auto former = "the former server " + server.member();
    if (server.state == ChildServer::State::silent) return former + " gives no answer: " + server.reason;
    if (server.state != ChildServer::State::ok || !server.ns.known())
        return former + " no longer serves the domain: " + server.reason;
    return former + " still answers with authority and names " + describe(server.ns);
}

// Where the delegation left servers behind: what these say now tells the registry's hand from the operator's.
std::vector<std::string> former_servers(const Watched& watched, const Net& net, const ParentView& parent) {
    constexpr std::size_t kRemarks = 8;  // lines of a story
    const auto* before = known(watched, "delegation.ns", kParent);
    if (!before || !parent.ns.known()) return {};
    Values left;
    std::set_difference(before->values.begin(), before->values.end(), parent.ns.values.begin(), parent.ns.values.end(),
                        std::back_inserter(left));
    Glue glue;
    if (const auto* old_glue = known(watched, "delegation.glue", kParent)) glue = glue_addresses(*old_glue);
    std::vector<std::string> remarks;
    for (const auto& server : ask_servers(watched.domain, net, Attention::second, left, glue))
        if (remarks.size() < kRemarks) remarks.push_back(farewell(server));
    return remarks;
}

// A name that only the domain's own servers add is not asked while the server that adds it is not heard: what was
// known of it stays.
void keep_hidden_members(const Watched& watched, const std::vector<ChildServer>& servers, const Values& before,
                         Seen& seen) {
    const bool all_heard =
        std::all_of(servers.begin(), servers.end(), [](const ChildServer& server) { return server.ns.known(); });
    if (all_heard || !seen.known()) return;
    auto hidden = server_names(before);
    for (const auto& server : servers) hidden.erase(server.name);
    if (const auto* delegated = known(watched, "delegation.ns", kParent))
        for (const auto& name : delegated->values) hidden.erase(name);
    for (const auto& name : hidden) seen.unseen.push_back(name + '/');
}

void look_at_child(const Watched& watched, const Net& net, Attention attention, const ParentView& parent,
                   Collected& collected) {
    auto& seen = collected.observations;
    const auto set_all = [&](const Seen& word) {
        for (const char* property : {"authority.ns", "authority.soa", "authority.servers"})
            seen[fact(watched, property, kChild)] = word;
    };
    if (parent.ns.state == Seen::State::absent) {
        drop_conditions(watched, collected);
        return set_all(Seen::not_applicable(kUndelegated));
    }
    const auto names = names_to_ask(watched, parent);
    if (names.empty()) return set_all(Seen::unknown("the domain's servers are not known: " + parent.ns.reason));

    auto glue = parent.glue_addresses;
    if (const auto* before = known(watched, "delegation.glue", kParent); before && !parent.glue.known())
        glue = glue_addresses(*before);
    const ChildBefore before{known_values(watched, "authority.servers"), known_values(watched, "authority.soa")};
    const auto servers = ask_children(watched.domain, net, attention, names, glue);
    auto child = weigh(watched.domain, servers, before);
    keep_hidden_members(watched, servers, before.servers, child.servers);
    collected.conditions.push_back(mismatch(watched, parent, child));
    collected.conditions.push_back(std::move(child.lame));
    seen[fact(watched, "authority.ns", kChild)] = std::move(child.ns);
    seen[fact(watched, "authority.soa", kChild)] = std::move(child.soa);
    seen[fact(watched, "authority.servers", kChild)] = std::move(child.servers);
}

Collected look(const Watched& watched, const Net& net, Attention attention, Now) {
    Collected collected;
    auto parent = ask_parent(watched.domain, net, attention);
    look_at_child(watched, net, attention, parent, collected);
    if (attention == Attention::second) collected.remarks = former_servers(watched, net, parent);
    auto& seen = collected.observations;
    seen[fact(watched, "delegation.state", kParent)] = std::move(parent.state);
    seen[fact(watched, "delegation.ns", kParent)] = std::move(parent.ns);
    seen[fact(watched, "delegation.ds", kParent)] = std::move(parent.ds);
    seen[fact(watched, "delegation.glue", kParent)] = std::move(parent.glue);
    limit_evidence(seen, {kParent, kChild});
    return collected;
}

}  // namespace

Collector delegation() {
    Collector collector;
    collector.name = "delegation";
    collector.title = "delegation and name servers";
    collector.reports = properties();
    collector.look = look;
    return collector;
}

}  // namespace nameward::collectors
