// What the labels and headings of WHOIS answers stand for: config/registration/whois-labels.txt. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nameward::formats {

struct ContactField {
    std::string role, field;
};

// All take folded labels. Empty or nothing where the label is not listed.
std::string global_field(const std::string& label);                   // "created"
std::optional<ContactField> contact_label(const std::string& label);  // "registrant email"
std::string contact_field(const std::string& label);                  // "email"; within a contact
std::string handle_role(const std::string& label);                    // "registrant" of "holder c"
std::string holder_field(const std::string& label);                   // "name" of "holder"
std::string section_of(const std::string& heading);                   // "registrar"
bool is_handle_label(const std::string& label);                       // "nic hdl"
bool is_other_object(const std::string& label);                       // "nsset"
bool is_server_label(const std::string& label);                       // "dns", among name servers

// "created" of "record created on 2008-05-23": the field and how long its beginning is.
std::optional<std::pair<std::string, std::size_t>> field_at_beginning(const std::string& folded_text);

}  // namespace nameward::formats
