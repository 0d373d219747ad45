#include "nameward/time.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <optional>

#include "nameward/text.h"

namespace nameward {
namespace {

using std::chrono::days;

// Far above every interval that makes sense, far below what overflows date arithmetic.
constexpr std::int64_t kLongest = 100LL * 366 * 24 * 3600;

struct Unit {
    char letter;
    std::int64_t seconds;
};
constexpr std::array<Unit, 5> kUnits{{{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

// Reads fixed-width fields from the front of a text; `ok` turns false at the first one that does not fit.
class Fields {
  public:
    explicit Fields(std::string_view text) : rest_(text) {}

    int number(std::size_t digits) {
        if (rest_.size() < digits) return fail();
        int value = 0;
        for (char c : rest_.substr(0, digits)) {
            if (c < '0' || c > '9') return fail();
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(digits);
        return value;
    }

    char one_of(std::string_view letters) {
        if (rest_.empty() || letters.find(rest_.front()) == std::string_view::npos) return fail(), '\0';
        const char found = rest_.front();
        rest_.remove_prefix(1);
        return found;
    }

    void skip_fraction() {
        if (rest_.empty() || rest_.front() != '.') return;
        const auto end = std::min(rest_.find_first_not_of("0123456789", 1), rest_.size());
        if (end == 1) fail();
        rest_.remove_prefix(end);
    }

    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }

  private:
    int fail() {
        ok_ = false;
        return 0;
    }

    std::string_view rest_;
    bool ok_ = true;
};

std::optional<Wall> read_date(Fields& fields) {
    const int year = fields.number(4);
    fields.one_of("-");
    const int month = fields.number(2);
    fields.one_of("-");
    const int day = fields.number(2);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!fields.ok() || !date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

// Second 60 is a leap second (RFC 3339 5.6); it becomes the second after it.
std::optional<Seconds> read_time_of_day(Fields& fields) {
    const int hour = fields.number(2);
    fields.one_of(":");
    const int minute = fields.number(2);
    fields.one_of(":");
    const int second = fields.number(2);
    fields.skip_fraction();
    if (!fields.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return std::chrono::hours(hour) + std::chrono::minutes(minute) + Seconds(second);
}

std::optional<Seconds> read_offset(Fields& fields) {
    const char sign = fields.one_of("Zz+-");
    if (!fields.ok()) return std::nullopt;
    if (sign == 'Z' || sign == 'z') return Seconds(0);
    const int hour = fields.number(2);
    fields.one_of(":");
    const int minute = fields.number(2);
    if (!fields.ok() || hour > 23 || minute > 59) return std::nullopt;
    const Seconds offset = std::chrono::hours(hour) + std::chrono::minutes(minute);
    return sign == '-' ? -offset : offset;
}

std::optional<Wall> read_date_time(std::string_view text) {
    Fields fields(text);
    const auto date = read_date(fields);
    if (!date) return std::nullopt;
    if (fields.at_end()) return date;
    fields.one_of("Tt ");
    const auto time = read_time_of_day(fields);
    if (!time) return std::nullopt;
    const auto offset = read_offset(fields);
    if (!offset || !fields.at_end()) return std::nullopt;
    return *date + *time - *offset;
}

std::optional<std::int64_t> unit_seconds(char letter) {
    for (const Unit& unit : kUnits)
        if (unit.letter == letter) return unit.seconds;
    return std::nullopt;
}

std::optional<Seconds> read_duration(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const auto unit = unit_seconds(text.back());
    if (!unit) return std::nullopt;
    std::int64_t count = 0;
    for (char c : text.substr(0, text.size() - 1)) {
        if (c < '0' || c > '9') return std::nullopt;
        count = count * 10 + (c - '0');
        if (count > kLongest / *unit) return std::nullopt;
    }
    return Seconds(count * *unit);
}

}  // namespace

std::string format_time(Wall moment) {
    const auto day = std::chrono::floor<days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

Result<Wall> parse_time(std::string_view text) {
    if (const auto moment = read_date_time(text)) return *moment;
    return Error{ErrorKind::malformed, quoted(text, 40) + " is not a time: write 2026-11-23T07:00:00Z or 2026-11-23"};
}

Result<Wall> parse_moment(std::string_view text, Wall now) {
    if (const auto age = read_duration(text)) return now - *age;
    if (const auto moment = read_date_time(text)) return *moment;
    return Error{ErrorKind::malformed, quoted(text, 40) +
                                           " is not a moment: write 2026-11-23T07:00:00Z, 2026-11-23, or an age such "
                                           "as 2h or 30d"};
}

Result<Seconds> parse_duration(std::string_view text) {
    if (const auto duration = read_duration(text)) return *duration;
    return Error{ErrorKind::malformed, quoted(text, 40) +
                                           " is not a duration: write one number and one unit of s, m, h, d, w, such "
                                           "as 30s, 5m or 730d, at most 100 years"};
}

std::string format_duration(Seconds duration) {
    const auto count = duration.count();
    if (count == 0) return "0s";
    for (const Unit& unit : kUnits)
        if (count % unit.seconds == 0) return std::to_string(count / unit.seconds) + unit.letter;
    return std::to_string(count) + "s";
}

}  // namespace nameward
