// One prepared statement with its arguments, read column after column.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "nameward/observation.h"
#include "nameward/severity.h"
#include "nameward/time.h"

namespace nameward::store {

using RowId = std::int64_t;

// What was read back is not what this program writes: the file is damaged or was changed by another hand.
struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Blob {
    std::string_view bytes;
};

using Argument = std::variant<std::string, std::int64_t>;

// A statement whose arguments stand where the ? are. The reading members take the next column of the current row, so
// that a braced list of them reads a row from left to right.
class Query {
  public:
    template <class... Arguments>
    Query(SQLite::Database& db, const std::string& sql, const Arguments&... arguments) : statement_(db, sql) {
        (bind(arguments), ...);
    }

    void bind(const std::string& value) { statement_.bind(++bound_, value); }
    void bind(std::string_view value) { statement_.bind(++bound_, std::string(value)); }
    void bind(const char* value) { statement_.bind(++bound_, value); }
    void bind(std::int64_t value) { statement_.bind(++bound_, value); }
    void bind(int value) { statement_.bind(++bound_, value); }
    void bind(Wall value) { bind(std::int64_t{value.time_since_epoch().count()}); }
    void bind(Severity value) { bind(static_cast<int>(value)); }
    void bind(Blob value) { statement_.bind(++bound_, value.bytes.data(), static_cast<int>(value.bytes.size())); }
    void bind(const Argument& value) {
        std::visit([this](const auto& held) { bind(held); }, value);
    }
    template <class T>
    void bind(const std::optional<T>& value) {
        if (value)
            bind(*value);
        else
            statement_.bind(++bound_);
    }

    // Moves to the next row; false at the end.
    bool next() {
        column_ = -1;
        return statement_.executeStep();
    }
    // Runs a statement without rows; how many rows it wrote.
    int run() { return statement_.exec(); }

    std::string text() { return statement_.getColumn(++column_).getString(); }
    std::int64_t number() { return statement_.getColumn(++column_).getInt64(); }
    int small() { return statement_.getColumn(++column_).getInt(); }
    Wall time() { return Wall(Seconds(number())); }
    std::optional<std::int64_t> maybe_number();
    std::optional<Wall> maybe_time();
    Severity severity();
    Layer layer();
    Values values();  // from a JSON array
    template <class T>
    T word(std::optional<T> (*parse)(std::string_view)) {
        const std::string found = text();
        if (const auto value = parse(found)) return *value;
        throw Damaged("it holds the word \"" + found + "\", which this program does not write");
    }

  private:
    SQLite::Statement statement_;
    int bound_ = 0;
    int column_ = -1;
};

}  // namespace nameward::store
