// The wiring: everything that looks and tells, built from one configuration. Nothing here changes after construction;
// a reload builds another one.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "app/pace.h"
#include "core/assess.h"
#include "dns/engine.h"
#include "dns/resolver.h"
#include "nameward/config.h"
#include "nameward/net.h"
#include "nameward/sink.h"
#include "store/store.h"
#include "system/clock.h"

namespace nameward::net {
struct Commons;
struct TransferOptions;
}  // namespace nameward::net

namespace nameward::app {

class App {
  public:
    // Errors name the file or setting that is wrong.
    static Result<std::unique_ptr<App>> make(Config config, const Clock& clock);

    const Config& config() const { return config_; }
    const Pace& pace() const { return pace_; }
    // For one look, whose time begins now.
    Net net_for_look() const;
    // How many looks at a time the servers' budgets can bear: with more, the last in the queue would run out of time.
    std::size_t most_looks() const;
    const std::vector<Sink>& sinks() const { return sinks_; }
    const Clock& clock() const { return clock_; }
    dns::Engine& engine() { return *engine_; }
    // Ends what is being asked, and from now on every question at once.
    void stop();
    // Looks are judged and recorded one after the other: findings and incidents belong to several of them.
    std::mutex& judging() const { return judging_; }

    std::vector<core::SinkRule> sink_rules() const;

    // Circuit breakers outlive the process. `probe_now`: a person asked for this pass, so knock once at each.
    void load_breakers(Store& store, bool probe_now);
    void save_breakers(Store& store) const;
    // What all configurations of this process share. Before the first look; without it, this one has its own.
    void share(std::shared_ptr<net::Commons> commons) { commons_ = std::move(commons); }

  private:
    App(Config config, const Clock& clock);
    Status connect();
    Status make_sinks();
    Addresses resolve(const std::string& host, const LookPtr& look) const;
    net::TransferOptions transfer_options(const LookPtr& look) const;

    Config config_;
    const Pace pace_;
    const Clock& clock_;
    std::function<bool(const IpAddress&)> allowed_;
    std::unique_ptr<dns::Engine> engine_;
    std::unique_ptr<dns::Resolver> resolver_;
    std::shared_ptr<net::Commons> commons_;
    std::stop_source stop_;
    std::vector<Sink> sinks_;
    mutable std::mutex judging_;
};

}  // namespace nameward::app
