// Walks over real sockets: a small tree of name servers on 127.0.54.0/24, all on one port.
#include "dns/resolver.h"

#include <fstream>
#include <optional>
#include <set>

#include "dns/reading.h"
#include "dns/walk.h"
#include "engine_fixture.h"

using namespace nameward;
using namespace nameward::dns;
using namespace std::chrono_literals;
using test::FakeDnsServer;
using test::FakeZone;
using test::look_of;

namespace {

IpAddress ip(const std::string& text) {
    return *IpAddress::parse(text);
}

Domain domain(const std::string& name) {
    return *Domain::parse(name);
}

std::string soa(const std::string& zone) {
    return zone + ". 60 IN SOA ns.test. admin.test. 1 60 60 60 60";
}

// "ns.test" is not a server of anything; the root and its TLDs are.
FakeZone root_zone(std::vector<std::string> more) {
    more.insert(more.begin(), {soa(""), ". 3600 IN NS ns.root."});
    return {"", more};
}

FakeZone zone(const std::string& origin, std::vector<std::string> records) {
    records.insert(records.begin(), soa(origin));
    return {origin, records};
}

// Servers by address, and a resolver that starts at the one at 127.0.54.1.
class Tree {
  public:
    using Behaviours = std::map<std::string, FakeDnsServer::Behaviour>;

    explicit Tree(Behaviours behaviours, std::vector<std::chrono::milliseconds> udp_timeouts = {700ms}) {
        std::vector<std::string> addresses;
        for (const auto& [address, behaviour] : behaviours) addresses.push_back(address);
        port_ = test::free_port(addresses);
        for (const auto& [address, behaviour] : behaviours) {
            servers_.emplace(address, std::make_unique<FakeDnsServer>(address, port_, behaviour));
        }
        EngineOptions options;
        options.port = port_;
        options.queries_per_second = options.registry_queries_per_second = 0;
        options.allowed = [](const IpAddress&) { return true; };
        options.udp_timeouts = std::move(udp_timeouts);
        options.tcp_timeout = 300ms;
        engine_.emplace(options);
        resolver_.emplace(
            std::vector<NameServer>{{"ns.root", {ip("127.0.54.1")}}},
            [this](std::span<const DnsQuestion> questions, const LookPtr& look) {
                asked_ += static_cast<int>(questions.size());
                return engine_->ask(questions, look);
            },
            [this](const IpAddress& address) { return !forbidden.contains(address); }, [this] { return now; });
    }

    Result<ParentZone> parent(const std::string& name, const LookPtr& look = {}) {
        return resolver_->parent_zone(domain(name), look);
    }

    Addresses address(const std::string& host) {
        return resolver_->addresses(std::span<const std::string>(&host, 1)).front();
    }
    std::vector<Addresses> addresses(const std::vector<std::string>& hosts, const LookPtr& look = {}) {
        return resolver_->addresses(hosts, look);
    }

    FakeDnsServer& at(const std::string& server) { return *servers_.at(server); }
    int asked() const { return asked_; }

    Wall now{Seconds(1'800'000'000)};
    std::set<IpAddress> forbidden;

  private:
    std::uint16_t port_ = 0;
    std::map<std::string, std::unique_ptr<FakeDnsServer>> servers_;
    std::optional<Engine> engine_;
    std::optional<Resolver> resolver_;
    std::atomic<int> asked_{0};
};

std::vector<std::string> texts(const Addresses& addresses) {
    std::vector<std::string> out;
    INFO((addresses ? std::string() : addresses.error().what));
    REQUIRE(addresses);
    for (const IpAddress& address : *addresses) out.push_back(address.text());
    return out;
}

std::string why(const Result<ParentZone>& parent) {
    return parent ? "" : parent.error().what;
}

using Texts = std::vector<std::string>;

std::vector<std::string> described(const ParentZone& parent) {
    std::vector<std::string> out;
    for (const NameServer& server : parent.servers) {
        for (const IpAddress& address : server.addresses) out.push_back(server.name + " " + address.text());
    }
    std::sort(out.begin(), out.end());
    return out;
}

const FakeZone kRoot = root_zone({
    "com. 86400 IN NS a.nic.com.",
    "com. 86400 IN NS b.nic.com.",
    "a.nic.com. 86400 IN A 127.0.54.2",
    "b.nic.com. 86400 IN A 127.0.54.3",
    "uk. 86400 IN NS a.nic.uk.",
    "a.nic.uk. 86400 IN A 127.0.54.4",
});
const FakeZone kCom = zone("com", {
                                      "com. 86400 IN NS a.nic.com.",
                                      "com. 86400 IN NS b.nic.com.",
                                      "a.nic.com. 86400 IN A 127.0.54.2",
                                      "b.nic.com. 86400 IN A 127.0.54.3",
                                      "example.com. 3600 IN NS ns1.example.com.",
                                      "ns1.example.com. 3600 IN A 127.0.54.5",
                                  });
const FakeZone kExample = zone("example.com", {
                                                  "example.com. 300 IN NS ns1.example.com.",
                                                  "ns1.example.com. 300 IN A 127.0.54.5",
                                                  "www.example.com. 300 IN A 127.0.54.80",
                                                  "www.example.com. 300 IN A 127.0.54.81",
                                                  "www.example.com. 300 IN AAAA ::1",
                                                  "alias.example.com. 300 IN CNAME www.example.com.",
                                                  "loop.example.com. 300 IN CNAME loop2.example.com.",
                                                  "loop2.example.com. 300 IN CNAME loop.example.com.",
                                                  "text.example.com. 300 IN TXT \"only\"",
                                                  "deep.empty.example.com. 300 IN A 127.0.54.82",
                                              });

Tree::Behaviours usual() {
    return {{"127.0.54.1", test::serve({kRoot})},
            {"127.0.54.2", test::serve({kCom})},
            {"127.0.54.3", test::serve({kCom})},
            {"127.0.54.5", test::serve({kExample})}};
}

void silent(const test::FakeQuery& query, FakeDnsServer::Client& client) {
    if (query.tcp) client.hold();
}

// Hears only the third packet of every question.
FakeDnsServer::Behaviour hard_of_hearing(FakeDnsServer::Behaviour behaviour) {
    struct Ear {
        std::mutex mutex;
        std::map<std::pair<std::string, std::uint16_t>, int> packets;
    };
    return [behaviour, ear = std::make_shared<Ear>()](const test::FakeQuery& query, FakeDnsServer::Client& client) {
        const std::scoped_lock lock(ear->mutex);
        if (++ear->packets[{query.name, query.type}] % 3 == 0) behaviour(query, client);
    };
}

// 32 names below one, as a hostile delegation names them; each an alias of an alias and so on, `hops` times.
Texts many_names(FakeZone& zone, int hops) {
    Texts names;
    for (int i = 0; i < 32; ++i) {
        const std::string tail = std::to_string(i) + "." + zone.origin;
        names.push_back("h0-" + tail);
        for (int hop = 0; hop < hops; ++hop) {
            zone.records.push_back("h" + std::to_string(hop) + "-" + tail + ". 60 IN CNAME h" +
                                   std::to_string(hop + 1) + "-" + tail + ".");
        }
        zone.records.push_back("h" + std::to_string(hops) + "-" + tail + ". 60 IN A 127.0.54.90");
    }
    return names;
}

}  // namespace

TEST_CASE("the parent of a domain below a TLD is the TLD with all its servers", "[engine][resolver]") {
    Tree tree(usual());
    const auto parent = tree.parent("example.com");
    INFO(why(parent));
    REQUIRE(parent);
    CHECK(parent->zone == "com");
    CHECK(described(*parent) == Texts{"a.nic.com 127.0.54.2", "b.nic.com 127.0.54.3"});
    CHECK(tree.at("127.0.54.1").count("com", "NS") == 1);
    CHECK(tree.at("127.0.54.1").count() == 1);  // the root never hears the domain
    CHECK(tree.at("127.0.54.2").count() == 0);
}

TEST_CASE("a TLD is remembered to its TTL, a day at most, and nothing else is", "[engine][resolver]") {
    Tree tree(usual());
    REQUIRE(tree.parent("example.com"));
    REQUIRE(tree.parent("other.com"));
    CHECK(tree.at("127.0.54.1").count() == 1);
    tree.now += Seconds(86'399);
    REQUIRE(tree.parent("example.com"));
    CHECK(tree.at("127.0.54.1").count() == 1);
    tree.now += Seconds(1);
    REQUIRE(tree.parent("example.com"));
    CHECK(tree.at("127.0.54.1").count() == 2);
    tree.now -= Seconds(86'400 * 400);  // a clock that jumps back
    REQUIRE(tree.parent("example.com"));
    CHECK(tree.at("127.0.54.1").count() == 3);

    REQUIRE(tree.parent("www.example.com"));
    const std::size_t once = tree.at("127.0.54.2").count("example.com", "NS");
    REQUIRE(tree.parent("www.example.com"));
    CHECK(tree.at("127.0.54.2").count("example.com", "NS") == 2 * once);
}

TEST_CASE("below a second level that is a zone of its own, that is the parent", "[engine][resolver]") {
    auto behaviours = usual();
    const FakeZone uk =
        zone("uk", {"uk. 60 IN NS a.nic.uk.", "co.uk. 60 IN NS ns.co.uk.", "ns.co.uk. 60 IN A 127.0.54.6"});
    const FakeZone co_uk = zone("co.uk", {"co.uk. 60 IN NS ns.co.uk.", "ns.co.uk. 60 IN A 127.0.54.6",
                                          "example.co.uk. 60 IN NS ns.example.co.uk."});
    SECTION("on its own server") {
        behaviours["127.0.54.4"] = test::serve({uk});
        behaviours["127.0.54.6"] = test::serve({co_uk});
        Tree tree(behaviours);
        const auto parent = tree.parent("example.co.uk");
        INFO(why(parent));
        REQUIRE(parent);
        CHECK(parent->zone == "co.uk");
        CHECK(described(*parent) == Texts{"ns.co.uk 127.0.54.6"});
    }
    SECTION("on the same server, which answers for it with authority") {
        behaviours["127.0.54.4"] = test::serve({uk, zone("co.uk", {"co.uk. 60 IN NS a.nic.uk."})});
        Tree tree(behaviours);
        const auto parent = tree.parent("example.co.uk");
        INFO(why(parent));
        REQUIRE(parent);
        CHECK(parent->zone == "co.uk");
        CHECK_FALSE(described(*parent).empty());
        CHECK(described(*parent).front().ends_with("127.0.54.4"));
    }
    SECTION("on the same server, whose own name lies in the child zone") {
        behaviours["127.0.54.4"] =
            test::serve({uk, zone("co.uk", {"co.uk. 60 IN NS ns.co.uk.", "ns.co.uk. 60 IN A 127.0.54.4"})});
        Tree tree(behaviours);
        const auto parent = tree.parent("example.co.uk");
        INFO(why(parent));
        REQUIRE(parent);
        CHECK(described(*parent) == Texts{"ns.co.uk 127.0.54.4"});
    }
    SECTION("a label that is no zone is passed") {
        behaviours["127.0.54.4"] =
            test::serve({zone("uk", {"uk. 60 IN NS a.nic.uk.", "example.co.uk. 60 IN NS ns.example.co.uk."})});
        Tree tree(behaviours);
        const auto parent = tree.parent("example.co.uk");
        INFO(why(parent));
        REQUIRE(parent);
        CHECK(parent->zone == "uk");
    }
    SECTION("a label that does not exist ends the walk above it") {
        behaviours["127.0.54.4"] = test::serve({zone("uk", {"uk. 60 IN NS a.nic.uk."})});
        Tree tree(behaviours);
        const auto parent = tree.parent("example.nothing.uk");
        INFO(why(parent));
        REQUIRE(parent);
        CHECK(parent->zone == "uk");
    }
}

TEST_CASE("for a TLD that does not exist the root is the closest zone", "[engine][resolver]") {
    Tree tree(usual());
    const auto parent = tree.parent("example.invalid");
    INFO(why(parent));
    REQUIRE(parent);
    CHECK(parent->zone.empty());
    CHECK(described(*parent) == Texts{"ns.root 127.0.54.1"});
}

TEST_CASE("a parent that cannot be seen is an error that names who was asked", "[engine][resolver]") {
    auto behaviours = usual();
    SECTION("silence at the root") {
        behaviours["127.0.54.1"] = silent;
        Tree tree(behaviours);
        const auto parent = tree.parent("example.com");
        REQUIRE_FALSE(parent);
        CHECK(parent.error().kind == ErrorKind::transient);
        CHECK(parent.error().what.find("parent zone of example.com: asked the servers of the root for com NS") == 0);
        CHECK(parent.error().what.find("127.0.54.1 port ") != std::string::npos);
        CHECK(parent.error().what.find("no answer over UDP") != std::string::npos);
    }
    SECTION("refused below the TLD") {
        behaviours["127.0.54.2"] = behaviours["127.0.54.3"] = test::serve({});
        Tree tree(behaviours);
        const auto parent = tree.parent("www.example.com");
        REQUIRE_FALSE(parent);
        CHECK(parent.error().what.find("a.nic.com (127.0.54.2): REFUSED; b.nic.com (127.0.54.3): REFUSED") !=
              std::string::npos);
    }
    SECTION("one server of two is enough") {
        behaviours["127.0.54.2"] = silent;
        Tree tree(behaviours);
        CHECK(tree.parent("www.example.com"));
    }
}

TEST_CASE("a moved TLD is found again after the servers remembered fell silent", "[engine][resolver]") {
    std::atomic<bool> moved{false};
    auto behaviours = usual();
    const auto old_server = test::serve({kCom});
    const auto new_root = test::serve({root_zone({"com. 60 IN NS new.nic.com.", "new.nic.com. 60 IN A 127.0.54.7"})});
    const auto old_root = test::serve({kRoot});
    behaviours["127.0.54.1"] = [&, new_root, old_root](const test::FakeQuery& query, FakeDnsServer::Client& client) {
        (moved ? new_root : old_root)(query, client);
    };
    behaviours["127.0.54.2"] =
        behaviours["127.0.54.3"] = [&, old_server](const test::FakeQuery& query, FakeDnsServer::Client& client) {
            moved ? silent(query, client) : old_server(query, client);
        };
    behaviours["127.0.54.7"] = test::serve({kCom});
    Tree tree(behaviours);
    REQUIRE(tree.parent("www.example.com"));
    moved = true;
    CHECK_FALSE(tree.parent("www.example.com"));
    CHECK(tree.parent("www.example.com"));
}

TEST_CASE("hosts are found from the root, with both families", "[engine][resolver]") {
    Tree tree(usual());
    CHECK(texts(tree.address("www.example.com")) == Texts{"127.0.54.80", "127.0.54.81", "::1"});
    CHECK(texts(tree.address("WWW.Example.COM")) == Texts{"127.0.54.80", "127.0.54.81", "::1"});
    CHECK(texts(tree.address("alias.example.com")) == Texts{"127.0.54.80", "127.0.54.81", "::1"});
    CHECK(texts(tree.address("deep.empty.example.com")) == Texts{"127.0.54.82"});
}

TEST_CASE("no address is an empty list only when the authority says so", "[engine][resolver]") {
    Tree tree(usual());
    CHECK(texts(tree.address("text.example.com")).empty());     // NODATA
    CHECK(texts(tree.address("empty.example.com")).empty());    // only names below it
    CHECK(texts(tree.address("nothing.example.com")).empty());  // NXDOMAIN
    CHECK(texts(tree.address("www.nothing.com")).empty());      // NXDOMAIN higher up
    const auto loop = tree.address("loop.example.com");
    REQUIRE_FALSE(loop);
    CHECK(loop.error().what == "addresses of loop.example.com: more than 8 CNAMEs in a row");
    const auto odd = tree.address(std::string(64, 'x') + ".com");
    REQUIRE_FALSE(odd);
    CHECK(odd.error().kind == ErrorKind::malformed);
}

TEST_CASE("several hosts come back in their order, one trouble does not spoil the others", "[engine][resolver]") {
    auto behaviours = usual();
    FakeZone com = kCom;
    com.records.push_back("dead.com. 60 IN NS ns.dead.com.");
    com.records.push_back("ns.dead.com. 60 IN A 127.0.54.9");
    behaviours["127.0.54.2"] = behaviours["127.0.54.3"] = test::serve({com});
    behaviours["127.0.54.9"] = silent;
    Tree tree(behaviours);
    const auto all = tree.addresses({"www.dead.com", "www.example.com", "text.example.com", "www.example.com"});
    REQUIRE(all.size() == 4);
    REQUIRE_FALSE(all[0]);
    CHECK(all[0].error().what.find("addresses of www.dead.com: ") == 0);
    CHECK(all[0].error().what.find("127.0.54.9 port ") != std::string::npos);
    CHECK(texts(all[1]).size() == 3);
    CHECK(texts(all[2]).empty());
    CHECK(texts(all[3]).size() == 3);
    CHECK(tree.addresses({}).empty());
}

TEST_CASE("an address of which one family stays unknown is not a shorter list", "[engine][resolver]") {
    auto behaviours = usual();
    const auto honest = behaviours["127.0.54.5"];
    behaviours["127.0.54.5"] = [honest](const test::FakeQuery& query, FakeDnsServer::Client& client) {
        query.type == rr::AAAA ? silent(query, client) : honest(query, client);
    };
    Tree tree(behaviours);
    CHECK_FALSE(tree.address("www.example.com"));
}

TEST_CASE("name servers without glue are looked up", "[engine][resolver]") {
    auto behaviours = usual();
    FakeZone com = kCom;
    com.records.push_back("bare.com. 60 IN NS www.helper.uk.");
    behaviours["127.0.54.2"] = behaviours["127.0.54.3"] = test::serve({com});
    behaviours["127.0.54.4"] = test::serve({zone(
        "uk", {"uk. 60 IN NS a.nic.uk.", "helper.uk. 60 IN NS ns.helper.uk.", "ns.helper.uk. 60 IN A 127.0.54.6"})});
    behaviours["127.0.54.6"] =
        test::serve({zone("helper.uk", {"helper.uk. 60 IN NS ns.helper.uk.", "www.helper.uk. 60 IN A 127.0.54.7"})});
    behaviours["127.0.54.7"] =
        test::serve({zone("bare.com", {"bare.com. 60 IN NS www.helper.uk.", "www.bare.com. 60 IN A 127.0.54.83"})});
    Tree tree(behaviours);
    CHECK(texts(tree.address("www.bare.com")) == Texts{"127.0.54.83"});
    const auto parent = tree.parent("sub.bare.com");
    INFO(why(parent));
    REQUIRE(parent);
    CHECK(parent->zone == "bare.com");
    CHECK(described(*parent) == Texts{"www.helper.uk 127.0.54.7"});
}

TEST_CASE("zones whose servers need each other end in an error, not in a loop", "[engine][resolver]") {
    auto behaviours = usual();
    FakeZone com = kCom;
    com.records.push_back("one.com. 60 IN NS ns.two.com.");
    com.records.push_back("two.com. 60 IN NS ns.one.com.");
    behaviours["127.0.54.2"] = behaviours["127.0.54.3"] = test::serve({com});
    Tree tree(behaviours);
    const auto found = tree.address("www.one.com");
    REQUIRE_FALSE(found);
    CHECK(tree.asked() <= 20);
    CHECK_FALSE(tree.parent("www.one.com"));
}

TEST_CASE("a delegation to very many servers without glue costs at most a hundred questions", "[engine][resolver]") {
    auto behaviours = usual();
    FakeZone com = kCom;
    for (int i = 0; i < 30; ++i) {
        com.records.push_back("victim.com. 60 IN NS ns.z" + std::to_string(i) + ".com.");
        com.records.push_back("z" + std::to_string(i) + ".com. 60 IN NS ns.y" + std::to_string(i) + ".com.");
        com.records.push_back("y" + std::to_string(i) + ".com. 60 IN NS ns.x" + std::to_string(i) + ".com.");
    }
    behaviours["127.0.54.2"] = behaviours["127.0.54.3"] = test::serve({com});
    Tree tree(behaviours);
    CHECK_FALSE(tree.address("www.victim.com"));
    CHECK(tree.asked() <= 100);
}

TEST_CASE("the names of one zone are looked for side by side", "[engine][resolver]") {
    auto behaviours = usual();
    FakeZone example = kExample;
    const Texts names = many_names(example, 0);
    behaviours["127.0.54.5"] = hard_of_hearing(test::serve({example}));
    Tree tree(behaviours, {250ms, 250ms, 3s});
    const auto began = std::chrono::steady_clock::now();
    for (const Addresses& found : tree.addresses(names)) CHECK(texts(found) == Texts{"127.0.54.90"});
    CHECK(std::chrono::steady_clock::now() - began < 8s);  // 16 s one after the other
}

TEST_CASE("a hostile delegation ends with the look: many names, long chains of aliases, a server hard of hearing",
          "[engine][resolver]") {
    auto behaviours = usual();
    FakeZone example = kExample;
    Texts names = many_names(example, 8);
    names.push_back("a.nic.com");  // of a zone where nothing is wrong
    behaviours["127.0.54.5"] = hard_of_hearing(test::serve({example}));
    Tree tree(behaviours, {250ms, 250ms, 3s});
    const auto began = std::chrono::steady_clock::now();
    const auto found = tree.addresses(names, look_of({1500ms, 3s, 1000}));
    CHECK(std::chrono::steady_clock::now() - began < 8s);  // 9 s side by side, 144 s one after the other
    CHECK(texts(found.back()) == Texts{"127.0.54.2"});
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
        REQUIRE_FALSE(found[i]);
        CHECK(found[i].error().kind == ErrorKind::transient);
        CHECK(found[i].error().what.find("of this look were over") != std::string::npos);
    }
}

TEST_CASE("the questions of one look are counted together, whoever asks them", "[engine][resolver]") {
    auto behaviours = usual();
    FakeZone example = kExample;
    const Texts names = many_names(example, 8);
    behaviours["127.0.54.5"] = test::serve({example});
    Tree tree(behaviours);
    const auto found = tree.addresses(names, look_of({30s, 60s, 150}));
    std::size_t packets = 0;
    for (const char* server : {"127.0.54.1", "127.0.54.2", "127.0.54.3", "127.0.54.5"}) {
        packets += tree.at(server).count();
    }
    CHECK(packets <= 150);
    const auto is_cut = [](const Addresses& one) {
        return !one && one.error().what.find("this look has put its 150 questions") != std::string::npos;
    };
    CHECK(std::count_if(found.begin(), found.end(), is_cut) > 16);
    for (const Addresses& one : tree.addresses(names)) CHECK(texts(one) == Texts{"127.0.54.90"});
}

TEST_CASE("a look that ends early says so, and leaves nothing half known behind", "[engine][resolver]") {
    auto behaviours = usual();
    FakeZone root = kRoot;
    root.records.push_back("bare. 86400 IN NS www.example.com.");
    root.records.push_back("bare. 86400 IN NS deep.empty.example.com.");
    behaviours["127.0.54.1"] = test::serve({root});
    Tree tree(behaviours);
    const auto whole = tree.parent("domain.bare");
    REQUIRE(whole);
    REQUIRE(whole->servers.size() == 2);
    int ended_early = 0;
    for (int questions = 0; questions < 30; ++questions) {
        INFO(questions << " questions");
        tree.now += std::chrono::hours(48);
        const auto parent = tree.parent("domain.bare", look_of({30s, 60s, questions}));
        if (parent) {
            CHECK(described(*parent) == described(*whole));
        } else {
            ++ended_early;
            CHECK(why(parent).find("this look has put its") != std::string::npos);
        }
        const auto after = tree.parent("domain.bare");
        REQUIRE(after);
        CHECK(described(*after) == described(*whole));
    }
    CHECK(ended_early > 5);
    CHECK(ended_early < 30);
}

TEST_CASE("what is remembered of a TLD is not forgotten by a look that is over", "[engine][resolver]") {
    Tree tree(usual());
    REQUIRE(tree.parent("example.com"));
    const std::size_t asked_root = tree.at("127.0.54.1").count();
    CHECK_FALSE(tree.parent("www.example.com", look_of({0ms, 0ms, 1000})));
    REQUIRE(tree.parent("example.com"));
    CHECK(tree.at("127.0.54.1").count() == asked_root);
}

TEST_CASE("referrals that lead up, aside or in a circle are not followed", "[engine][resolver]") {
    const std::string line =
        GENERATE(". 60 IN NS ns.root.", "com. 60 IN NS a.nic.com.", "example.net. 60 IN NS ns.example.net.");
    auto behaviours = usual();
    behaviours["127.0.54.5"] = [line](const test::FakeQuery& query, FakeDnsServer::Client& client) {
        client.answer(
            query,
            {0, false, false, true, {}, {line}, {"ns.root. 60 IN A 127.0.54.1", "a.nic.com. 60 IN A 127.0.54.2"}});
    };
    Tree tree(behaviours);
    const auto found = tree.address("www.example.com");
    REQUIRE_FALSE(found);
    CHECK(found.error().what.find("ns1.example.com (127.0.54.5): neither an answer nor a referral below example.com") !=
          std::string::npos);
    CHECK(tree.asked() <= 10);
}

TEST_CASE("glue outside the zone of the server that gives it is not believed", "[engine][resolver]") {
    auto behaviours = usual();
    const auto com_server = [](const test::FakeQuery& query, FakeDnsServer::Client& client) {
        client.answer(query, {0,
                              false,
                              false,
                              true,
                              {},
                              {"poison.com. 60 IN NS www.helper.uk."},
                              {"www.helper.uk. 60 IN A 127.0.54.66"}});
    };
    behaviours["127.0.54.2"] = behaviours["127.0.54.3"] = com_server;
    behaviours["127.0.54.4"] =
        test::serve({zone("uk", {"uk. 60 IN NS a.nic.uk.", "www.helper.uk. 60 IN A 127.0.54.7"})});
    behaviours["127.0.54.7"] = test::serve(
        {zone("poison.com", {"poison.com. 60 IN NS www.helper.uk.", "www.poison.com. 60 IN A 127.0.54.84"})});
    behaviours["127.0.54.66"] = silent;
    Tree tree(behaviours);
    CHECK(texts(tree.address("www.poison.com")) == Texts{"127.0.54.84"});
    CHECK(tree.at("127.0.54.66").count() == 0);
}

TEST_CASE("a name server at an address that may not be asked is not asked", "[engine][resolver]") {
    Tree tree(usual());
    tree.forbidden = {ip("127.0.54.5")};
    const auto found = tree.address("www.example.com");
    REQUIRE_FALSE(found);
    CHECK(found.error().what.find("no address of its name servers is known or may be asked") != std::string::npos);
    CHECK(tree.at("127.0.54.5").count() == 0);
    const auto parent = tree.parent("sub.example.com");  // told all the same: whoever asks it learns why not
    INFO(why(parent));
    REQUIRE(parent);
    CHECK(described(*parent) == Texts{"ns1.example.com 127.0.54.5"});
}

TEST_CASE("an answer without authority is not believed", "[engine][resolver]") {
    auto behaviours = usual();
    behaviours["127.0.54.5"] = [](const test::FakeQuery& query, FakeDnsServer::Client& client) {
        client.answer(
            query, {query.type == rr::A ? 0 : 3, false, false, true, {"www.example.com. 60 IN A 127.0.54.99"}, {}, {}});
    };
    Tree tree(behaviours);
    CHECK_FALSE(tree.address("www.example.com"));
}

TEST_CASE("only the SOA tells that there is none", "[engine][resolver]") {
    auto behaviours = usual();
    behaviours["127.0.54.5"] = [](const test::FakeQuery& query, FakeDnsServer::Client& client) {
        client.answer(query, {0, true, false, true, {}, {}, {}});
    };
    Tree tree(behaviours);
    CHECK_FALSE(tree.address("www.example.com"));
}

TEST_CASE("a server that stumbles over minimised questions still gives its answer", "[engine][resolver]") {
    auto behaviours = usual();
    const auto honest = behaviours["127.0.54.5"];
    behaviours["127.0.54.5"] = [honest](const test::FakeQuery& query, FakeDnsServer::Client& client) {
        if (query.type == rr::NS) return client.answer(query, {5, false, false, true, {}, {}, {}});
        honest(query, client);
    };
    Tree tree(behaviours);
    CHECK(texts(tree.address("deep.empty.example.com")) == Texts{"127.0.54.82"});
}

TEST_CASE("two servers that know different parts of a delegation add up", "[engine][resolver]") {
    auto behaviours = usual();
    behaviours["127.0.54.2"] =
        test::serve({zone("com", {"sub.com. 60 IN NS ns1.sub.com.", "ns1.sub.com. 60 IN A 127.0.54.5"})});
    behaviours["127.0.54.3"] =
        test::serve({zone("com", {"sub.com. 60 IN NS ns2.sub.com.", "ns2.sub.com. 60 IN A 127.0.54.6"})});
    Tree tree(behaviours);
    const auto parent = tree.parent("www.sub.com");
    INFO(why(parent));
    REQUIRE(parent);
    CHECK(described(*parent) == Texts{"ns1.sub.com 127.0.54.5", "ns2.sub.com 127.0.54.6"});
}

TEST_CASE("root and TLD servers are asked as registries, at most two at first", "[engine][resolver]") {
    std::vector<DnsQuestion> asked;
    Resolver resolver(
        *root_hints(""),
        [&](std::span<const DnsQuestion> questions, const LookPtr&) {
            asked.insert(asked.end(), questions.begin(), questions.end());
            std::vector<DnsAnswer> out(questions.size());
            for (DnsAnswer& answer : out) {
                answer.outcome = DnsAnswer::Outcome::response;
                answer.rcode = rcode::nxdomain;
                answer.authoritative = true;
                answer.authority = {{"", rr::SOA, 60, "", ""}};
            }
            return out;
        },
        [](const IpAddress&) { return true; }, [] { return Wall{}; });
    CHECK(resolver.parent_zone(domain("example.com"))->zone.empty());
    REQUIRE(asked.size() == 2);
    CHECK(asked[0].registry);
    CHECK(asked[0].name == "com");
    CHECK(asked[0].type == rr::NS);
    CHECK(asked[0].server != asked[1].server);
    CHECK(asked[0].server.family == IpAddress::Family::v4);
}

TEST_CASE("ancestors are counted from the top, an escaped dot is no border", "[engine][resolver]") {
    CHECK(ancestors("").empty());
    CHECK(ancestors("com") == Texts{"com"});
    CHECK(ancestors("www.example.com") == Texts{"com", "example.com", "www.example.com"});
    CHECK(ancestors("a\\.b.com") == Texts{"com", "a\\.b.com"});
}

TEST_CASE("the root's servers are built in", "[engine][resolver]") {
    const auto hints = root_hints("");
    REQUIRE(hints);
    CHECK(hints->size() == 13);
    for (const NameServer& server : *hints) {
        CHECK(server.addresses.size() == 2);
        for (const IpAddress& address : server.addresses) CHECK(may_be_asked(address, {}));
    }
    CHECK(hints->front().name == "a.root-servers.net");
}

TEST_CASE("root hints are read in named.root format, errors name file and line", "[engine][resolver]") {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("nameward-hints-" + std::to_string(::getpid()));
    const auto read = [&](const std::string& text) {
        std::ofstream(file) << text;
        auto out = root_hints(file);
        std::filesystem::remove(file);
        return out;
    };
    const auto good = read(
        "; comment\n"
        ".                        3600000      NS    A.ROOT.TEST.\n"
        "A.ROOT.TEST.             3600000      A     127.0.0.1\n"
        "A.ROOT.TEST.             IN AAAA ::1 ; both\n"
        "\n"
        ". NS b.root.test.\r\n"
        "b.root.test. 60 IN A 127.0.0.2");
    REQUIRE(good);
    REQUIRE(good->size() == 2);
    CHECK(good->front().name == "a.root.test");
    CHECK(good->front().addresses == std::vector<IpAddress>{ip("127.0.0.1"), ip("::1")});

    const auto error_of = [&](const std::string& text) {
        const auto out = read(text);
        REQUIRE_FALSE(out);
        CHECK(out.error().kind == ErrorKind::config);
        CHECK(out.error().what.find(file.string()) == 0);
        return out.error().what.substr(file.string().size());
    };
    CHECK(error_of("").find(": there is no NS record of the root") == 0);
    CHECK(error_of(". NS a.test.\n").find(": the root server a.test has no address") == 0);
    CHECK(error_of(". NS a.test.\na.test. A 127.0.0.256\n").find(":2: \"127.0.0.256\" is not an IPv4 address") == 0);
    CHECK(error_of(". NS a.test.\na.test. AAAA 127.0.0.1\n").find(":2: ") == 0);
    CHECK(error_of("com. NS a.test.\n").find(":1: an NS record of \"com\"") == 0);
    CHECK(error_of("$ORIGIN .\n").find(":1: ") == 0);
    CHECK(error_of(". MX a.test.\n").find(":1: only NS, A and AAAA") == 0);
    CHECK(error_of(std::string(70'000, ';')).find(": is larger than 64 KiB") == 0);
    const auto missing = root_hints("/nonexistent/named.root");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().what.find("/nonexistent/named.root: cannot be read") == 0);
    CHECK_FALSE(root_hints(std::filesystem::temp_directory_path()));  // a directory
    const auto endless = root_hints("/dev/zero");
    REQUIRE_FALSE(endless);
    CHECK(endless.error().what.find("is not a regular file") != std::string::npos);
}
