#pragma once

#include <string>

#include "nameward/config.h"
#include "nameward/result.h"

namespace nameward::config {

// A whole regular file of at most 1 MiB: thousands of domains fit, and no mistake in a path fills the memory. The
// error (config) does not repeat the path.
Result<std::string> read_text_file(const Path& file);

}  // namespace nameward::config
