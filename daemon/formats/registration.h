// What one answer about a registration says, in the one form that RDAP and WHOIS share. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/observation.h"
#include "nameward/time.h"

namespace nameward::formats {

// Role -> field -> values in the order of the answer, at most kMostContactValues of each. Roles and fields as in the
// product page.
using Contacts = std::map<std::string, std::map<std::string, std::vector<std::string>>>;

struct Registration {
    enum class Class {
        found,
        not_found,
        reserved,   // nobody has it and nobody can get it
        throttled,  // asked too often: says nothing of the domain
        invalid,    // the question was refused as malformed
        error,      // no answer to judge
    };
    Class kind = Class::error;
    std::string reason;  // of everything but found: in words, what the answer was; escaped, one line
    std::string domain;  // that the answer speaks of; empty where it does not say
    std::string registrar, registrar_id;
    Values name_servers, statuses, ds;
    std::optional<Wall> created, updated, expires;
    std::optional<bool> dnssec;
    Contacts contacts;
    std::set<std::string> withheld;  // "registrant.email": there is a value, and the answer says that it is not shown
    std::string next;                // who else to ask: the registrar's RDAP URL or WHOIS host, as written
};

// Two tech-c are usual; more than eight of a role is a list, not a contact.
inline constexpr std::size_t kMostContactValues = 8;
// Of one value: an address line or a name beyond it is an attack.
inline constexpr std::size_t kLongestValue = 512;
// Of one set.
inline constexpr std::size_t kMostListed = 512;

std::string_view to_string(Registration::Class kind);

// Adds a value with single blanks, cut to kLongestValue; empty ones and repeats are not added.
void add_value(std::vector<std::string>& values, std::string_view value);
void add_contact(Contacts& contacts, const std::string& role, const std::string& field, std::string_view value);

// A display name without the registry's handle behind it: "Example Inc. (R22-LRCC)", "Example [Tag = EXAMPLE]".
std::string registrar_name(std::string_view text);

// Lower-case A-label without dot at its end; nothing where the text is no host name.
std::optional<std::string> host_name(std::string_view text);

// Without blanks around it, runs of blanks as one, cut.
std::string tidy(std::string_view text, std::size_t limit = kLongestValue);

// The answer on one line: the `parse` row of the product page.
std::string to_json(const Registration& registration);

}  // namespace nameward::formats
