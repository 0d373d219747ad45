#include "collectors/property_spec.h"

namespace nameward::collectors {

PropertySpec property_spec(std::string name, std::string source, std::string title, Layer layer, Weights weights,
                           std::vector<std::string> attack) {
    PropertySpec spec;
    spec.name = std::move(name);
    spec.source = std::move(source);
    spec.title = std::move(title);
    spec.on_add = weights.add;
    spec.on_change = weights.change;
    spec.on_replace = weights.replace;
    spec.on_vanish = weights.vanish;
    spec.layer = layer;
    spec.attack = std::move(attack);
    return spec;
}

PropertySpec weighed(PropertySpec spec, Weigh weigh, Alike alike) {
    if (weigh) spec.weigh = weigh;
    if (alike) spec.alike = alike;
    return spec;
}

}  // namespace nameward::collectors
