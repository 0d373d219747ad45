#include "collectors/delegation.h"

#include <algorithm>
#include <iterator>

#include "collectors/child.h"
#include "collectors/parent.h"

namespace nameward::collectors {
namespace {

constexpr const char* kParent = "parent";
constexpr const char* kChild = "child";

std::vector<PropertySpec> properties() {
    using S = Severity;
    return {
        {"delegation.state",
         kParent,
         "delegation",
         S::critical,
         S::critical,
         S::critical,
         S::critical,
         Layer::registry,
         {"T1584.002"}},
        {"delegation.ns",
         kParent,
         "name servers",
         S::warning,
         S::warning,
         S::critical,
         S::critical,
         Layer::registry,
         {"T1584.002"}},
        {"delegation.ds",
         kParent,
         "DS records",
         S::warning,
         S::critical,
         S::critical,
         S::critical,
         Layer::registry,
         {"T1584.002"}},
        {"delegation.glue",
         kParent,
         "glue addresses",
         S::warning,
         S::warning,
         S::warning,
         S::warning,
         Layer::registry,
         {"T1584.002"}},
        {"authority.ns",
         kChild,
         "authoritative name servers",
         S::warning,
         S::warning,
         S::warning,
         S::warning,
         Layer::dns_operator,
         {"T1584.002"}},
        {"authority.soa",
         kChild,
         "SOA",
         S::notice,
         S::notice,
         S::notice,
         S::notice,
         Layer::dns_operator,
         {"T1584.002"}},
        {"authority.servers",
         kChild,
         "authoritative servers",
         S::notice,
         S::notice,
         S::notice,
         S::notice,
         Layer::dns_operator,
         {"T1584.002"}},
    };
}

Fact fact(const Watched& watched, const char* property, const char* source) {
    return {watched.domain.name(), property, source};
}

const Seen* known(const Watched& watched, const char* property, const char* source) {
    const auto found = watched.known.find(fact(watched, property, source));
    return found != watched.known.end() && found->second.known() ? &found->second : nullptr;
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

// Where the delegation left servers behind: what these say now tells the registry's hand from the operator's.
std::vector<std::string> former_servers(const Watched& watched, const Net& net, const ParentView& parent) {
    const auto* before = known(watched, "delegation.ns", kParent);
    if (!before || !parent.ns.known() || before->values == parent.ns.values) return {};
    Values left;
    std::set_difference(before->values.begin(), before->values.end(), parent.ns.values.begin(), parent.ns.values.end(),
                        std::back_inserter(left));
    std::map<std::string, std::vector<IpAddress>> glue;
    if (const auto* old_glue = known(watched, "delegation.glue", kParent)) glue = glue_addresses(*old_glue);
    std::vector<std::string> remarks;
    for (const auto& server : ask_children(watched.domain, net, Attention::second, left, glue)) {
        if (!std::binary_search(left.begin(), left.end(), server.name)) continue;
        if (server.state == ChildServer::State::ok && server.ns.known())
            remarks.push_back("the former server " + server.key() + " still answers with authority and names " +
                              describe(server.ns));
        else
            remarks.push_back("the former server " + server.key() + " no longer serves the domain: " + server.reason);
    }
    return remarks;
}

void look_at_child(const Watched& watched, const Net& net, Attention attention, const ParentView& parent,
                   Collected& collected) {
    auto& seen = collected.observations;
    const auto set_all = [&](const Seen& word) {
        for (const char* property : {"authority.ns", "authority.soa", "authority.servers"})
            seen[fact(watched, property, kChild)] = word;
    };
    const auto names = names_to_ask(watched, parent);
    if (parent.ns.state == Seen::State::absent)
        return set_all(Seen::not_applicable("the domain is not delegated: it has no servers of its own"));
    if (names.empty()) return set_all(Seen::unknown("the domain's servers are not known: " + parent.ns.reason));

    auto glue = parent.glue_addresses;
    if (const auto* before = known(watched, "delegation.glue", kParent); before && !parent.glue.known())
        glue = glue_addresses(*before);
    auto child = weigh(watched.domain, ask_children(watched.domain, net, attention, names, glue));
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
