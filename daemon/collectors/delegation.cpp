#include "collectors/delegation.h"

#include <algorithm>

#include "collectors/agreement.h"
#include "collectors/child_view.h"
#include "collectors/conditions.h"
#include "collectors/known.h"
#include "collectors/limits.h"
#include "collectors/parent.h"
#include "collectors/property_spec.h"
#include "collectors/server_states.h"
#include "core/value_sets.h"

namespace nameward::collectors {
namespace {

// The gravest first: where several change at once, the first of equal weight names the alert.
std::vector<PropertySpec> delegation_properties() {
    const auto at_registry = [](const char* name, const char* title, Weights weights) {
        return property_spec(name, kParent, title, Layer::registry, weights, {kDnsServer});
    };
    const auto at_operators = [](const char* name, const char* title, Weights weights) {
        return property_spec(name, kChild, title, Layer::dns_operator, weights, {kDnsServer});
    };
    auto servers = at_operators("authority.servers", "authoritative servers", {notice, warning, critical, critical});
    servers.alike = same_servers;
    return {
        at_registry("delegation.state", "delegation", always(critical)),
        at_registry("delegation.ns", "name servers", {warning, warning, critical, critical}),
        at_registry("delegation.ds", "DS records", {warning, critical, critical, critical}),
        at_registry("delegation.glue", "glue addresses", always(warning)),
        at_operators("authority.ns", "authoritative name servers", always(warning)),
        at_operators("authority.soa", "SOA", always(notice)),
        servers,
    };
}

Fact fact(const Watched& watched, const char* property, const char* source) {
    return {watched.domain.name(), property, source};
}

// The names to ask: what the parent says now; while it cannot be heard, what it said last.
Values names_to_ask(const Watched& watched, const ParentView& parent) {
    if (parent.ns.known()) return parent.ns.values;
    const auto* before = known(watched, fact(watched, "delegation.ns", kParent));
    return before ? before->values : Values{};
}

Condition mismatch(const Watched& watched, const ParentView& parent, const ChildView& child) {
    auto condition = condition_of(watched.domain, "delegation.mismatch", Layer::registry);
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

// Where nothing is delegated, nothing can be lame or differ.
void drop_conditions(const Watched& watched, Collected& collected) {
    for (const char* type : {"delegation.mismatch", "delegation.lame"})
        collected.conditions.push_back(moot_condition(watched.domain, type, Layer::registry, kUndelegated));
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
    const auto* before = known(watched, fact(watched, "delegation.ns", kParent));
    if (!before || !parent.ns.known()) return {};
    const auto left = core::without(before->values, parent.ns.values);
    Glue glue;
    if (const auto* old_glue = known(watched, fact(watched, "delegation.glue", kParent)))
        glue = glue_addresses(*old_glue);
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
    if (const auto* delegated = known(watched, fact(watched, "delegation.ns", kParent)))
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
    if (const auto* before = known(watched, fact(watched, "delegation.glue", kParent)); before && !parent.glue.known())
        glue = glue_addresses(*before);
    const ChildBefore before{known_values(watched, fact(watched, "authority.servers", kChild)),
                             known_values(watched, fact(watched, "authority.soa", kChild))};
    const auto servers = ask_children(watched.domain, net, attention, names, glue);
    auto child = weigh(watched.domain, servers, before);
    keep_hidden_members(watched, servers, before.servers, child.servers);
    collected.conditions.push_back(mismatch(watched, parent, child));
    collected.conditions.push_back(std::move(child.lame));
    seen[fact(watched, "authority.ns", kChild)] = std::move(child.ns);
    seen[fact(watched, "authority.soa", kChild)] = std::move(child.soa);
    seen[fact(watched, "authority.servers", kChild)] = std::move(child.servers);
}

Collected look_at_delegation(const Watched& watched, const Net& net, Attention attention, Now) {
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
    collector.reports = delegation_properties();
    collector.look = look_at_delegation;
    return collector;
}

}  // namespace nameward::collectors
