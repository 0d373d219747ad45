#include "store/note.h"

#include "store/impl.h"

namespace nameward {
namespace store {

void write_note(SQLite::Database& db, const std::string& key, const std::string& value) {
    Query(db, "INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key,
          value)
        .run();
}

}  // namespace store

std::optional<std::string> Store::note(const std::string& key) {
    return impl_->connection.read("read the note " + key, [&](auto& db) {
        store::Query row(db, "SELECT value FROM note WHERE key = ?", key);
        return row.next() ? std::optional(row.text()) : std::nullopt;
    });
}

void Store::set_note(const std::string& key, const std::string& value) {
    impl_->connection.write("write the note " + key, [&](auto& db) { store::write_note(db, key, value); });
}

}  // namespace nameward
