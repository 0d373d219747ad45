// Real answers of many registries, where NAMEWARD_SHARED_DATA says where they are. What is understood of them in full
// is measured elsewhere; here stand the mistakes that would be false alarms.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "catch.h"
#include "formats/rdap.h"
#include "formats/text_encoding.h"
#include "formats/whois.h"
#include "texts.h"

using namespace nameward;
using test::text_of;
using Class = formats::Registration::Class;
namespace fs = std::filesystem;

namespace {

struct Score {
    int cases = 0, right = 0;
};

// Calls `read` for every case and compares classes. A registered domain is never gone, a throttled answer never one.
template <class Read>
Score score(const fs::path& folder, const std::string& extension, Read read) {
    Score score;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto name = entry.path().string();
        const std::string suffix = ".expected.json";
        if (!name.ends_with(suffix)) continue;
        const auto wanted = nlohmann::json::parse(text_of(name)).at("class").get<std::string>();
        const auto got = read(text_of(name.substr(0, name.size() - suffix.size()) + extension)).kind;
        ++score.cases;
        if (to_string(got) == wanted) ++score.right;
        INFO(name);
        if (wanted == "found" || wanted == "throttled") CHECK(got != Class::not_found);
        if (wanted == "not_found") CHECK(got != Class::found);
    }
    return score;
}

}  // namespace

TEST_CASE("no registered domain of the corpus is gone, and no free one registered", "[registration][formats]") {
    const char* shared = std::getenv("NAMEWARD_SHARED_DATA");
    if (!shared || !*shared) {
        std::cerr << "SKIPPED: NAMEWARD_SHARED_DATA is not set, the registration corpus was not read\n";
        return;
    }
    const auto folder = fs::path(shared) / "registration" / "dev";
    const auto whois = score(folder / "whois", ".txt",
                             [](const std::string& text) { return formats::read_whois(formats::to_utf8(text)); });
    CHECK(whois.cases > 1000);
    CHECK(whois.right * 100 >= whois.cases * 96);
    const auto rdap = score(folder / "rdap", ".json", [](const std::string& text) { return formats::read_rdap(text); });
    CHECK(rdap.cases > 30);
    CHECK(rdap.right == rdap.cases);
}
