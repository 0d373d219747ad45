#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nameward::config {

// Letters to insert, remove, replace or swap with their neighbour to turn one word into the other, letter case aside.
int edit_distance(std::string_view one, std::string_view other);

// The word that a slip of the keyboard, or a word cut short, could have meant; nullopt where none is near.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace nameward::config
