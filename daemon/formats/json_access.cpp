#include "formats/json_access.h"

namespace nameward::formats {

const Json* member(const Json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::string text_of(const Json* value) {
    if (!value) return {};
    if (value->is_string()) return value->get<std::string>();
    return value->is_number() ? value->dump() : std::string();
}

std::vector<const Json*> items_of(const Json* value) {
    std::vector<const Json*> items;
    if (!value || value->is_null()) return items;
    if (!value->is_array()) return {value};
    for (const auto& item : *value) items.push_back(&item);
    return items;
}

}  // namespace nameward::formats
