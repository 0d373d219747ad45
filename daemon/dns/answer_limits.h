// How much one answer may weigh: what a name server sends decides over none of our memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nameward::dns {

struct AnswerLimits {
    std::size_t bytes;     // of the packet
    std::size_t expanded;  // of memory, once compressed names and texts are written out
};

// By the type that was asked for. Pure.
AnswerLimits limits_of(std::uint16_t type);

// Whether an answer to a question for `asked` needs records of `type`, and their texts: `asked` itself, and who serves
// what where. The others would only cost memory.
bool is_needed(std::uint16_t type, std::uint16_t asked);

}  // namespace nameward::dns
