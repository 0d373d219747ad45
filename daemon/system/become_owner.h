#pragma once

#include <sys/types.h>

#include <filesystem>

#include "nameward/result.h"

namespace nameward {

// Who rules over a store file: the owner of the last part of its path that exists and is not root's; root where every
// part is. A link counts as its own owner's, so that nobody lends root's rights by linking to a file of root.
struct Owner {
    uid_t user = 0;
    gid_t group = 0;
};
Owner owner_of(const std::filesystem::path& store);

// Run as root, the process becomes that owner for good: groups, group and user. Otherwise, and where the owner is
// root, nothing happens. Call before any thread starts.
Status become_owner(const std::filesystem::path& store);

}  // namespace nameward
