// Every input is loaded in a child process: an abort, a crash or a hang of the parser is seen as a failure, and does
// not end the tests.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "config/toml_guard.h"
#include "unit/config/folder.h"

using namespace nameward;
using nameward::config::load_config;

namespace {

constexpr unsigned kTimeLimit = 60;  // seconds for one batch; a batch needs well under one

std::vector<std::string> corpus(const std::string& data) {
    std::vector<Path> files;
    for (const char* folder : {"toml-config", "toml-valid", "toml-invalid"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(data + "/corpus/" + folder))
            if (entry.is_regular_file() && entry.path().extension() == ".toml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<std::string> texts;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return texts;
}

// Loads the texts one after the other in one child; the index of the one that killed it, or how many there are.
// The child tells its progress through a pipe, one byte per text.
std::size_t survived(const std::vector<std::string>& texts, const Path& folder) {
    int progress[2];
    REQUIRE(::pipe(progress) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::close(progress[0]);
        ::alarm(kTimeLimit);
        const Path file = folder / "nameward.toml";
        for (const auto& text : texts) {
            std::ofstream(file, std::ios::binary) << text;
            const auto load = load_config(file, nullptr);
            const bool consistent = load.loaded.has_value() == load.errors.empty();
            if (!consistent || ::write(progress[1], ".", 1) != 1) ::_exit(1);
        }
        ::_exit(0);
    }
    ::close(progress[1]);
    std::size_t done = 0;
    char bytes[4096];
    for (ssize_t got; (got = ::read(progress[0], bytes, sizeof bytes)) > 0;) done += static_cast<std::size_t>(got);
    ::close(progress[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return done;
}

void check_all_survive(const std::vector<std::string>& texts) {
    const config_test::Folder folder;
    const std::size_t done = survived(texts, folder.path());
    INFO("the text that ends the process: " << (done < texts.size() ? texts[done].substr(0, 300) : ""));
    CHECK(done == texts.size());
}

// A few changed bytes: deleted, repeated, replaced by what means something in TOML, or by anything.
std::string mutated(std::string text, std::mt19937& random) {
    static const std::string meaningful = "[]{}=.,\"'#\\\n\r\t !&+-_:0123456789eExuUtfin\xc3\xa4\xff\x00";
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
    for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
        const auto at = below(text.size() + 1);
        switch (below(4)) {
            case 0:
                text.erase(at, 1 + below(4));
                break;
            case 1:
                text.insert(at, text.substr(at, 1 + below(8)));
                break;
            case 2:
                text.insert(at, 1, meaningful[below(meaningful.size())]);
                break;
            default:
                text.insert(at, 1, static_cast<char>(below(256)));
                break;
        }
    }
    return text;
}

}  // namespace

TEST_CASE("inputs that abort or overflow toml++ 3.3 end in an error", "[config][hostile]") {
    std::string dots = "a";
    for (int i = 0; i < 200000; ++i) dots += ".a";
    const std::vector<std::string> texts{"[!",
                                         "[&",
                                         "[[[",
                                         "[\xc3\xa4]",
                                         "[a.\xc3\xa4]",
                                         "\xc3\xa4 = 1",
                                         dots + "=1",
                                         "[" + dots + "]",
                                         std::string(500000, '['),
                                         "a = " + std::string(500000, '['),
                                         std::string("\0", 1),
                                         "\xef\xbb\xbf[!"};
    check_all_survive(texts);
    for (const auto& text : texts) CHECK_FALSE(config_test::load_text(text).errors.empty());
}

TEST_CASE("no file of the TOML corpora, whole or mutated, ends the process", "[config][hostile]") {
    const char* data = std::getenv("NAMEWARD_SHARED_DATA");
    if (data == nullptr) {
        WARN("NAMEWARD_SHARED_DATA is not set: the TOML corpora are not tried");
        return;
    }
    const auto texts = corpus(data);
    REQUIRE(texts.size() > 350);
    check_all_survive(texts);

    std::mt19937 random(20261123);  // the same mutants in each run
    for (int round = 0; round < 4; ++round) {
        std::vector<std::string> mutants;
        for (const auto& text : texts)
            if (text.size() < 20000) mutants.push_back(mutated(text, random));
        check_all_survive(mutants);
    }
}

TEST_CASE("no mutant of the example configuration ends the process", "[config][hostile]") {
    std::ifstream in(SOURCE_DIR "/config/nameward.toml", std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    for (std::size_t at = 0; (at = text.find("\n#", at)) != std::string::npos; ++at)
        if (text[at + 2] != ' ') text.erase(at + 1, 1);
    std::mt19937 random(42);
    std::vector<std::string> mutants;
    for (int i = 0; i < 1000; ++i) mutants.push_back(mutated(text, random));
    check_all_survive(mutants);
}

TEST_CASE("files that TOML forbids are refused with a place", "[config][hostile]") {
    const char* data = std::getenv("NAMEWARD_SHARED_DATA");
    if (data == nullptr) {
        WARN("NAMEWARD_SHARED_DATA is not set: the TOML corpora are not tried");
        return;
    }
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(data) + "/corpus/toml-invalid")) {
        if (!entry.is_regular_file() || entry.path().extension() != ".toml") continue;
        const auto load = load_config(entry.path(), nullptr);
        INFO(entry.path());
        REQUIRE_FALSE(load.errors.empty());
        CHECK(load.errors.front().line > 0);
    }
}

TEST_CASE("of valid TOML the guard refuses dates and what came with TOML 1.1 only", "[config][hostile]") {
    const char* data = std::getenv("NAMEWARD_SHARED_DATA");
    if (data == nullptr) {
        WARN("NAMEWARD_SHARED_DATA is not set: the TOML corpora are not tried");
        return;
    }
    std::size_t files = 0, refused = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(data) + "/corpus/toml-valid")) {
        if (!entry.is_regular_file() || entry.path().extension() != ".toml") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        const auto flaw = nameward::config::find_flaw(text);
        ++files;
        if (!flaw) continue;
        ++refused;
        INFO(entry.path() << ": " << flaw->text);
        const bool date = flaw->text.find("no number") != std::string::npos;
        const bool newer =
            flaw->text.find("in { }") != std::string::npos || flaw->text.find("unknown escape") != std::string::npos;
        const bool mark = text.substr(0, 3) == "\xef\xbb\xbf";  // taken away by load_config()
        CHECK((date || newer || mark));
    }
    CHECK(files > 100);
    CHECK(refused * 5 < files);
}
