// The one connection to the file: its settings, its mutex, its transactions, and SQLite's errors as sentences.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>

#include "store/query.h"

namespace nameward::store {

// What SQLite said, and what to do about it: fit to stand behind "store FILE: could not ATTEMPT: ".
std::string advice(const SQLite::Exception& error);
std::string advice(const Damaged& error);

// Opens an existing file, or ":memory:", for writing: WAL, synchronous=FULL, foreign keys.
SQLite::Database connect_writer(const std::filesystem::path& file);

// Opens an existing file for reading. Works beside a writer, after it is gone, and from a read-only file system when
// the file was closed in order.
SQLite::Database connect_reader(const std::filesystem::path& file);

// Thread-safe. Work given to read() sees one moment of the file; work given to write() is kept whole or not at all.
// Both throw StoreError, whose text begins with the file and `attempt` ("record a look of example.com").
class Connection {
  public:
    Connection(SQLite::Database database, std::filesystem::path file, bool writable)
        : database_(std::move(database)), file_(std::move(file)), writable_(writable) {}

    template <class Work>
    auto read(std::string_view attempt, Work work) {
        return run(attempt, SQLite::TransactionBehavior::DEFERRED, work);
    }
    template <class Work>
    auto write(std::string_view attempt, Work work) {
        if (!writable_) refuse(attempt);
        return run(attempt, SQLite::TransactionBehavior::IMMEDIATE, work);
    }

  private:
    template <class Work>
    auto run(std::string_view attempt, SQLite::TransactionBehavior behavior, Work& work) {
        const std::scoped_lock lock(mutex_);
        try {
            SQLite::Transaction transaction(database_, behavior);
            if constexpr (std::is_void_v<decltype(work(database_))>) {
                work(database_);
                transaction.commit();
            } else {
                auto result = work(database_);
                transaction.commit();
                return result;
            }
        } catch (const SQLite::Exception& error) {
            fail(attempt, advice(error));
        } catch (const Damaged& error) {
            fail(attempt, advice(error));
        }
    }

    [[noreturn]] void fail(std::string_view attempt, const std::string& why) const;
    [[noreturn]] void refuse(std::string_view attempt) const;

    std::mutex mutex_;
    SQLite::Database database_;
    std::filesystem::path file_;
    bool writable_;
};

}  // namespace nameward::store
