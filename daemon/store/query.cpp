#include "store/query.h"

#include <SQLiteCpp/Column.h>

#include "formats/rows.h"

namespace nameward::store {

std::optional<std::int64_t> Query::maybe_number() {
    const auto column = statement_.getColumn(++column_);
    if (column.isNull()) return std::nullopt;
    return column.getInt64();
}

std::optional<Wall> Query::maybe_time() {
    const auto seconds = maybe_number();
    if (!seconds) return std::nullopt;
    return Wall(Seconds(*seconds));
}

Severity Query::severity() {
    const auto value = number();
    if (value < 0 || value > static_cast<int>(Severity::critical))
        throw Damaged("it holds the severity " + std::to_string(value) + ", which does not exist");
    return static_cast<Severity>(value);
}

Layer Query::layer() {
    return word<Layer>(layer_from);
}

Values Query::values() {
    auto values = formats::values_from_json(text());
    if (!values) throw Damaged(values.error().what);
    return *std::move(values);
}

}  // namespace nameward::store
