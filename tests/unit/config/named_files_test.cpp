#include <sys/stat.h>

#include "catch.h"
#include "folder.h"

using namespace nameward;
using namespace config_test;

namespace {

config::Load load(const Folder& folder, const std::string& text) {
    const auto file = folder.write("nameward.toml", "[[domain]]\nname = \"example.com\"\n" + text);
    return config::load_config(file, nullptr);
}

std::string errors_with(const Folder& folder, const std::string& text) {
    const auto loaded = load(folder, text);
    CHECK_FALSE(loaded.loaded);
    return shown(loaded.errors);
}

}  // namespace

TEST_CASE("only regular files are read, and that is said before one is opened", "[config]") {
    const Folder folder;
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    std::filesystem::create_directory(folder.path() / "folder");
    CHECK(errors_with(folder, "[network]\nroot_hints = \"pipe\"\n") ==
          "4:1: " + (folder.path() / "pipe").string() + " is a pipe, expected a regular file\n");
    CHECK(errors_with(folder, "[network]\nca_file = \"folder\"\n").find("is a directory, expected") !=
          std::string::npos);
    CHECK(errors_with(folder, "[network]\nca_file = \"/dev/zero\"\n").find("is a device, expected") !=
          std::string::npos);
    CHECK(errors_with(folder,
                      "[[sink]]\nname = \"x\"\nkind = \"webhook\"\nurl = \"https://example.net/\"\n"
                      "secret_file = \"pipe\"\n")
              .find("is a pipe, expected") != std::string::npos);
}

TEST_CASE("a file that is far too large is the wrong one", "[config]") {
    const Folder folder;
    std::filesystem::resize_file(folder.write("large", ""), 5 << 20);
    CHECK(errors_with(folder, "[network]\nca_file = \"large\"\n").find("has more than 4 MiB") != std::string::npos);
}

TEST_CASE("what everybody may write is warned of", "[config]") {
    const Folder folder;
    const auto warnings = [&] {
        const auto loaded = load(folder, "[network]\nca_file = \"ca.pem\"\n");
        REQUIRE(loaded.loaded);
        return shown(loaded.loaded->warnings);
    };
    folder.write("conf.d/more.toml", "");
    folder.write("ca.pem", "");
    REQUIRE(warnings().find("can be written by everybody") == std::string::npos);
    for (const std::string name : {"nameward.toml", "conf.d", "conf.d/more.toml", "ca.pem"}) {
        const auto path = folder.path() / name;
        const auto others = std::filesystem::perms::others_write;
        std::filesystem::permissions(path, others, std::filesystem::perm_options::add);
        CHECK(warnings().find(path.string() + " can be written by everybody on this machine: chmod o-w it") !=
              std::string::npos);
        std::filesystem::permissions(path, others, std::filesystem::perm_options::remove);
    }
}
