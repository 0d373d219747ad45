// What the doors outward remember.
#include "store/impl.h"

namespace nameward {
namespace {

using store::Query;

void write_host(SQLite::Database& db, const HostStanding& host) {
    Query(db,
          "INSERT OR REPLACE INTO host (name, last_asked, pauses, paused_until, pause_reason, failures, probe_at, "
          "trouble) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          host.name, host.last_asked, host.pauses, host.paused_until, host.pause_reason, host.failures, host.probe_at,
          host.trouble)
        .run();
}

}  // namespace

std::vector<HostStanding> Store::hosts() {
    return impl_->connection.read("read how hosts want to be treated", [](auto& db) {
        std::vector<HostStanding> all;
        Query row(db,
                  "SELECT name, last_asked, pauses, paused_until, pause_reason, failures, probe_at, trouble FROM host "
                  "ORDER BY name");
        while (row.next())
            all.push_back({row.text(), row.maybe_time(), row.small(), row.maybe_time(), row.text(), row.small(),
                           row.maybe_time(), row.text()});
        return all;
    });
}

void Store::save_host(const HostStanding& host) {
    impl_->connection.write("write how " + host.name + " wants to be treated", [&](auto& db) { write_host(db, host); });
}

void Store::save_hosts(std::span<const HostStanding> hosts) {
    impl_->connection.write("save how hosts want to be treated", [&](auto& db) {
        Query(db, "DELETE FROM host").run();
        for (const auto& host : hosts) write_host(db, host);
    });
}

std::optional<KeptDocument> Store::document(const std::string& url) {
    return impl_->connection.read("read the kept document " + url, [&](auto& db) -> std::optional<KeptDocument> {
        Query row(db, "SELECT url, tried, trouble, fetched, etag, last_modified, body FROM document WHERE url = ?",
                  url);
        if (!row.next()) return std::nullopt;
        return KeptDocument{row.text(), row.maybe_time(), row.text(), row.maybe_time(),
                            row.text(), row.text(),       row.text()};
    });
}

void Store::save_document(const KeptDocument& document) {
    impl_->connection.write("keep the document " + document.url, [&](auto& db) {
        Query(db,
              "INSERT OR REPLACE INTO document (url, tried, trouble, fetched, etag, last_modified, body) "
              "VALUES (?, ?, ?, ?, ?, ?, ?)",
              document.url, document.tried, document.trouble, document.fetched, document.etag, document.last_modified,
              store::Blob{document.body})
            .run();
    });
}

}  // namespace nameward
