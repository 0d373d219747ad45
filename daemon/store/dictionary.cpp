#include "store/dictionary.h"

#include "core/digest.h"
#include "formats/rows.h"

namespace nameward::store {

RowId domain_id(SQLite::Database& db, const std::string& name) {
    Query known(db, "SELECT id FROM domain WHERE name = ?", name);
    if (known.next()) return known.number();
    Query added(db, "INSERT INTO domain (name) VALUES (?) RETURNING id", name);
    added.next();
    return added.number();
}

RowId content_id(SQLite::Database& db, const Values& values) {
    const std::string body = formats::values_to_json(values);
    const std::string hash = core::sha256(body);
    Query known(db, "SELECT id FROM content WHERE hash = ?", Blob{hash});
    if (known.next()) return known.number();
    Query added(db, "INSERT INTO content (hash, body) VALUES (?, ?) RETURNING id", Blob{hash}, body);
    added.next();
    return added.number();
}

std::string content_hash(const Values& values) {
    return core::sha256(formats::values_to_json(values));
}

std::string json_list(const std::vector<std::string>& texts) {
    return formats::values_to_json(texts);
}

}  // namespace nameward::store
