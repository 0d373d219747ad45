// Many looks at once over real sockets: none goes blind because others share its servers, and none takes long because
// somebody's servers are silent. Times and rates are a thirtieth and thirty times those of the daemon.
#include <atomic>
#include <future>
#include <map>

#include "builders.h"
#include "catch.h"
#include "collectors/delegation.h"
#include "dns/doors.h"
#include "fake_dns_server.h"

using namespace nameward;
using namespace nameward::test;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
using Behaviours = std::map<std::string, FakeDnsServer::Behaviour>;

namespace {

bool is_full() {
    const char* full = std::getenv("NAMEWARD_FULL");
    return full != nullptr && std::string(full) == "1";
}

FakeZone zone(const std::string& origin, std::vector<std::string> records) {
    records.insert(records.begin(), origin + ". 60 IN SOA ns.test. admin.test. 1 60 60 60 60");
    return {origin, records};
}

// d0.test, d1.test ... on the operator's two servers, and one that is nobody's but its own.
std::string domain_name(std::size_t i) {
    return "d" + std::to_string(i) + ".test";
}

FakeZone top_level(std::size_t domains) {
    std::vector<std::string> records{"test. 86400 IN NS a.nic.test.",       "a.nic.test. 86400 IN A 127.0.56.2",
                                     "op.test. 60 IN NS ns1.op.test.",      "op.test. 60 IN NS ns2.op.test.",
                                     "ns1.op.test. 60 IN A 127.0.56.11",    "ns2.op.test. 60 IN A 127.0.56.12",
                                     "silent.test. 60 IN NS ns.evil.test.", "evil.test. 60 IN NS ns.evil.test."};
    for (int i = 0; i < 8; ++i) {
        const auto name = "ns" + std::to_string(i) + ".silent.test.";
        records.push_back("silent.test. 60 IN NS " + name);
        records.push_back(name + " 60 IN A 127.0.56.2" + std::to_string(i));
    }
    records.push_back("ns.evil.test. 60 IN A 127.0.56.20");
    for (std::size_t i = 0; i < domains; ++i) {
        records.push_back(domain_name(i) + ". 60 IN NS ns1.op.test.");
        records.push_back(domain_name(i) + ". 60 IN NS ns2.op.test.");
    }
    return zone("test", std::move(records));
}

std::vector<FakeZone> operators(std::size_t domains) {
    std::vector<FakeZone> zones{
        zone("op.test", {"op.test. 60 IN NS ns1.op.test.", "op.test. 60 IN NS ns2.op.test.",
                         "ns1.op.test. 60 IN A 127.0.56.11", "ns2.op.test. 60 IN A 127.0.56.12"})};
    for (std::size_t i = 0; i < domains; ++i) {
        zones.push_back(zone(domain_name(i),
                             {domain_name(i) + ". 60 IN NS ns1.op.test.", domain_name(i) + ". 60 IN NS ns2.op.test."}));
    }
    return zones;
}

void silence(const FakeQuery& query, FakeDnsServer::Client& client) {
    if (query.tcp) client.hold();
}

class Internet {
  public:
    Internet(std::size_t domains, dns::EngineOptions options) {
        Behaviours behaviours;
        behaviours["127.0.56.1"] = serve(
            {zone("", {". 60 IN NS ns.root.", "test. 86400 IN NS a.nic.test.", "a.nic.test. 86400 IN A 127.0.56.2"})});
        behaviours["127.0.56.2"] = serve({top_level(domains)});
        behaviours["127.0.56.11"] = behaviours["127.0.56.12"] = serve(operators(domains));
        for (int i = 0; i < 8; ++i) behaviours["127.0.56.2" + std::to_string(i)] = silence;
        std::vector<std::string> addresses;
        for (const auto& [address, behaviour] : behaviours) addresses.push_back(address);
        options.port = free_port(addresses);
        for (const auto& [address, behaviour] : behaviours)
            servers_.push_back(std::make_unique<FakeDnsServer>(address, options.port, behaviour));
        options.allowed = [](const IpAddress&) { return true; };
        engine_.emplace(options);
        resolver_.emplace(
            std::vector<NameServer>{{"ns.root", {*IpAddress::parse("127.0.56.1")}}},
            [this](std::span<const DnsQuestion> questions, const dns::LookPtr& look) {
                return engine_->ask(questions, look);
            },
            options.allowed, [] { return at(0); });
    }

    Collected look(const std::string& name, dns::LookLimits limits) {
        const auto config = domain_config(name);
        const auto net = dns::doors_for_look(
            *engine_, *resolver_, [](const IpAddress&) { return true; }, limits);
        return collectors::delegation().look({config.name, config, {}, Config{}}, net, Attention::first, now_at(0));
    }

  private:
    std::vector<std::unique_ptr<FakeDnsServer>> servers_;
    std::optional<dns::Engine> engine_;
    std::optional<dns::Resolver> resolver_;
};

std::string blind_spot(const Collected& collected) {
    for (const auto& [fact, seen] : collected.observations)
        if (!seen.known() || !seen.reason.empty()) return fact.subject + ' ' + fact.property + ": " + seen.reason;
    return "";
}

// All of them by so many workers; what they could not see.
std::vector<std::string> sweep(Internet& internet, std::size_t domains, std::size_t workers, dns::LookLimits limits) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::vector<std::string> blind;
    std::vector<std::future<void>> crew;
    for (std::size_t worker = 0; worker < workers; ++worker)
        crew.push_back(std::async(std::launch::async, [&] {
            for (std::size_t i = next++; i < domains; i = next++) {
                const auto missed = blind_spot(internet.look(domain_name(i), limits));
                const std::scoped_lock lock(mutex);
                if (!missed.empty()) blind.push_back(missed);
            }
        }));
    for (auto& worker : crew) worker.get();
    return blind;
}

}  // namespace

TEST_CASE("a thousand domains below one registry wait for its budget, and none goes blind", "[collectors][look]") {
    const std::size_t domains = is_full() ? 1000 : 150;
    dns::EngineOptions options;
    options.queries_per_second = 1500;
    options.registry_queries_per_second = 120;  // of the registry's only server
    Internet internet(domains, options);
    const auto blind = sweep(internet, domains, 64, {1s, 20s, 1000});
    INFO(blind.size() << " blind, such as " << (blind.empty() ? "" : blind.front()));
    CHECK(blind.empty());
}

TEST_CASE("a domain whose servers are silent takes its own time and nobody else's", "[collectors][look]") {
    dns::EngineOptions options;
    options.queries_per_second = options.registry_queries_per_second = 0;
    Internet internet(40, options);
    const dns::LookLimits limits{5s, 10s, 1000};
    const auto began = Steady::now();
    auto silent = std::async(std::launch::async, [&] {
        const auto collected = internet.look("silent.test", limits);
        return std::pair(collected, Steady::now() - began);
    });
    const auto blind = sweep(internet, 40, 2, limits);
    const auto others_took = Steady::now() - began;
    const auto [collected, took] = silent.get();
    INFO(blind.size() << " blind, such as " << (blind.empty() ? "" : blind.front()));
    CHECK(blind.empty());
    CHECK(took < 9s);
    CHECK(others_took < took);
    CHECK(collected.observations.at(fact_of("delegation.ns", "parent", "silent.test")).values.size() == 9);
    CHECK_FALSE(collected.observations.at(fact_of("authority.ns", "child", "silent.test")).known());
}
