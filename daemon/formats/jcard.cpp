#include "formats/jcard.h"

#include <algorithm>

#include "formats/json_access.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

// [name, parameters, type, value, value...]; some leave the type out, some write [] for no parameters.
struct Property {
    std::string name;
    const Json* parameters = nullptr;
    std::vector<const Json*> values;
};

std::optional<Property> property_of(const Json& item) {
    if (!item.is_array() || item.size() < 3 || !item[0].is_string()) return std::nullopt;
    Property property;
    property.name = lower(item[0].get<std::string>());
    property.parameters = &item[1];
    for (std::size_t i = item.size() == 3 ? 2 : 3; i < item.size(); ++i) property.values.push_back(&item[i]);
    return property;
}

// Also of what is an array where a text belongs: ["Example", "Unit"].
std::string whole_text(const Json& value) {
    std::string text;
    for (const auto* item : items_of(&value)) {
        const auto part = item->is_array() ? whole_text(*item) : text_of(item);
        if (part.empty()) continue;
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

bool has_type(const Property& property, std::string_view type) {
    const auto* types = member(*property.parameters, "type");
    const auto items = items_of(types);
    return std::any_of(items.begin(), items.end(), [&](const Json* item) { return lower(text_of(item)) == type; });
}

void add(Card& card, const char* field, std::string_view value) {
    add_value(card[field], value);
}

// "tel:+1.7035555555;ext=102" -> "+1.7035555555".
std::string phone_of(std::string text) {
    if (lower(text).starts_with("tel:")) text.erase(0, 4);
    return text.substr(0, text.find(';'));
}

// One number in pieces, each a property of its own: "+7", "495", "5801111".
bool continues(const std::vector<std::string>& phones, const std::string& piece) {
    if (phones.size() != 1 || phones.front().size() > 11 || !phones.front().starts_with('+') || piece.size() > 8)
        return false;
    const auto digits = [](std::string_view text) { return text.find_first_not_of("0123456789") == text.npos; };
    return digits(std::string_view(phones.front()).substr(1)) && digits(piece);
}

void add_phone(Card& card, const Property& property) {
    if (has_type(property, "fax")) return;
    for (const auto* value : property.values) {
        const auto phone = tidy(phone_of(text_of(value)));
        if (phone.empty()) continue;
        if (continues(card["phone"], phone))
            card["phone"].front() += phone;
        else
            add(card, "phone", phone);
    }
}

// Post office box, extension, street, city, region, postal code, country (RFC 6350 6.3.1).
void add_address(Card& card, const Property& property) {
    constexpr const char* kFields[] = {"street", "street", "street", "city", "region", "postal_code"};
    const auto* parts = property.values.front();
    bool any = false;  // a part that says something
    std::string street;
    for (std::size_t i = 0; parts->is_array() && i < parts->size() && i < std::size(kFields); ++i) {
        const auto text = tidy(whole_text((*parts)[i]));
        if (text.empty()) continue;
        any = true;
        if (i < 3)
            street += (street.empty() ? "" : ", ") + text;
        else
            add(card, kFields[i], text);
    }
    add(card, "street", street);
    const auto code = text_of(member(*property.parameters, "cc"));
    if (!code.empty())
        add(card, "country", upper(code));
    else if (parts->is_array() && parts->size() > 6)
        add(card, "country", whole_text((*parts)[6]));
    if (!any) add(card, "street", text_of(member(*property.parameters, "label")));
    if (!any && parts->is_string()) add(card, "street", parts->get<std::string>());
}

void add_property(Card& card, const Property& property) {
    if (property.name == "fn") add(card, "name", whole_text(*property.values.front()));
    if (property.name == "org") add(card, "organization", whole_text(*property.values.front()));
    if (property.name == "email" || property.name == "contact-uri")
        for (const auto* value : property.values) add(card, "email", whole_text(*value));
    if (property.name == "tel") add_phone(card, property);
    if (property.name == "adr") add_address(card, property);
}

}  // namespace

Card read_jcard(const Json& vcard_array) {
    Card card;
    if (!vcard_array.is_array()) return card;
    // ["vcard", [property...]]; some leave the inner brackets out.
    const bool nested =
        vcard_array.size() > 1 && vcard_array[1].is_array() && !vcard_array[1].empty() && vcard_array[1][0].is_array();
    for (const auto& item : nested ? vcard_array[1] : vcard_array)
        if (const auto property = property_of(item)) add_property(card, *property);
    std::erase_if(card, [](const auto& field) { return field.second.empty(); });
    return card;
}

}  // namespace nameward::formats
