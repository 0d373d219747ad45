#include "collectors/conditions.h"

namespace nameward::collectors {

Condition condition_of(const Domain& domain, const char* type, Layer layer) {
    Condition condition;
    condition.type = type;
    condition.subject = domain.name();
    condition.layer = layer;
    return condition;
}

Condition moot_condition(const Domain& domain, const char* type, Layer layer, const std::string& why) {
    auto condition = condition_of(domain, type, layer);
    condition.state = Condition::State::moot;
    condition.summary = why;
    return condition;
}

}  // namespace nameward::collectors
