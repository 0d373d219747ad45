#include "store/schema.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>

#include <string>

#include "store/files.h"

namespace nameward::store {
namespace {

constexpr int kApplicationId = 0x4E4D5744;  // as in the first step

Error about(const std::filesystem::path& file, ErrorKind kind, const std::string& what) {
    return {kind, "store " + file.string() + ": " + what};
}

// A file that another program made, or an empty one that becomes ours.
bool is_foreign(SQLite::Database& db, int version) {
    if (db.execAndGet("PRAGMA application_id").getInt() == kApplicationId) return false;
    return version > 0 || db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() > 0;
}

}  // namespace

int version_of(SQLite::Database& db) {
    return db.execAndGet("PRAGMA user_version").getInt();
}

Status examine(SQLite::Database& db, const std::filesystem::path& file, Steps steps) {
    const int version = version_of(db), newest = static_cast<int>(steps.size());
    if (is_foreign(db, version))
        return about(file, ErrorKind::config,
                     "this is a database of another program; it was not touched, name another file in store.path");
    if (version < 0 || version > newest)
        return about(file, ErrorKind::config,
                     "it was written by a newer nameward (schema " + std::to_string(version) + ", this one knows " +
                         std::to_string(newest) +
                         "); it was not touched, install that version again or name another file in store.path");
    return Nothing{};
}

Status check_whole(SQLite::Database& db, const std::filesystem::path& file) {
    std::string found = db.execAndGet("PRAGMA quick_check(1)").getString();
    if (found == "ok") return Nothing{};
    found.erase(0, found.find('\n') + 1);  // the line that names the one database there is
    return about(file, ErrorKind::malformed,
                 "it is damaged (SQLite: " + found +
                     "); it was not touched, keep it for examination and put a backup in its place");
}

void migrate(SQLite::Database& db, Steps steps) {
    for (auto version = static_cast<std::size_t>(version_of(db)); version < steps.size(); ++version) {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        db.exec(std::string(steps[version].text));
        db.exec("PRAGMA user_version = " + std::to_string(version + 1));
        transaction.commit();
    }
}

void copy_beside(SQLite::Database& db, const std::filesystem::path& file) {
    const std::string copy = file.string() + ".v" + std::to_string(version_of(db)) + ".bak";
    const std::string unfinished = copy + ".tmp";
    std::filesystem::remove(unfinished);
    create_private(unfinished);
    {
        SQLite::Database target(unfinished, SQLite::OPEN_READWRITE);
        SQLite::Backup(target, db).executeStep();
    }
    std::filesystem::rename(unfinished, copy);
    sync_folder(file);
}

}  // namespace nameward::store
