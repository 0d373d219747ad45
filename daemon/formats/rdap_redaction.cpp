#include "formats/rdap_redaction.h"

#include <algorithm>
#include <array>

#include "formats/json_access.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

// The order matters: "Registrant Phone Ext" is no phone, "State/Province" no "Street".
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kFields{{{" ext", ""},
                                                                                 {"fax", ""},
                                                                                 {" id", ""},
                                                                                 {"organi", "organization"},
                                                                                 {"email", "email"},
                                                                                 {"e-mail", "email"},
                                                                                 {"phone", "phone"},
                                                                                 {"street", "street"},
                                                                                 {"city", "city"},
                                                                                 {"postal", "postal_code"},
                                                                                 {"country", "country"},
                                                                                 {"name", "name"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kRoles{
    {{"registrant", "registrant"}, {"admin", "administrative"}, {"tech", "technical"}, {"billing", "billing"}}};

// "Registrant Email" -> "registrant.email"; empty where the name is of something else.
std::string field_of(const std::string& name) {
    const auto text = lower(name);
    for (const auto& [word, role] : kRoles) {
        if (!text.starts_with(word)) continue;
        for (const auto& [part, field] : kFields)
            if (text.find(part) != text.npos) return field.empty() ? "" : std::string(role) + '.' + std::string(field);
    }
    return {};
}

}  // namespace

void read_redacted(const Json& object, Registration& into) {
    for (const auto* entry : items_of(member(object, "redacted"))) {
        const auto* name = member(*entry, "name");
        if (!name) continue;
        auto text = text_of(member(*name, "description"));
        if (text.empty()) text = text_of(member(*name, "type"));
        if (auto field = field_of(text.empty() ? text_of(name) : text); !field.empty())
            into.withheld.insert(std::move(field));
    }
}

bool says_withheld(const Json& entity) {
    const auto remarks = items_of(member(entity, "remarks"));
    return std::any_of(remarks.begin(), remarks.end(), [](const Json* remark) {
        const auto title = lower(text_of(member(*remark, "title"))), type = lower(text_of(member(*remark, "type")));
        return title.find("redacted") != title.npos || type.find("authorization") != type.npos;
    });
}

}  // namespace nameward::formats
