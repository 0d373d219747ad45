#include "formats/loose_date.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <string>
#include <vector>

#include "nameward/text.h"

namespace nameward::formats {
namespace {

constexpr std::size_t kLongest = 96;  // bytes: "Sunday, the 21st of September 2021 at 10:11:12 (GMT+08:00)" is shorter

struct Piece {
    enum class Kind { number, month } kind;
    int value;
    std::size_t digits;
};

struct Clock {
    int hours = 0, minutes = 0, seconds = 0;
    int offset = 0;  // minutes east of UTC
};

constexpr std::array<std::pair<std::string_view, int>, 27> kMonths{
    {{"jan", 1},  {"feb", 2},  {"mar", 3},  {"apr", 4}, {"may", 5},  {"jun", 6}, {"jul", 7},  {"aug", 8}, {"sep", 9},
     {"oct", 10}, {"nov", 11}, {"dec", 12}, {"ene", 1}, {"abr", 4},  {"ago", 8}, {"dic", 12}, {"fev", 2}, {"mai", 5},
     {"set", 9},  {"out", 10}, {"dez", 12}, {"mrt", 3}, {"okt", 10}, {"gen", 1}, {"mag", 5},  {"giu", 6}, {"lug", 7}}};

// Minutes east of UTC.
constexpr std::array<std::pair<std::string_view, int>, 13> kZones{{{"jst", 540},
                                                                   {"kst", 540},
                                                                   {"cest", 120},
                                                                   {"cet", 60},
                                                                   {"eest", 180},
                                                                   {"eet", 120},
                                                                   {"msk", 180},
                                                                   {"brt", -180},
                                                                   {"clt", -240},
                                                                   {"clst", -180},
                                                                   {"hkt", 480},
                                                                   {"bst", 60},
                                                                   {"nzst", 720}}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

std::size_t digits_at(std::string_view text, std::size_t at) {
    auto end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    return end - at;
}

int number_at(std::string_view text, std::size_t at, std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = 10 * value + (text[at + i] - '0');
    return value;
}

int month_of(std::string_view word) {
    for (const auto& [name, number] : kMonths)
        if (word.starts_with(name)) return number;
    return 0;
}

// "+02:00", "+0200", "+8" at `at`, in minutes; the bytes it takes in `taken`.
std::optional<int> offset_at(std::string_view text, std::size_t at, std::size_t& taken) {
    if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
    const int sign = text[at] == '+' ? 1 : -1;
    const auto digits = digits_at(text, at + 1);
    if (digits == 4) {
        taken = 5;
        return sign * (number_at(text, at + 1, 2) * 60 + number_at(text, at + 3, 2));
    }
    if (digits == 0 || digits > 2) return std::nullopt;
    taken = 1 + digits;
    int minutes = number_at(text, at + 1, digits) * 60;
    const auto colon = at + taken;
    if (colon < text.size() && text[colon] == ':' && digits_at(text, colon + 1) == 2) {
        minutes += number_at(text, colon + 1, 2);
        taken += 3;
    }
    return sign * minutes;
}

bool is_time_at(std::string_view text, std::size_t at, std::size_t digits) {
    return (digits == 1 || digits == 2) && at + digits < text.size() && text[at + digits] == ':' &&
           digits_at(text, at + digits + 1) == 2;
}

// Reads "11:11:41.123+02:00" at `at` and returns its end.
std::size_t take_time(std::string_view text, std::size_t at, std::size_t digits, Clock& clock) {
    clock.hours = number_at(text, at, digits);
    at += digits + 1;
    clock.minutes = number_at(text, at, 2);
    at += 2;
    if (at < text.size() && text[at] == ':' && digits_at(text, at + 1) == 2) {
        clock.seconds = number_at(text, at + 1, 2);
        at += 3;
    }
    if (at < text.size() && text[at] == '.') at += 1 + digits_at(text, at + 1);
    while (at < text.size() && text[at] == ' ') ++at;
    std::size_t taken = 0;
    if (const auto offset = offset_at(text, at, taken)) {
        clock.offset = *offset;
        at += taken;
    }
    return at;
}

void take_word(std::string_view word, std::string_view text, std::size_t& end, std::vector<Piece>& pieces,
               Clock& clock) {
    if (word == "pm" && clock.hours < 12) clock.hours += 12;
    if (word == "am" && clock.hours == 12) clock.hours = 0;
    for (const auto& [name, minutes] : kZones)
        if (word == name) clock.offset = minutes;
    std::size_t taken = 0;
    if (word == "gmt" || word == "utc")
        if (const auto offset = offset_at(text, end, taken)) {
            clock.offset = *offset;
            end += taken;
        }
    if (const int month = word.size() >= 3 ? month_of(word) : 0) pieces.push_back({Piece::Kind::month, month, 0});
}

// Numbers and months in their order, the time of day taken out.
std::vector<Piece> pieces_of(std::string_view text, Clock& clock) {
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < text.size() && pieces.size() < 8;) {
        if (const auto digits = digits_at(text, at); digits > 0) {
            if (is_time_at(text, at, digits)) {
                at = take_time(text, at, digits, clock);
                continue;
            }
            if (digits == 14) {  // 20140903121852
                clock.hours = number_at(text, at + 8, 2);
                clock.minutes = number_at(text, at + 10, 2);
                clock.seconds = number_at(text, at + 12, 2);
                pieces.push_back({Piece::Kind::number, number_at(text, at, 8), 8});
            } else if (digits <= 8) {
                pieces.push_back({Piece::Kind::number, number_at(text, at, digits), digits});
            }
            at += digits;
        } else if (is_letter(text[at])) {
            auto end = at;
            while (end < text.size() && is_letter(text[end])) ++end;
            const auto word = text.substr(at, end - at);
            take_word(word, text, end, pieces, clock);
            at = end;
        } else {
            ++at;
        }
    }
    return pieces;
}

std::optional<Wall> moment(int year, int month, int day, const Clock& clock) {
    using namespace std::chrono;
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const auto date = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) /
                      std::chrono::day(static_cast<unsigned>(day));
    if (!date.ok() || clock.hours > 24 || clock.minutes > 59 || clock.seconds > 60) return std::nullopt;
    return sys_days(date) + hours(clock.hours) + minutes(clock.minutes - clock.offset) + seconds(clock.seconds);
}

int full_year(const Piece& piece) {
    if (piece.digits > 2) return piece.value;
    return piece.value < 70 ? 2000 + piece.value : 1900 + piece.value;
}

std::optional<Wall> from_pieces(const std::vector<Piece>& pieces, const Clock& clock) {
    const auto is_number = [&](std::size_t i) { return i < pieces.size() && pieces[i].kind == Piece::Kind::number; };
    const auto is_month = [&](std::size_t i) { return i < pieces.size() && pieces[i].kind == Piece::Kind::month; };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto& first = pieces[i];
        if (is_number(i) && first.digits == 8)
            return moment(first.value / 10000, first.value / 100 % 100, first.value % 100, clock);
        if (i + 2 >= pieces.size()) break;
        const auto &second = pieces[i + 1], &third = pieces[i + 2];
        if (is_number(i) && first.digits == 4 && is_number(i + 2) && third.digits <= 2)  // year, month, day
            return moment(first.value, second.value, third.value, clock);
        if (is_number(i) && first.digits <= 2 && is_number(i + 2) && (is_month(i + 1) || third.digits == 4)) {
            const bool american = is_number(i + 1) && second.value > 12;  // month, day, year
            return american ? moment(full_year(third), first.value, second.value, clock)
                            : moment(full_year(third), second.value, first.value, clock);
        }
        if (is_month(i) && is_number(i + 1) && is_number(i + 2) && second.digits <= 2 && third.digits == 4)
            return moment(third.value, first.value, second.value, clock);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Wall> read_date(std::string_view text) {
    const auto lowered = lower(trimmed(text).substr(0, kLongest));
    Clock clock;
    const auto pieces = pieces_of(lowered, clock);
    return from_pieces(pieces, clock);
}

}  // namespace nameward::formats
