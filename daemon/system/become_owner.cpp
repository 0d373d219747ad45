#include "system/become_owner.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace nameward {
namespace {

struct Account {
    std::string name;
    gid_t group = 0;
};

std::optional<Account> account_of(uid_t user) {
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || !found) return std::nullopt;
    return Account{found->pw_name, found->pw_gid};
}

// An owner without an account (a container, a test) has the group of its file and no other.
bool take_groups(const std::optional<Account>& account, gid_t group) {
    if (account) return initgroups(account->name.c_str(), group) == 0;
    return setgroups(1, &group) == 0;
}

Error cannot_become(uid_t user, const std::filesystem::path& store, int reason) {
    return {ErrorKind::config, "becoming user " + std::to_string(user) + ", the owner of " + store.string() + ": " +
                                   std::generic_category().message(reason) + "; run the command as that user instead"};
}

}  // namespace

Owner owner_of(const std::filesystem::path& store) {
    Owner owner;
    std::filesystem::path part;
    for (const auto& step : std::filesystem::absolute(store)) {
        part /= step;
        struct stat file {};
        if (lstat(part.c_str(), &file) != 0) break;
        if (file.st_uid != 0) owner = {file.st_uid, file.st_gid};
    }
    return owner;
}

Status become_owner(const std::filesystem::path& store) {
    if (geteuid() != 0) return Nothing{};
    const auto owner = owner_of(store);
    if (owner.user == 0) return Nothing{};
    const auto account = account_of(owner.user);
    const auto group = account ? account->group : owner.group;
    if (!take_groups(account, group) || setgid(group) != 0 || setuid(owner.user) != 0)
        return cannot_become(owner.user, store, errno);
    return Nothing{};
}

}  // namespace nameward
