// Files and folders that only their owner may read.
#pragma once

#include <filesystem>
#include <string>

namespace nameward::store {

// Makes the missing folders above `file` (0700). Throws std::filesystem::filesystem_error, as do the others.
void create_folder_of(const std::filesystem::path& file);

// Makes an empty file (0600) and its name durable. The file must not exist.
void create_private(const std::filesystem::path& file);

// Makes the names in the folder of `file` durable.
void sync_folder(const std::filesystem::path& file);

// Why this cannot be the database: a folder, a device, a link that leads nowhere. Empty where it can, or is not there.
std::string why_not_a_file(const std::filesystem::path& file);

bool is_empty_or_missing(const std::filesystem::path& file);

}  // namespace nameward::store
