// Whole answers in the shapes that registries use, written for these tests, and what is understood of them.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "catch.h"
#include "formats/rdap.h"
#include "formats/text_encoding.h"
#include "formats/whois.h"
#include "golden.h"
#include "texts.h"

using namespace nameward;
using test::text_of;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_in(const std::string& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_DIR) / "tests/fixtures" / folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

template <class Reader>
std::string read_all(const std::string& folder, Reader read) {
    std::string all;
    for (const auto& file : files_in(folder))
        all += file.filename().string() + '\n' + formats::to_json(read(text_of(file))) + '\n';
    return all;
}

}  // namespace

TEST_CASE("RDAP answers of every shape mean what was reviewed", "[registration][formats]") {
    CHECK_GOLDEN("parse_rdap.txt", read_all("rdap", [](const auto& text) { return formats::read_rdap(text); }));
}

TEST_CASE("WHOIS answers of every shape mean what was reviewed", "[registration][formats]") {
    CHECK_GOLDEN("parse_whois.txt",
                 read_all("whois", [](const auto& text) { return formats::read_whois(formats::to_utf8(text)); }));
}
