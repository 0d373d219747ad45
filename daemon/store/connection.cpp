#include "store/connection.h"

#include <sqlite3.h>

#include "store/store.h"

namespace nameward::store {
namespace {

// Nobody of ours holds the file longer than one transaction; and whoever waits keeps everybody else waiting.
constexpr int kBusyMilliseconds = 2000;

// The file in memory beside the database could not grow: SQLite has no other word for a full disk there.
bool is_full(const SQLite::Exception& error) {
    return error.getErrorCode() == SQLITE_FULL || error.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE;
}

std::string what_to_do(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return "nothing of it was kept; free some space on that disk, the next attempt comes by itself";
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return "nothing of it was kept; check that the file and its folder can be written by this user, or run the "
                   "command as root";
        case SQLITE_IOERR:
            return "nothing of it was kept; check the disk and the system log, the next attempt comes by itself";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "the file is damaged; stop nameward, keep the file for examination and put a backup in its place";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "another program holds the file; end it, the next attempt comes by itself";
        default:
            return "nothing of it was kept";
    }
}

void set_common(SQLite::Database& db) {
    db.exec("PRAGMA foreign_keys = ON");
    db.exec("PRAGMA cell_size_check = ON");  // damage is found when a page is read
    db.exec("PRAGMA temp_store = MEMORY");
}

void set_wal(SQLite::Database& db, const std::filesystem::path& file) {
    const std::string mode = db.execAndGet("PRAGMA journal_mode = WAL").getString();
    if (mode != "wal" && file != ":memory:")
        throw SQLite::Exception("this file system does not allow WAL mode (it answered " + mode + ")");
    db.exec("PRAGMA synchronous = FULL");
    db.exec("PRAGMA journal_size_limit = 16777216");  // what a storm has grown is given back
}

// A path inside a file: URI (RFC 3986).
std::string uri_path(const std::filesystem::path& file) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~";
    std::string uri;
    for (const char c : std::filesystem::absolute(file).string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (plain.find(c) != plain.npos)
            uri += c;
        else
            (uri += '%', uri += digits[byte >> 4], uri += digits[byte & 15]);
    }
    return uri;
}

bool holds_bytes(const std::filesystem::path& file) {
    std::error_code none;
    const auto size = std::filesystem::file_size(file, none);
    return !none && size > 0;
}

// For where the files beside the database cannot be made (no permission, a full disk): reads the file alone, which is
// whole as long as no log lies beside it.
SQLite::Database connect_immutable(const std::filesystem::path& file) {
    const int flags = SQLite::OPEN_READONLY | SQLite::OPEN_URI;
    SQLite::Database db("file:" + uri_path(file) + "?immutable=1", flags, kBusyMilliseconds);
    set_common(db);
    db.execAndGet("SELECT count(*) FROM sqlite_schema");
    return db;
}

}  // namespace

std::string advice(const SQLite::Exception& error) {
    if (is_full(error)) return std::string(sqlite3_errstr(SQLITE_FULL)) + "; " + what_to_do(SQLITE_FULL);
    return std::string(error.what()) + "; " + what_to_do(error.getErrorCode());
}

std::string advice(const Damaged& error) {
    return std::string(error.what()) + "; " + what_to_do(SQLITE_CORRUPT);
}

SQLite::Database connect_writer(const std::filesystem::path& file) {
    const int flags = SQLite::OPEN_READWRITE | (file == ":memory:" ? SQLite::OPEN_CREATE : 0);
    SQLite::Database db(file.string(), flags, kBusyMilliseconds);
    // A file that this user may only read is opened all the same.
    if (sqlite3_db_readonly(db.getHandle(), "main") == 1)
        throw SQLite::Exception(sqlite3_errstr(SQLITE_READONLY), SQLITE_READONLY);
    set_common(db);
    set_wal(db, file);
    return db;
}

SQLite::Database connect_reader(const std::filesystem::path& file) {
    try {
        SQLite::Database db(file.string(), SQLite::OPEN_READONLY, kBusyMilliseconds);
        set_common(db);
        db.execAndGet("SELECT count(*) FROM sqlite_schema");
        return db;
    } catch (const SQLite::Exception& error) {
        const int code = error.getErrorCode() & 0xff;
        const bool no_place_beside = code == SQLITE_CANTOPEN || code == SQLITE_READONLY || is_full(error);
        if (!no_place_beside || holds_bytes(file.string() + "-wal")) throw;
        return connect_immutable(file);
    }
}

void Connection::fail(std::string_view attempt, const std::string& why) const {
    throw StoreError("store " + file_.string() + ": could not " + std::string(attempt) + ": " + why);
}

void Connection::refuse(std::string_view attempt) const {
    fail(attempt, "it was opened for reading only");
}

}  // namespace nameward::store
