#include "formats/exposure.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "nameward/text.h"

namespace nameward::formats {
namespace {

constexpr std::array<std::string_view, 17> kRedacted{"redacted",         "withheld",           "data protected",
                                                     "not disclosed",    "non-disclosed",      "not displayed",
                                                     "not shown",        "gdpr masked",        "statutory masking",
                                                     "hidden upon",      "data not disclosed", "privacy requirement",
                                                     "not applicable",   "personal data",      "gdpr",
                                                     "privado por dato", "private person"};

constexpr std::array<std::string_view, 17> kProxies{"whoisguard",      "withheldforprivacy", "withheld for privacy",
                                                    "domainsbyproxy",  "domains by proxy",   "privacyguardian",
                                                    "contactprivacy",  "contact privacy",    "perfectprivacy",
                                                    "perfect privacy", "whoisproxy",         "privacy service",
                                                    "proxy",           "whoisprivacy",       "whois privacy",
                                                    "privacyprotect",  "privacy protect"};

template <std::size_t Size>
bool has_one_of(std::string_view lowered, const std::array<std::string_view, Size>& phrases) {
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](std::string_view phrase) { return lowered.find(phrase) != lowered.npos; });
}

// A part before the @ with 16 or more hexadecimal digits in a row: made by a machine, for one domain.
bool is_anonymised(std::string_view lowered) {
    const auto at = lowered.find('@');
    if (at == lowered.npos) return false;
    std::size_t run = 0;
    for (const char c : lowered.substr(0, at)) {
        run = std::isxdigit(static_cast<unsigned char>(c)) != 0 ? run + 1 : 0;
        if (run >= 16) return true;
    }
    return false;
}

// The organisation or address of a privacy service, an anonymised address, a web form in place of an address.
bool is_proxy(std::string_view value) {
    const auto text = lower(trimmed(value));
    return has_one_of(text, kProxies) || is_anonymised(text) || text.starts_with("http://") ||
           text.starts_with("https://");
}

bool counts(const std::string& role) {
    return role == "registrant" || role == "administrative" || role == "technical" || role == "billing";
}

}  // namespace

std::string_view to_string(Exposure exposure) {
    switch (exposure) {
        case Exposure::redacted:
            return "redacted";
        case Exposure::proxy:
            return "proxy";
        case Exposure::open:
            break;
    }
    return "public";
}

bool is_redacted(std::string_view value) {
    const auto text = lower(trimmed(value));
    if (text == "na" || text == "n/a" || text == "none" || text == "-" || text == "private") return true;
    return has_one_of(text, kRedacted);
}

Exposure exposure_of(std::string_view value) {
    if (is_proxy(value)) return Exposure::proxy;  // first: "Withheld for Privacy ehf" is a service
    return is_redacted(value) ? Exposure::redacted : Exposure::open;
}

std::map<std::string, Exposure> exposures(const Registration& registration) {
    std::map<std::string, Exposure> all;
    for (const auto& what : registration.withheld)
        if (counts(what.substr(0, what.find('.')))) all[what] = Exposure::redacted;
    for (const auto& [role, fields] : registration.contacts) {
        if (!counts(role)) continue;
        for (const auto& [field, values] : fields)
            for (const auto& value : values) {
                auto& exposure = all.try_emplace(role + '.' + field, Exposure::redacted).first->second;
                exposure = std::max(exposure, exposure_of(value));
            }
    }
    return all;
}

}  // namespace nameward::formats
