#include "collectors/known.h"

namespace nameward::collectors {

const Seen* known(const Watched& watched, const Fact& fact) {
    const auto found = watched.known.find(fact);
    return found != watched.known.end() && found->second.known() ? &found->second : nullptr;
}

Values known_values(const Watched& watched, const Fact& fact) {
    const auto* seen = known(watched, fact);
    return seen ? seen->values : Values{};
}

}  // namespace nameward::collectors
