#include "formats/rdap.h"

#include <algorithm>
#include <array>

#include "formats/bounded_json.h"
#include "formats/epp_status.h"
#include "formats/exposure.h"
#include "formats/jcard.h"
#include "formats/json_access.h"
#include "formats/loose_date.h"
#include "formats/phrases.h"
#include "formats/rdap_redaction.h"
#include "formats/text_encoding.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

using Class = Registration::Class;

constexpr int kEntityDepth = 3;           // domain -> registrar -> abuse contact
constexpr std::size_t kShownTitle = 160;  // bytes of a server's own words

Registration failed(Class kind, std::string reason) {
    Registration registration;
    registration.kind = kind;
    registration.reason = std::move(reason);
    return registration;
}

// --- what stands around the domain -------------------------------------------------------------------------------

std::string role_of(std::string_view rdap_role) {
    const auto role = lower(trimmed(rdap_role));
    for (const auto known : {"registrant", "administrative", "technical", "billing", "abuse"})
        if (role == known) return role;
    return role == "registrar" ? role : std::string();
}

std::vector<std::string> roles_of(const Json& entity) {
    std::vector<std::string> roles;
    for (const auto* item : items_of(member(entity, "roles")))
        if (auto role = role_of(text_of(item)); !role.empty()) roles.push_back(std::move(role));
    // A role that is named again is none more: each is read with the whole card.
    return make_values(std::move(roles));
}

std::string iana_id_of(const Json& entity) {
    for (const auto* item : items_of(member(entity, "publicIds"))) {
        const auto type = lower(text_of(member(*item, "type")));
        const auto id = tidy(text_of(member(*item, "identifier")), 32);
        if (type.find("iana") != type.npos && !id.empty() && id != "9999") return id;  // 9999: none
    }
    return {};
}

std::string first_of(const Card& card, const char* field) {
    const auto found = card.find(field);
    return found == card.end() ? std::string() : found->second.front();
}

Card card_of(const Json& entity) {
    const auto* card = member(entity, "vcardArray");
    return card ? read_jcard(*card) : Card{};
}

std::string own_name(const Json& entity) {
    const auto card = card_of(entity);
    auto name = first_of(card, "name");
    return name.empty() ? first_of(card, "organization") : name;
}

// Some give a handle only, some name the registrar on the contact below it only.
std::string registrar_of(const Json& entity) {
    auto name = own_name(entity);
    for (const auto* nested : items_of(member(entity, "entities")))
        if (name.empty()) name = own_name(*nested);
    return registrar_name(name.empty() ? text_of(member(entity, "handle")) : name);
}

// Of two registrars the one with an IANA ID, then the first by name: the order of the answer means nothing.
void add_registrar(const Json& entity, Registration& into) {
    const auto name = registrar_of(entity), id = iana_id_of(entity);
    const bool first = into.registrar.empty() && into.registrar_id.empty();
    const bool known_better = !id.empty() && into.registrar_id.empty();
    const bool before = !name.empty() && id.empty() == into.registrar_id.empty() && name < into.registrar;
    if (!first && !known_better && !before) return;
    into.registrar = name;
    into.registrar_id = id;
}

bool marks_values(const Card& card) {
    return std::any_of(card.begin(), card.end(), [](const auto& field) { return is_redacted(field.second.front()); });
}

// A remark stands for the values that are left out, unless each of these has its own mark in its place.
void add_contacts(const Json& entity, const std::string& role, Registration& into) {
    const auto card = card_of(entity);
    for (const auto& [field, values] : card)
        for (const auto& value : values) add_contact(into.contacts, role, field, value);
    if (says_withheld(entity) && !marks_values(card))
        for (const auto field : {"name", "organization", "email", "phone"}) into.withheld.insert(role + '.' + field);
}

// Below a registrar stand its own people: of these only whom to tell of abuse.
void read_entities(const Json& object, bool below_registrar, int depth, Registration& into) {
    if (depth > kEntityDepth) return;
    for (const auto* entity : items_of(member(object, "entities"))) {
        if (!entity->is_object()) continue;
        const auto roles = roles_of(*entity);
        const bool registrar = std::find(roles.begin(), roles.end(), "registrar") != roles.end();
        if (registrar && !below_registrar) add_registrar(*entity, into);
        for (const auto& role : roles)
            if (role != "registrar" && (!below_registrar || role == "abuse")) add_contacts(*entity, role, into);
        read_entities(*entity, below_registrar || registrar, depth + 1, into);
    }
}

void read_name_servers(const Json& object, Registration& into) {
    for (const auto* server : items_of(member(object, "nameservers"))) {
        auto name = host_name(text_of(member(*server, "ldhName")));
        if (!name) name = host_name(text_of(member(*server, "unicodeName")));
        if (!name && server->is_string()) name = host_name(server->get<std::string>());
        if (name && into.name_servers.size() < kMostListed) into.name_servers.push_back(*name);
    }
    into.name_servers = make_values(std::move(into.name_servers));
}

void read_statuses(const Json& object, Registration& into) {
    for (const auto* item : items_of(member(object, "status"))) {
        auto status = epp_status(text_of(item));
        if (status == "active") status = "ok";  // RFC 8056
        if (!status.empty() && into.statuses.size() < kMostListed) into.statuses.push_back(std::move(status));
    }
    into.statuses = make_values(std::move(into.statuses));
}

void read_events(const Json& object, Registration& into) {
    for (const auto* event : items_of(member(object, "events"))) {
        const auto action = lower(trimmed(text_of(member(*event, "eventAction"))));
        const auto date = read_date(text_of(member(*event, "eventDate")));
        if (!date) continue;
        if (action == "registration" && !into.created) into.created = date;
        if (action == "expiration" && !into.expires) into.expires = date;
        if ((action == "last changed" || action == "last update") && !into.updated) into.updated = date;
    }
}

// Hexadecimal digits without blanks, upper case.
std::string digest_of(std::string_view text) {
    auto digest = upper(text);
    std::erase_if(digest, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    return digest;
}

void read_secure_dns(const Json& object, Registration& into) {
    const auto* secure = member(object, "secureDNS");
    if (!secure || !secure->is_object()) return;
    for (const auto* ds : items_of(member(*secure, "dsData"))) {
        const auto tag = text_of(member(*ds, "keyTag")), algorithm = text_of(member(*ds, "algorithm"));
        const auto type = text_of(member(*ds, "digestType")), digest = digest_of(text_of(member(*ds, "digest")));
        if (!tag.empty() && !digest.empty() && into.ds.size() < kMostListed)
            into.ds.push_back(tidy(tag + ' ' + algorithm + ' ' + type + ' ' + digest));
    }
    for (const auto* key : items_of(member(*secure, "keyData"))) {
        auto material = text_of(member(*key, "publicKey"));
        std::erase_if(material, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
        const auto text = "key " + text_of(member(*key, "flags")) + ' ' + text_of(member(*key, "protocol")) + ' ' +
                          text_of(member(*key, "algorithm")) + ' ' + material;
        if (member(*key, "publicKey") && into.ds.size() < kMostListed) into.ds.push_back(tidy(text, 2048));
    }
    into.ds = make_values(std::move(into.ds));
    const auto* is_signed = member(*secure, "delegationSigned");
    if (is_signed && is_signed->is_boolean()) into.dnssec = is_signed->get<bool>();
    if (is_signed && is_signed->is_string()) into.dnssec = lower(is_signed->get<std::string>()) == "true";
    if (!into.dnssec && !into.ds.empty()) into.dnssec = true;
}

// Where the registrar answers itself: a link whose type is RDAP, or without type one that looks like an RDAP query.
void read_related(const Json& object, Registration& into) {
    for (const auto* link : items_of(member(object, "links"))) {
        if (lower(text_of(member(*link, "rel"))) != "related") continue;
        const auto type = lower(text_of(member(*link, "type"))), url = text_of(member(*link, "href"));
        const bool rdap = type.find("application/rdap+json") != type.npos;
        const bool unsaid = type.empty() && url.find("/domain/") != url.npos;
        if ((rdap || unsaid) && url.size() <= 2048 && lower(url).starts_with("https://") && into.next.empty())
            into.next = url;
    }
}

std::string domain_of(const Json& object) {
    auto name = host_name(text_of(member(object, "ldhName")));
    if (!name) name = host_name(text_of(member(object, "unicodeName")));
    return name.value_or(std::string());
}

Registration read_domain(const Json& object) {
    Registration registration;
    registration.kind = Class::found;
    registration.domain = domain_of(object);
    read_entities(object, false, 0, registration);
    read_name_servers(object, registration);
    read_statuses(object, registration);
    read_events(object, registration);
    read_secure_dns(object, registration);
    read_related(object, registration);
    read_redacted(object, registration);
    const auto& statuses = registration.statuses;
    const bool reserved = std::find(statuses.begin(), statuses.end(), "reserved") != statuses.end();
    if (reserved && registration.registrar.empty() && registration.name_servers.empty()) {
        registration.kind = Class::reserved;
        registration.reason = "the registry keeps the name for itself";
    }
    return registration;
}

// --- what is no domain -------------------------------------------------------------------------------------------

// The server's own words: title and description of an error, or of the notices where it has none.
std::string words_of(const Json& object) {
    std::string words = text_of(member(object, "title"));
    for (const auto* line : items_of(member(object, "description"))) words += ' ' + text_of(line);
    return tidy(words, kShownTitle);
}

std::string said(const std::string& words) {
    return words.empty() ? "" : " (\"" + escape_text(words, kShownTitle) + "\")";
}

bool speaks_of_domain(const Json& object) {
    const auto kind = lower(text_of(member(object, "objectClassName")));
    if (!kind.empty()) return kind == "domain";
    return member(object, "ldhName") || member(object, "unicodeName") || member(object, "nameservers");
}

Registration read_refusal(int code, const std::string& words) {
    const auto number = std::to_string(code);
    if (code == 429 || speaks_of_throttling(words))
        return failed(Class::throttled, "it is asked too often: status " + number + said(words));
    if (code == 404) return failed(Class::not_found, "it has no such domain: status 404" + said(words));
    if (code == 400) return failed(Class::invalid, "it refuses the question: status 400" + said(words));
    return failed(Class::error, "it answers with status " + number + said(words));
}

// "404" as well as 404.
int status_code(const Json& object) {
    const auto text = text_of(member(object, "errorCode"));
    if (text.empty() || text.size() > 3 || text.find_first_not_of("0123456789") != text.npos) return 0;
    return std::stoi(text);
}

std::string what_it_is(std::string_view body) {
    const auto text = trimmed(body);
    if (text.empty()) return "the answer is empty";
    return text.front() == '<' ? "the answer is HTML or XML, not RDAP" : "";
}

}  // namespace

Registration read_rdap(std::string_view body) {
    if (auto other = what_it_is(body); !other.empty()) return failed(Class::error, std::move(other));
    const auto json =
        body.size() <= JsonLimits{}.bytes && !is_utf8(body) ? parse_json(to_utf8(body)) : parse_json(body);
    if (!json) return failed(Class::error, "the answer is no JSON to work with: " + json.error().what);
    if (!json->is_object()) return failed(Class::error, "the answer is JSON, but no object");
    if (const int code = status_code(*json); code >= 300) return read_refusal(code, words_of(*json));
    if (speaks_of_domain(*json)) return read_domain(*json);
    return failed(Class::error, "the answer is JSON, but speaks of no domain" + said(words_of(*json)));
}

Registration read_rdap_answer(int status, std::string_view body) {
    if (status == 200) return read_rdap(body);
    std::string words;
    if (what_it_is(body).empty())
        if (const auto json = parse_json(body); json && json->is_object()) words = words_of(*json);
    if (status == 404 || status == 429 || status == 400 || status == 403 || status == 422)
        return read_refusal(status, words.empty() ? tidy(body, kShownTitle) : words);
    return read_refusal(status, words);
}

}  // namespace nameward::formats
