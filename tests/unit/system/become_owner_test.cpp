#include "system/become_owner.h"

#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <vector>

#include "catch.h"
#include "scratch_folder.h"

using namespace nameward;

namespace {

constexpr uid_t kSomebody = 54321;  // no account has it
constexpr gid_t kTheirGroup = 54322;

bool is_root() {
    if (geteuid() == 0) return true;
    WARN("not run as root: becoming another user is not tested");
    return false;
}

// Runs `act` in a child process, which may change its user; its exit code.
int in_child(const std::function<int()>& act) {
    const auto child = fork();
    if (child == 0) _exit(act());
    int status = -1;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}

std::vector<gid_t> groups() {
    std::vector<gid_t> list(static_cast<std::size_t>(getgroups(0, nullptr)));
    list.resize(static_cast<std::size_t>(getgroups(static_cast<int>(list.size()), list.data())));
    return list;
}

void give_away(const std::filesystem::path& file) {
    REQUIRE(lchown(file.c_str(), kSomebody, kTheirGroup) == 0);
}

}  // namespace

TEST_CASE("the owner of what is one's own is oneself", "[system]") {
    const ScratchFolder folder;
    CHECK(owner_of(folder / "not" / "there.db").user == geteuid());
    CHECK(become_owner(folder / "there.db"));
    CHECK(owner_of(folder / "there.db").user == geteuid());
}

TEST_CASE("root becomes the owner of the store for good, groups included", "[system]") {
    if (!is_root()) return;
    const ScratchFolder folder;
    const auto store = folder.write("nameward.db", "");
    give_away(store);
    CHECK(in_child([&] {
              if (!become_owner(store)) return 1;
              if (getuid() != kSomebody || geteuid() != kSomebody) return 2;
              if (getgid() != kTheirGroup || getegid() != kTheirGroup) return 3;
              if (groups() != std::vector<gid_t>{kTheirGroup}) return 4;
              return setuid(0) == 0 || seteuid(0) == 0 ? 5 : 0;
          }) == 0);
}

TEST_CASE("where the store does not exist yet, its nearest folder says who owns it", "[system]") {
    if (!is_root()) return;
    const ScratchFolder folder;
    give_away(folder.path());
    const auto owner = owner_of(folder / "a" / "b" / "nameward.db");
    CHECK(owner.user == kSomebody);
    CHECK(owner.group == kTheirGroup);
}

TEST_CASE("a store of root leaves root as it is", "[system]") {
    if (!is_root()) return;
    const ScratchFolder folder;
    const auto store = folder.write("nameward.db", "");
    CHECK(in_child([&] { return become_owner(store) && geteuid() == 0 ? 0 : 1; }) == 0);
}

TEST_CASE("a link to a file of root does not lend root's rights to whoever made it", "[system]") {
    if (!is_root()) return;
    const ScratchFolder folder;
    const auto target = folder.write("shadow", "");
    SECTION("the store is a link") {
        std::filesystem::create_symlink(target, folder / "nameward.db");
        give_away(folder / "nameward.db");
        CHECK(owner_of(folder / "nameward.db").user == kSomebody);
    }
    SECTION("a folder on the way is a link") {
        std::filesystem::create_directory(folder / "real");
        std::filesystem::create_directory_symlink(folder / "real", folder / "link");
        give_away(folder / "link");
        CHECK(owner_of(folder / "link" / "nameward.db").user == kSomebody);
    }
}

TEST_CASE("an owner with an account gets the groups of the account", "[system]") {
    if (!is_root()) return;
    const ScratchFolder folder;
    const auto store = folder.write("nameward.db", "");
    constexpr uid_t daemon_user = 1;  // "daemon" on every Debian
    REQUIRE(chown(store.c_str(), daemon_user, kTheirGroup) == 0);
    CHECK(in_child([&] { return become_owner(store) && getuid() == daemon_user && getgid() == daemon_user ? 0 : 1; }) ==
          0);
}
