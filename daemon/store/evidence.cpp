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

// `table` has the columns `owner`, position and evidence.
void keep(SQLite::Database& db, const std::string& table, const std::string& owner, RowId id,
          const std::vector<EvidencePtr>& evidence) {
    Query next(db, "SELECT coalesce(max(position) + 1, 0) FROM " + table + " WHERE " + owner + " = ?", id);
    next.next();
    auto position = next.number();
    for (const auto& one : evidence) {
        if (!one) continue;
        const std::string evidence_of = evidence_id(*one);
        insert(db, evidence_of, *one);
        Query(db, "INSERT INTO " + table + " (" + owner + ", position, evidence) VALUES (?, ?, ?)", id, position++,
              evidence_of)
            .run();
    }
}

}  // namespace

void keep_evidence_of_span(SQLite::Database& db, RowId span, const std::vector<EvidencePtr>& evidence) {
    keep(db, "span_evidence", "span", span, evidence);
}

void keep_evidence_of_change(SQLite::Database& db, RowId change, const std::vector<EvidencePtr>& evidence) {
    keep(db, "change_evidence", "change", change, evidence);
}

std::vector<EvidenceRef> evidence_behind(SQLite::Database& db, RowId change, std::optional<RowId> before,
                                         std::optional<RowId> after) {
    using Look = StoredEvidence::Look;
    std::vector<EvidenceRef> refs;
    Query row(db,
              "SELECT evidence, max(look) FROM ("
              "SELECT evidence, 2 AS look, position FROM change_evidence WHERE change = ?1 UNION ALL "
              "SELECT evidence, span IS ?3, position FROM span_evidence WHERE span IN (?2, ?3)) "
              "GROUP BY evidence ORDER BY max(look) DESC, min(position)",
              change, before, after);
    while (row.next()) {
        auto id = row.text();
        const auto look = row.small();
        refs.push_back({std::move(id), look == 2 ? Look::second : look == 1 ? Look::first : Look::before});
    }
    return refs;
}

std::vector<EvidenceRef> evidence_behind(SQLite::Database& db, const std::string& change) {
    Query row(db, "SELECT sequence, before_span, after_span FROM change WHERE id = ?", change);
    if (!row.next()) return {};
    const auto sequence = row.number();
    const auto before = row.maybe_number();
    return evidence_behind(db, sequence, before, row.maybe_number());
}

std::optional<StoredEvidence> load_evidence(SQLite::Database& db, const EvidenceRef& ref) {
    Query row(db, "SELECT kind, server, question, at, size, packed FROM evidence WHERE id = ?", ref.id);
    if (!row.next()) return std::nullopt;
    StoredEvidence stored{ref.id, {row.text(), row.text(), row.text(), row.time(), ""}, ref.look};
    const auto size = row.number();
    stored.evidence.bytes = unpack(row.text(), size);
    return stored;
}

}  // namespace nameward::store
