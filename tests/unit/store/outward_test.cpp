#include "catch.h"
#include "scratch_folder.h"
#include "store/store.h"

using namespace nameward;

namespace {

const Wall kNow{Seconds(1'800'000'000)};

std::unique_ptr<Store> open(const ScratchFolder& folder) {
    auto store = Store::open(folder / "nameward.db", Store::Mode::write);
    REQUIRE(store);
    return std::move(*store);
}

}  // namespace

TEST_CASE("how a host wants to be treated outlives the process", "[store]") {
    const ScratchFolder folder;
    const HostStanding paused{"rdap.example.com", kNow, 2, kNow + Seconds(60), "it answered HTTP 429", 0, {}, ""};
    HostStanding silent{"rdap.example.com:443", {}, 0, {}, "", 3, kNow + Seconds(60), "Connection refused"};
    open(folder)->save_hosts(std::vector{paused});
    open(folder)->save_host(silent);
    CHECK(open(folder)->hosts() == std::vector{paused, silent});
    silent.failures = 4;
    open(folder)->save_host(silent);
    CHECK(open(folder)->hosts() == std::vector{paused, silent});
    open(folder)->save_hosts(std::vector{silent});
    CHECK(open(folder)->hosts() == std::vector{silent});
}

TEST_CASE("a document is kept with all its bytes", "[store]") {
    const ScratchFolder folder;
    KeptDocument document{"https://data.example/dns.json", kNow, "HTTP 500", {}, "", "", ""};
    CHECK_FALSE(open(folder)->document(document.url));
    open(folder)->save_document(document);
    CHECK(open(folder)->document(document.url) == document);
    document = {document.url, {}, "", kNow, "\"v1\"", "Thu, 14 Jan 2027 08:00:00 GMT", std::string("{\0\xff}", 4)};
    open(folder)->save_document(document);
    CHECK(open(folder)->document(document.url) == document);
}
