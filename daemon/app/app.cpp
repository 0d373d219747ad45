#include "app/app.h"

#include <algorithm>
#include <set>

#include "dns/doors.h"
#include "net/doors.h"
#include "net/http.h"
#include "net/smtp.h"
#include "net/system_resolver.h"
#include "sinks/all.h"
#include "system/log.h"
#include "system/secret_file.h"

namespace nameward::app {
namespace {

// A TLD's servers are everybody's: never more than this, whatever is configured for other servers.
constexpr double kRegistryQueriesPerSecond = 10;

// One look puts about four questions to one server of a registry; half a minute of its minute may go by in the queue.
constexpr double kLooksPerQueryPerSecond = 30.0 / 4;

std::set<IpAddress> addresses_of(const std::vector<NameServer>& servers) {
    std::set<IpAddress> all;
    for (const auto& server : servers) all.insert(server.addresses.begin(), server.addresses.end());
    return all;
}

// By the system's resolver, which has no more time than the look.
Addresses resolve_in_time(const std::string& host, const Look& look) {
    using std::chrono::milliseconds;
    const auto left = std::chrono::duration_cast<milliseconds>(look.end() - std::chrono::steady_clock::now());
    return net::resolve_by_system(host, std::clamp(left, milliseconds(0), milliseconds(10'000)));
}

Result<std::string> read_secret(const Path& file) {
    auto secret = system::read_secret(file);
    if (!secret) return secret.error();
    if (!secret->warning.empty()) log::warning("secret.unsafe", {{"reason", secret->warning}});
    return secret->value;
}

}  // namespace

App::App(Config config, const Clock& clock)
    : config_(std::move(config)), pace_(config_), clock_(clock), commons_(std::make_shared<net::Commons>()) {}

Result<std::unique_ptr<App>> App::make(Config config, const Clock& clock) {
    std::unique_ptr<App> app(new App(std::move(config), clock));
    if (auto connected = app->connect(); !connected) return connected.error();
    if (auto sinks = app->make_sinks(); !sinks) return sinks.error();
    return app;
}

Status App::connect() {
    auto root = dns::root_hints(config_.network.root_hints);
    if (!root) return root.error();
    // What the operator wrote is always allowed; what an answer says must be public or listed.
    auto written = addresses_of(*root);
    if (config_.network.resolver.address) written.insert(*config_.network.resolver.address);
    allowed_ = [written, listed = config_.network.allow_private_addresses](const IpAddress& address) {
        return written.contains(address) || may_be_asked(address, listed);
    };
    const auto wall = [this] { return clock_.wall(); };

    dns::EngineOptions options;
    options.port = config_.network.dns_port;
    options.queries_per_second = config_.network.queries_per_second;
    options.registry_queries_per_second =
        options.queries_per_second == 0 ? 0 : std::min(kRegistryQueriesPerSecond, options.queries_per_second);
    options.allowed = allowed_;
    options.wall = wall;
    engine_ = std::make_unique<dns::Engine>(std::move(options));
    const auto ask = [this](std::span<const DnsQuestion> questions, const LookPtr& look) {
        return engine_->ask(questions, look);
    };
    resolver_ = std::make_unique<dns::Resolver>(std::move(*root), ask, allowed_, wall);
    return Nothing{};
}

Net App::net_for_look() const {
    const auto look = std::make_shared<Look>(std::chrono::steady_clock::now());
    auto net = dns::doors_for_look(*engine_, *resolver_, allowed_, look);
    net::DoorOptions options;
    options.transfer = transfer_options(look);
    if (!options.transfer.resolve)
        options.transfer.resolve = [look](const std::string& host) { return resolve_in_time(host, *look); };
    options.allowed = [listed = config_.network.allow_private_addresses](const IpAddress& address) {
        return may_be_asked(address, listed);
    };
    options.spacing = config_.network.http_spacing;
    options.look = look;
    options.wall = [this] { return clock_.wall(); };
    options.stop = stop_.get_token();
    net::open_doors(net, std::move(options), commons_);
    return net;
}

void App::stop() {
    stop_.request_stop();
    engine_->stop();
}

std::size_t App::most_looks() const {
    const double rate = config_.network.queries_per_second;
    constexpr std::size_t any = 1000;
    if (rate == 0) return any;
    const double looks = std::min(rate, kRegistryQueriesPerSecond) * kLooksPerQueryPerSecond;
    return std::max<std::size_t>(1, static_cast<std::size_t>(looks));
}

Status App::make_sinks() {
    const auto kinds = sinks::sink_kinds();
    Config available = config_;
    std::erase_if(available.sinks, [&](const SinkConfig& sink) {
        const bool missing = std::find(kinds.begin(), kinds.end(), sink.kind) == kinds.end();
        if (missing) log::warning("sink.not_available", {{"sink", sink.name}, {"kind", sink.kind}});
        return missing;
    });
    const auto transfer = transfer_options({});
    auto made = sinks::make_sinks(available, {net::HttpClient(transfer), net::SmtpClient(transfer), read_secret});
    if (!made) return made.error();
    sinks_ = std::move(*made);
    return Nothing{};
}

net::TransferOptions App::transfer_options(const LookPtr& look) const {
    net::TransferOptions transfer;
    transfer.ca_file = config_.network.ca_file;
    transfer.connect_to = config_.network.connect_to;
    transfer.proxy = config_.network.proxy;
    if (config_.network.resolver.kind != ResolverAddress::Kind::system)
        transfer.resolve = [this, look](const std::string& host) { return resolve(host, look); };
    return transfer;
}

// The hosts of sources and receivers, by the resolver that the operator named.
Addresses App::resolve(const std::string& host, const LookPtr& look) const {
    const auto& resolver = config_.network.resolver;
    const auto failed = [&](const std::string& why) {
        return Error{ErrorKind::transient, "looking up " + host + " at network.resolver: " + why};
    };
    if (resolver.kind != ResolverAddress::Kind::dns)
        return failed("this version asks resolvers over UDP and TCP only; write an IP address or \"system\"");
    std::vector<DnsQuestion> questions;
    for (const std::uint16_t type : {rr::A, rr::AAAA}) {
        DnsQuestion question{*resolver.address, host, type};
        question.recursive = true;
        question.port = resolver.port;
        questions.push_back(question);
    }
    std::vector<IpAddress> addresses;
    std::string trouble;
    for (const auto& answer : engine_->ask(questions, look)) {
        if (!answer.responded())
            trouble = answer.reason;
        else if (answer.rcode != rcode::noerror && answer.rcode != rcode::nxdomain)
            trouble = rcode_name(answer.rcode);
        for (const auto& record : answer.answer)
            if (const auto address = IpAddress::parse(record.text);
                address && (record.type == rr::A || record.type == rr::AAAA))
                addresses.push_back(*address);
    }
    if (addresses.empty() && !trouble.empty()) return failed(trouble);
    return addresses;
}

std::vector<core::SinkRule> App::sink_rules() const {
    std::vector<core::SinkRule> rules;
    for (const auto& sink : sinks_) rules.push_back({sink.name, sink.min_severity});
    return rules;
}

void App::load_breakers(Store& store, bool probe_now) {
    std::vector<dns::Breaker> breakers;
    for (const auto& state : store.breakers())
        if (const auto server = IpAddress::parse(state.server))
            breakers.push_back({*server, state.failures, state.probe_at});
    engine_->load(breakers, probe_now);
}

void App::save_breakers(Store& store) const {
    std::vector<BreakerState> states;
    for (const auto& breaker : engine_->breakers())
        states.push_back({breaker.server.text(), breaker.failures, breaker.probe_at});
    store.save_breakers(states);
}

}  // namespace nameward::app
