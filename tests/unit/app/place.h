// What tests of the app share: a store, and looks by a collector that sees what a test gives it.
#pragma once

#include "app/check.h"
#include "builders.h"
#include "catch.h"

namespace nameward::test {

// A domain's life on one store: the wall clock stands where a look is made.
struct Place {
    std::unique_ptr<Store> store = std::move(*Store::open(":memory:", Store::Mode::write));
    std::function<Seen(const Watched&)> name_servers;  // what the parent says
    Observations more;                                 // beside them

    Collector collector() const {
        Collector made;
        made.name = made.title = "delegation";
        made.look = [this](const Watched& watched, const Net&, Attention, Now) {
            auto seen = more;
            seen[{watched.domain.name(), "delegation.ns", "parent"}] = name_servers(watched);
            return Collected{seen, {}, {}};
        };
        return made;
    }

    template <class Work>
    auto with_app(std::int64_t second, const Config& config, Work work) {
        const Clock clock(at(second));
        const auto app = app::App::make(config, clock);
        REQUIRE(app);
        return work(**app);
    }

    app::Checked check_at(std::int64_t second, const DomainConfig& domain = domain_config()) {
        Config config;
        config.domains = {domain};
        return with_app(second, config,
                        [&](const app::App& app) { return app::check(app, *store, domain, collector(), {}); });
    }
};

inline auto always(const std::string& name) {
    return [name](const Watched&) { return Seen::present({name}); };
}

}  // namespace nameward::test
