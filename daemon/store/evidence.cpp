#include "store/evidence.h"

#include <zlib.h>

#include "core/digest.h"

namespace nameward::store {
namespace {

// More than any collector takes from one answer (RDAP: 1 MiB); only damage claims more.
constexpr std::int64_t kMaxEvidenceBytes = 64 << 20;

std::string evidence_id(const Evidence& evidence) {
    return core::content_id("e-", {evidence.kind, evidence.server, evidence.question,
                                   std::to_string(evidence.at.time_since_epoch().count()), evidence.bytes});
}

std::string pack(const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    const int result = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                                 reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_DEFAULT_COMPRESSION);
    if (result != Z_OK) throw std::bad_alloc();  // the only failure with a buffer of compressBound()
    packed.resize(size);
    return packed;
}

std::string unpack(const std::string& packed, std::int64_t size) {
    if (size < 0 || size > kMaxEvidenceBytes) throw Damaged("a piece of evidence claims an impossible size");
    std::string bytes(static_cast<std::size_t>(size), '\0');
    uLongf got = bytes.size();
    const int result = uncompress(reinterpret_cast<Bytef*>(bytes.data()), &got,
                                  reinterpret_cast<const Bytef*>(packed.data()), packed.size());
    if (result != Z_OK || got != bytes.size()) throw Damaged("a piece of evidence cannot be unpacked");
    return bytes;
}

void insert(SQLite::Database& db, const std::string& id, const Evidence& evidence) {
    Query known(db, "SELECT 1 FROM evidence WHERE id = ?", id);
    if (known.next()) return;
    const std::string packed = pack(evidence.bytes);
    Query(db, "INSERT INTO evidence (id, kind, server, question, at, size, packed) VALUES (?, ?, ?, ?, ?, ?, ?)", id,
          evidence.kind, evidence.server, evidence.question, evidence.at,
          static_cast<std::int64_t>(evidence.bytes.size()), Blob{packed})
        .run();
}

}  // namespace

void keep_evidence(SQLite::Database& db, RowId span, const std::vector<EvidencePtr>& evidence) {
    int position = 0;
    for (const auto& one : evidence) {
        if (!one) continue;
        const std::string id = evidence_id(*one);
        insert(db, id, *one);
        Query(db, "INSERT INTO span_evidence (span, position, evidence) VALUES (?, ?, ?)", span, position++, id).run();
    }
}

std::vector<std::string> evidence_ids(SQLite::Database& db, std::optional<RowId> one, std::optional<RowId> other) {
    std::vector<std::string> ids;
    Query row(db,
              "SELECT evidence FROM span_evidence WHERE span IN (?, ?) GROUP BY evidence "
              "ORDER BY max(span) DESC, min(position)",
              one, other);
    while (row.next()) ids.push_back(row.text());
    return ids;
}

std::optional<StoredEvidence> load_evidence(SQLite::Database& db, const std::string& id) {
    Query row(db, "SELECT kind, server, question, at, size, packed FROM evidence WHERE id = ?", id);
    if (!row.next()) return std::nullopt;
    StoredEvidence stored{id, {row.text(), row.text(), row.text(), row.time(), ""}};
    const auto size = row.number();
    stored.evidence.bytes = unpack(row.text(), size);
    return stored;
}

}  // namespace nameward::store
