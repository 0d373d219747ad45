#include "nameward/review.h"

namespace nameward {

std::string_view state_word(const SightRow& row) {
    if (!row.interval || !row.sight.applicable) return "off";
    if (row.sight.blind_since) return "blind";
    return row.sight.last_ok ? "fresh" : "never";
}

}  // namespace nameward
