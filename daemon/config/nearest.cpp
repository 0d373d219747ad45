#include "config/nearest.h"

#include <algorithm>

namespace nameward::config {
namespace {

constexpr std::size_t kLongest = 64;  // no key is near to being so long; keeps the table small

char fold(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// "warn" for "warning", "domain_name" for "domain": one is the beginning of the other, of three letters or more.
bool is_stem(std::string_view word, std::string_view candidate) {
    const auto length = std::min(word.size(), candidate.size());
    return length >= 3 && std::equal(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(length),
                                     candidate.begin(), [](char a, char b) { return fold(a) == fold(b); });
}

}  // namespace

int edit_distance(std::string_view one, std::string_view other) {
    std::vector<std::vector<int>> cost(one.size() + 1, std::vector<int>(other.size() + 1));
    for (std::size_t i = 0; i <= one.size(); ++i) cost[i][0] = static_cast<int>(i);
    for (std::size_t j = 0; j <= other.size(); ++j) cost[0][j] = static_cast<int>(j);
    const auto same = [&](std::size_t i, std::size_t j) { return fold(one[i - 1]) == fold(other[j - 1]); };
    for (std::size_t i = 1; i <= one.size(); ++i)
        for (std::size_t j = 1; j <= other.size(); ++j) {
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same(i, j) ? 0 : 1)});
            if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j))
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[one.size()][other.size()];
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string_view>& known) {
    if (word.size() > kLongest) return std::nullopt;
    std::optional<std::string> best;
    int best_distance = std::max(1, static_cast<int>(word.size()) / 3) + 1;
    for (const auto candidate : known) {
        const int distance = edit_distance(word, candidate);
        if (distance < best_distance) best = candidate, best_distance = distance;
    }
    if (best) return best;
    const auto stem =
        std::find_if(known.begin(), known.end(), [&](auto candidate) { return is_stem(word, candidate); });
    return stem == known.end() ? std::nullopt : std::optional(std::string(*stem));
}

}  // namespace nameward::config
