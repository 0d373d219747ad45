// What the doors outward remember in the store, from one process to the next.
#include "app/commons.h"

#include "builders.h"
#include "catch.h"
#include "net/doors.h"
#include "place.h"
#include "scratch_folder.h"
#include "scripted_server.h"
#include "texts.h"

using namespace nameward;
using namespace nameward::test;

namespace {

// One process on the store, from its start to its end.
struct Process {
    Process(const ScratchFolder& folder, Wall now, const Config& config) : clock(now) {
        store = std::move(*Store::open(folder / "nameward.db", Store::Mode::write));
        auto made = app::App::make(config, clock);
        REQUIRE(made);
        app = std::move(*made);
        commons = app::commons_kept_in(*store);
        app->share(commons);
    }

    std::string fetch(std::uint16_t port) {
        Fetch fetch;
        fetch.url = "http://127.0.0.1:" + std::to_string(port) + "/";
        fetch.plain_allowed = fetch.by_operator = true;
        const auto result = app->net_for_look().http(std::span(&fetch, 1)).front();
        return result ? std::to_string(result->response.status) : result.error().what;
    }

    Clock clock;
    std::unique_ptr<Store> store;
    std::shared_ptr<net::Commons> commons;
    std::unique_ptr<app::App> app;
};

Config config_without_spacing() {
    Config config;
    config.network.http_spacing = Seconds(0);
    return config;
}

}  // namespace

TEST_CASE("a host that asked for peace is not asked by the next process, though this one was killed", "[app]") {
    const ScratchFolder folder;
    const ScriptedServer server("127.0.0.1", kEndOfHead,
                                always_answering(http_answer(429, "", "Retry-After: 600\r\n")));
    CHECK(Process(folder, at(0), config_without_spacing()).fetch(server.port()) == "429");
    Process next(folder, at(590), config_without_spacing());
    CHECK(has(next.fetch(server.port()), "not asked: it answered HTTP 429"));
    next.commons->manners.probe_now();  // a person's sweep
    CHECK(has(next.fetch(server.port()), "not asked: it answered HTTP 429"));
    CHECK(server.connections() == 1);
    next.store.reset();
    CHECK(Process(folder, at(700), config_without_spacing()).fetch(server.port()) == "429");
    CHECK(server.connections() == 2);
}

TEST_CASE("a host that does not answer is left alone by the next process, and a person's sweep tries it", "[app]") {
    const ScratchFolder folder;
    const ScriptedServer server("127.0.0.1", kEndOfHead,
                                [](ScriptedServer::Client& client, const std::string&, int) { client.reset(); });
    for (int second = 0; second < 3; ++second)
        CHECK(has(Process(folder, at(second), config_without_spacing()).fetch(server.port()), "connection"));
    Process next(folder, at(10), config_without_spacing());
    CHECK(has(next.fetch(server.port()), "not asked: it failed 3 times in a row"));
    CHECK(server.connections() == 3);
    next.commons->manners.probe_now();
    CHECK(has(next.fetch(server.port()), "the connection broke"));
    CHECK(server.connections() == 4);
}

TEST_CASE("a look without a store keeps its manners in memory", "[app]") {
    const Clock clock(at(0));
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(429)));
    const auto app = app::App::make(config_without_spacing(), clock);
    REQUIRE(app);
    Fetch fetch;
    fetch.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    fetch.plain_allowed = fetch.by_operator = true;
    CHECK((*app)->net_for_look().http(std::span(&fetch, 1)).front());
    CHECK_FALSE((*app)->net_for_look().http(std::span(&fetch, 1)).front());
    CHECK(server.connections() == 1);
}

TEST_CASE("an app that was stopped asks nobody", "[app]") {
    const Clock clock(at(0));
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(200)));
    const auto app = app::App::make(config_without_spacing(), clock);
    REQUIRE(app);
    const auto net = (*app)->net_for_look();
    (*app)->stop();
    Fetch fetch;
    fetch.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    fetch.plain_allowed = fetch.by_operator = true;
    CHECK_FALSE(net.http(std::span(&fetch, 1)).front());
    CHECK_FALSE(net.whois({"127.0.0.1", "example.com", true}));
    CHECK(server.connections() == 0);
}
