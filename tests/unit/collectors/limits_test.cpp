// What hostile zones send in bulk.
#include "collectors/limits.h"

#include <numeric>
#include <set>

#include "builders.h"
#include "catch.h"
#include "collectors/child.h"
#include "collectors/child_view.h"
#include "collectors/delegation.h"
#include "collectors/parent.h"
#include "fake_world.h"

using namespace nameward;
using namespace nameward::collectors;
using namespace nameward::test;

namespace {

std::vector<std::string> names(std::size_t count, const std::string& suffix = ".example.net") {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back("n" + std::to_string(1000 + i) + suffix);
    return out;
}

std::size_t text_of(const Values& values) {
    return std::accumulate(values.begin(), values.end(), std::size_t{0},
                           [](std::size_t sum, const std::string& value) { return sum + value.size(); });
}

std::size_t evidence_of(const Observations& seen) {
    std::set<EvidencePtr> all;
    for (const auto& [fact, word] : seen) all.insert(word.evidence.begin(), word.evidence.end());
    return std::accumulate(all.begin(), all.end(), std::size_t{0},
                           [](std::size_t sum, const EvidencePtr& one) { return sum + one->bytes.size(); });
}

EvidencePtr evidence(std::size_t size) {
    return std::make_shared<const Evidence>(Evidence{"dns", "127.0.0.1", "a question", {}, std::string(size, 'x')});
}

}  // namespace

TEST_CASE("the largest sets there are fit", "[collectors]") {
    for (const auto& set : {make_values(names(13, ".root-servers.net")), make_values(names(26, " 2001:db8::1")),
                            make_values(names(64, "." + std::string(100, 'x')))})
        CHECK(with_digest(set) == set);
}

TEST_CASE("of a set that is too large some members stay, and a word for all of them", "[collectors]") {
    const auto set = make_values(names(3700));
    const auto kept = with_digest(set);
    REQUIRE(kept.size() == 65);
    CHECK(is_digest(kept.front()));
    CHECK(kept.front().starts_with("(and 3636 more, sha256:"));
    CHECK(Values(kept.begin() + 1, kept.end()) == Values(set.begin(), set.begin() + 64));
    CHECK(with_digest(set) == kept);

    auto other = set;
    other.back() = "n9999.example.net";
    CHECK(with_digest(other).front() != kept.front());

    const auto few_but_long = with_digest(make_values(names(20, "." + std::string(1000, 'x'))));
    CHECK(few_but_long.front().starts_with("(and 12 more, "));
    CHECK(text_of(few_but_long) < 9000);
}

TEST_CASE("a delegation to a crowd is seen, and no digest is asked for its address", "[collectors]") {
    FakeWorld world;
    world.delegation = names(100);
    const auto parent = ask_parent(kDomain, world.net(), Attention::first);
    REQUIRE(parent.ns.known());
    CHECK(parent.ns.values.size() == 65);
    ask_children(kDomain, world.net(), Attention::first, parent.ns.values, {});
    CHECK(world.looked_up.size() == 32);
    for (const auto& name : world.looked_up) CHECK(name.ends_with(".example.net"));
}

TEST_CASE("a crowd in the domain's own zone is unknown, with its size", "[collectors]") {
    FakeWorld world;
    world.child_ns = names(900);
    const auto servers = ask_children(kDomain, world.net(), Attention::first, world.delegation, {});
    const auto view = weigh(kDomain, servers, {});
    CHECK_FALSE(view.ns.known());
    CHECK(view.ns.reason.find("names 900 name servers, and at most 64 of 8 KiB in all are taken") != std::string::npos);
    CHECK(view.soa.known());
    CHECK(view.servers.values.size() == 2);
}

TEST_CASE("the servers of a domain have a size, whatever their names and addresses", "[collectors]") {
    FakeWorld world;
    world.delegation = world.child_ns = names(32, "." + std::string(60, 'x') + "." + std::string(60, 'x') + ".net");
    for (const auto& name : world.delegation)
        for (int i = 1; i <= 32; ++i) world.hosts[name].push_back("127.0.3." + std::to_string(i));
    SECTION("all may be asked") {}
    SECTION("none may be asked") {
        for (int i = 1; i <= 32; ++i) world.not_allowed.push_back("127.0.3." + std::to_string(i));
    }
    const auto servers = ask_children(kDomain, world.net(), Attention::first, world.delegation, {});
    std::size_t text = 0;
    for (const auto& server : servers) text += server.member().size();
    CHECK(servers.size() > 16);
    CHECK(servers.size() <= 64);
    CHECK(text < 10'000);
}

TEST_CASE("one look keeps a limited weight of evidence, the parent's first", "[collectors]") {
    const Fact parent{"example.com", "delegation.ns", "parent"}, child{"example.com", "authority.ns", "child"};
    const auto shared = evidence(100'000), small = evidence(20'000);
    Observations seen;
    seen[child] = Seen::present({"x"}, {evidence(60'000), small, shared});
    seen[parent] = Seen::present({"x"}, {shared});
    limit_evidence(seen, {"parent", "child"});
    CHECK(seen[parent].evidence == std::vector<EvidencePtr>{shared});
    CHECK(seen[child].evidence == std::vector<EvidencePtr>{small, shared});
}

TEST_CASE("a look at a crowd of talkative servers keeps within the limits", "[collectors]") {
    FakeWorld world;
    world.delegation = world.child_ns = names(32);
    for (std::size_t i = 0; i < 32; ++i) world.hosts[world.delegation[i]] = {"127.0.3." + std::to_string(i + 1)};
    auto net = world.net();
    net.dns = [answer = net.dns](std::span<const DnsQuestion> questions) {
        auto answers = answer(questions);
        for (auto& one : answers) one.evidence = evidence(16 * 1024);
        return answers;
    };
    const DomainConfig config = domain_config();
    const Observations nothing;
    const Config settings;
    const Watched watched{kDomain, config, nothing, settings};
    const auto seen = delegation().look(watched, net, Attention::first, Now{}).observations;
    CHECK(evidence_of(seen) <= 128 * 1024);
    CHECK(seen.at({"example.com", "delegation.ns", "parent"}).evidence.size() == 2);
    CHECK(seen.at({"example.com", "authority.ns", "child"}).known());
}
