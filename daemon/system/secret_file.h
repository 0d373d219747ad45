// Secrets stay in their files and are read at each use, so that a new one needs no restart.
#pragma once

#include <string>

#include "nameward/config.h"
#include "nameward/result.h"

namespace nameward::system {

struct Secret {
    std::string value;    // never empty; without the newline at its end
    std::string warning;  // empty, or why the file is not as safe as it should be
};

// One line of text from a regular file of at most 64 KiB. The error (config, or transient where the file may come
// back) names the file and never shows its content.
Result<Secret> read_secret(const Path& file);

}  // namespace nameward::system
