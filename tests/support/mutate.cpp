#include "mutate.h"

namespace nameward::test {
namespace {

std::size_t below(std::size_t limit, std::mt19937& random) {
    return limit == 0 ? 0 : random() % limit;
}

// Values that lengths, counts and pointers go wrong with, more often than any byte.
char nasty_byte(std::mt19937& random) {
    static constexpr unsigned char nasty[] = {0, 1, 12, 63, 64, 127, 128, 191, 192, 255};
    return static_cast<char>(random() % 2 ? nasty[random() % sizeof nasty] : random() % 256);
}

void injure(std::string& bytes, std::mt19937& random) {
    const auto at = below(bytes.size(), random);
    const auto some = 1 + below(8, random);
    switch (random() % 6) {
        case 0:
            bytes.erase(at, some);
            break;
        case 1:
            bytes.insert(at, some, nasty_byte(random));
            break;
        case 2:
            bytes.insert(at, bytes.substr(at, some));
            break;
        case 3:
            if (random() % 4 == 0) bytes.resize(at);
            break;
        default:
            if (!bytes.empty()) bytes[at] = nasty_byte(random);
    }
}

}  // namespace

std::string mutated(std::string bytes, std::mt19937& random) {
    for (auto injuries = 1 + below(8, random); injuries > 0; --injuries) injure(bytes, random);
    return bytes;
}

}  // namespace nameward::test
