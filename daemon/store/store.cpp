// Opening the store, and the small things in it that are about the monitor itself.
#include "store/store.h"

#include "store/files.h"
#include "store/impl.h"
#include "store/schema.h"

namespace nameward {
namespace {

using store::Query;

store::Steps steps() {
    return embedded::migrations();
}

Error cannot_open(const std::filesystem::path& file, const std::string& why) {
    return {ErrorKind::config, "store " + file.string() + ": could not open it: " + why};
}

bool is_older(SQLite::Database& db) {
    return store::version_of(db) < static_cast<int>(steps().size());
}

// Looks at an existing file without touching it, and keeps a copy where it will be migrated.
Status prepare_existing(const std::filesystem::path& file) {
    auto db = store::connect_reader(file);
    if (auto ours = store::examine(db, file, steps()); !ours) return ours;
    if (auto whole = store::check_whole(db, file); !whole) return whole;
    if (is_older(db)) store::copy_beside(db, file);
    return Nothing{};
}

Status prepare(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) store::create_private(file);
    return store::is_empty_or_missing(file) ? Status(Nothing{}) : prepare_existing(file);
}

SQLite::Database connect_and_migrate(const std::filesystem::path& file) {
    auto db = store::connect_writer(file);
    store::migrate(db, steps());
    return db;
}

Result<SQLite::Database> reader_of(const std::filesystem::path& file) {
    if (store::is_empty_or_missing(file)) return cannot_open(file, "there is none yet; the daemon or a sweep makes it");
    auto db = store::connect_reader(file);
    if (auto ours = store::examine(db, file, steps()); !ours) return ours.error();
    if (is_older(db))
        return cannot_open(file, "it is of an older version; start the daemon once to bring it up to date");
    return db;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, Mode mode) try {
    const auto hold = [&](std::optional<store::WriterLock> lock, SQLite::Database db, bool writable) {
        auto impl = std::unique_ptr<Impl>(new Impl{std::move(lock), {std::move(db), file, writable}});
        return std::unique_ptr<Store>(new Store(std::move(impl)));
    };
    if (file == ":memory:") return hold(std::nullopt, connect_and_migrate(file), true);
    if (const auto why = store::why_not_a_file(file); !why.empty())
        return cannot_open(file, why + "; it was not touched, name a file in store.path");
    if (mode == Mode::read) {
        auto db = reader_of(file);
        if (!db) return db.error();
        return hold(std::nullopt, *std::move(db), false);
    }
    store::create_folder_of(file);
    auto lock = store::WriterLock::take(file);
    if (!lock) return lock.error();
    if (auto ready = prepare(file); !ready) return ready.error();
    return hold(*std::move(lock), connect_and_migrate(file), true);
} catch (const SQLite::Exception& error) {
    return cannot_open(file, store::advice(error));
} catch (const std::filesystem::filesystem_error& error) {
    return cannot_open(file, std::string(error.what()) + "; check that this user may write there");
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

std::vector<BreakerState> Store::breakers() {
    return impl_->connection.read("read the circuit breakers", [](auto& db) {
        std::vector<BreakerState> all;
        Query row(db, "SELECT server, failures, probe_at FROM breaker ORDER BY server");
        while (row.next()) all.push_back({row.text(), row.small(), row.time()});
        return all;
    });
}

void Store::save_breakers(std::span<const BreakerState> breakers) {
    impl_->connection.write("save the circuit breakers", [&](auto& db) {
        Query(db, "DELETE FROM breaker").run();
        for (const auto& breaker : breakers)
            Query(db, "INSERT OR REPLACE INTO breaker (server, failures, probe_at) VALUES (?, ?, ?)", breaker.server,
                  breaker.failures, breaker.probe_at)
                .run();
    });
}

}  // namespace nameward
