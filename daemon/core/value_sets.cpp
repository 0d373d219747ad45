#include "core/value_sets.h"

#include <algorithm>
#include <iterator>

namespace nameward::core {

Values without(const Values& values, const Values& others) {
    Values rest;
    std::set_difference(values.begin(), values.end(), others.begin(), others.end(), std::back_inserter(rest));
    return rest;
}

Values united(Values values, const Values& others) {
    values.insert(values.end(), others.begin(), others.end());
    return make_values(std::move(values));
}

}  // namespace nameward::core
