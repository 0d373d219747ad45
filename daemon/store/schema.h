// The file's version, and the steps that bring an older file to this program's.
#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <span>

#include "nameward/embedded.h"
#include "nameward/result.h"

namespace nameward::store {

using Steps = std::span<const embedded::File>;

// PRAGMA user_version: how many steps a file has behind it.
int version_of(SQLite::Database& db);

// Whether this file is Nameward's and not newer than a program that knows these steps. Only reads.
Status examine(SQLite::Database& db, const std::filesystem::path& file, Steps steps);

// Whether SQLite finds it whole (quick_check). Only reads.
Status check_whole(SQLite::Database& db, const std::filesystem::path& file);

// Each missing step in a transaction of its own, together with its version: an interrupted migration leaves a file
// that is some version and whole. Throws SQLite::Exception.
void migrate(SQLite::Database& db, Steps steps);

// A consistent copy beside the file, named after its version ("nameward.db.v3.bak", 0600), in place of an earlier one
// of the same version. Throws SQLite::Exception or std::filesystem::filesystem_error.
void copy_beside(SQLite::Database& db, const std::filesystem::path& file);

}  // namespace nameward::store
