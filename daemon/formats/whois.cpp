#include "formats/whois.h"

#include <algorithm>

#include "formats/epp_status.h"
#include "formats/exposure.h"
#include "formats/loose_date.h"
#include "formats/phrases.h"
#include "formats/text_pieces.h"
#include "formats/whois_labels.h"
#include "formats/whois_lines.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

using Class = Registration::Class;

constexpr std::size_t kMostObjects = 64;  // contact objects of one answer; a domain has up to six

bool is_contact(const std::string& section) {
    return section == "registrant" || section == "administrative" || section == "technical" || section == "billing" ||
           section == "abuse";
}

// A group of lines under a heading.
struct Section {
    std::string name;  // "" = none
    std::size_t indent = 0;
    bool begun = false;  // has a line
    bool flush = false;  // its lines stand no deeper than the heading
    std::string last;    // field of its last labelled line
};

class Reader {
  public:
    explicit Reader(std::string_view text) : lines_(whois_lines(text)) {}

    Registration read() {
        for (std::size_t at = 0; at < lines_.size(); ++at) {
            if (at == 0 || lines_[at - 1].blank()) enter_block(at);
            step(lines_[at]);
        }
        resolve_handles();
        into_.name_servers = make_values(std::move(into_.name_servers));
        into_.statuses = make_values(std::move(into_.statuses));
        into_.ds = make_values(std::move(into_.ds));
        return std::move(into_);
    }

  private:
    // --- blocks: objects in the manner of RIPE's database ---------------------------------------------------------

    void enter_block(std::size_t begin) {
        object_.clear();
        other_object_ = false;
        const auto first = std::find_if(lines_.begin() + static_cast<std::ptrdiff_t>(begin), lines_.end(),
                                        [](const WhoisLine& line) { return line.blank() || !line.comment; });
        if (first == lines_.end() || !first->labelled() || first->value.empty() || first->indent > 0) return;
        if (first->label == "registrar" && !into_.registrar.empty()) other_object_ = true;
        if (is_other_object(first->label)) other_object_ = true;
        if (global_field(first->label) == "domain") return;
        for (auto line = first; line != lines_.end() && !line->blank(); ++line)
            if (is_handle_label(line->label) && !line->value.empty() && line->value.find(' ') == std::string::npos &&
                object_.empty())
                object_ = lower(line->value);
        if (!object_.empty() && objects_.size() >= kMostObjects) object_.clear();
        if (object_.empty()) return;
        objects_[object_];
        section_ = {};
    }

    // --- lines ----------------------------------------------------------------------------------------------------

    void step(const WhoisLine& line) {
        if (line.blank()) {
            if (section_.begun && section_.flush) section_ = {};
            field_.clear();
            return;
        }
        if (line.comment) return;
        if (!object_.empty()) return in_object(line);
        leave_section(line);
        if (opens_section(line)) return;
        if (!section_.name.empty()) section_.begun = true;
        if (section_.name == "name_servers" && take_server(line)) return;
        if (line.labelled())
            in_label(line);
        else
            in_text(line);
    }

    void leave_section(const WhoisLine& line) {
        if (section_.name.empty()) return;
        if (!section_.begun) {
            section_.flush = line.indent <= section_.indent;
            if (section_.flush && line.labelled() && is_own_field(line.label)) section_ = {};
        } else if (!section_.flush && line.indent <= section_.indent) {
            section_ = {};
        }
    }

    bool opens_section(const WhoisLine& line) {
        const bool heading = line.labelled() ? line.value.empty() : line.text.size() < 60;
        if (!heading) return false;
        const auto folded = line.labelled() ? line.label : fold_label(line.text);
        auto name = section_of(folded);
        if (name.empty()) return false;
        // "Domain:" or "Status:" in a contact are fields of it.
        if (is_contact(section_.name) && section_.begun && line.indent > section_.indent && !is_contact(name) &&
            name != "name_servers" && name != "registrar")
            return false;
        section_ = {name, line.indent, false, false, {}};
        field_.clear();
        return true;
    }

    void in_object(const WhoisLine& line) {
        if (!line.labelled()) return;
        const auto field = contact_field(line.label);
        if (!field.empty() && !(is_handle_label(line.label) && lower(line.value) == object_))
            add_value(objects_[object_][field], line.value);
    }

    // Below "WHOIS Server:" without a value stands the next field, not what belongs to it.
    bool is_own_field(const std::string& label) const {
        if (section_.name == "ignored" || contact_label(label)) return true;
        const auto field = global_field(label);
        return !field.empty() && field != "created" && field != "updated";
    }

    // Dates and states of a contact or a registrar are not the domain's, unless the label says so.
    bool foreign(const std::string& field, const std::string& label) const {
        if (!is_contact(section_.name) && section_.name != "registrar" && section_.name != "ignored" && !other_object_)
            return false;
        if (field == "expires" || label.starts_with("domain ") || label.starts_with("record ")) return false;
        if (field == "name_server" && label != "host name") return section_.name == "ignored";
        return true;
    }

    void in_label(const WhoisLine& line) {
        const auto& label = line.label;
        if (is_contact(section_.name)) {
            if (const auto field = contact_field(label); !field.empty()) {
                section_.last = field;
                return add_contact(into_.contacts, section_.name, field, line.value);
            }
        }
        if (section_.name == "registrar" && (contact_field(label) == "name" || contact_field(label) == "organization"))
            return set_registrar(line.value);
        section_.last.clear();
        if (const auto contact = contact_label(label)) {
            field_.clear();
            return add_contact(into_.contacts, contact->role, contact->field, line.value);
        }
        const auto field = global_field(label);
        if (!field.empty() && !foreign(field, label)) {
            field_ = field;
            field_indent_ = line.indent;
            // Some name the domain so, others its servers.
            if (label == "dns" && host_name(line.value) == into_.domain) return;
            return set(field, line.value);
        }
        field_.clear();
        if (line.value.empty() || other_object_ || is_contact(section_.name) || section_.name == "registrar") return;
        if (const auto role = handle_role(label); !role.empty()) handles_.emplace_back(role, line.value);
        if (const auto holder = holder_field(label); !holder.empty()) holders_.emplace_back(holder, line.value);
    }

    void in_text(const WhoisLine& line) {
        if (const auto at = field_at_beginning(fold_label(line.text)); at && !is_contact(section_.name))
            return set(at->first, line.text.substr(at->second));
        if (is_contact(section_.name)) return contact_text(line);
        if (section_.name == "registrant_address")
            return add_contact(into_.contacts, "registrant", "street", line.text);
        if (section_.name == "registrar") return set_registrar(line.text);
        if (section_.name == "statuses") return set("statuses", line.text);
        if (section_.name == "dnssec") return set("dnssec", line.text);
        for (const auto* field : {"domain", "created", "updated", "expires"})
            if (section_.name == field) return set(field, line.text);
        if (!field_.empty() && line.indent > field_indent_ && (field_ == "name_server" || field_ == "ds"))
            set(field_, line.text);
    }

    // A contact without labels: its name, then lines of its address. Below a label: the address goes on.
    void contact_text(const WhoisLine& line) {
        auto& contact = into_.contacts[section_.name];
        if (section_.last == "street") return add_value(contact["street"], line.text);
        if (!section_.last.empty()) return;
        if (line.text.find('@') != std::string::npos && line.text.find(' ') == std::string::npos)
            return add_value(contact["email"], line.text);
        add_value(contact[contact["name"].empty() && contact["organization"].empty() ? "name" : "street"], line.text);
    }

    bool take_server(const WhoisLine& line) {
        if (line.labelled() && !line.value.empty()) {
            const bool known = is_server_label(line.label) || global_field(line.label) == "name_server";
            if (known) add_server(line.value);
            return known;
        }
        return !line.labelled() && add_server(line.text);
    }

    // --- fields ---------------------------------------------------------------------------------------------------

    bool add_server(std::string_view text) {
        constexpr int kMostWords = 32;  // a server has a dozen addresses at most
        bool any = false;
        for (int words = 0; !text.empty() && words < kMostWords; ++words) {  // several on one line, and addresses
            const auto end = text.find_first_of(" ,;\t([");
            auto word = text.substr(0, end);
            text.remove_prefix(end == text.npos ? text.size() : end + 1);
            const auto name = host_name(word);
            if (!name || into_.name_servers.size() >= kMostListed) continue;
            into_.name_servers.push_back(*name);
            any = true;
        }
        return any;
    }

    void set_registrar(std::string_view value) {
        if (into_.registrar.empty()) into_.registrar = registrar_name(value);
    }

    static void set_date(std::optional<Wall>& into, std::string_view value) {
        if (!into) into = read_date(value);
    }

    void set_dnssec(std::string_view value) {
        const auto text = lower(value);
        const auto has = [&](std::string_view word) { return text.find(word) != text.npos; };
        if (text.empty() || into_.dnssec) return;
        if (has("unsigned") || has("not signed") || has("no") || has("inactive") || has("disabled") || has("미서명"))
            into_.dnssec = false;
        else if (has("signed") || has("yes") || has("active") || has("enabled") || has("서명"))
            into_.dnssec = true;
    }

    void set_ds(std::string_view value) {
        if (into_.ds.size() >= kMostListed || value.empty()) return;
        auto text = upper(tidy(value));
        // The digest may be broken into pieces by blanks.
        std::size_t at = 0;
        for (int i = 0; i < 3 && at != text.npos; ++i) at = text.find(' ', at == 0 ? 0 : at + 1);
        if (at == text.npos) return;
        auto digest = text.substr(at + 1);
        std::erase(digest, ' ');
        if (digest.find_first_not_of("0123456789ABCDEF") != digest.npos) return;
        into_.ds.push_back(text.substr(0, at + 1) + digest);
    }

    void set(const std::string& field, std::string_view value) {
        if (value.empty()) return;
        if (field == "domain" && into_.domain.empty()) into_.domain = host_name(value).value_or("");
        if (field == "registrar") set_registrar(value);
        if (field == "registrar_id" && into_.registrar_id.empty() && value != "9999" &&
            value.find_first_not_of("0123456789") == value.npos)
            into_.registrar_id = value;
        if (field == "whois_server" && into_.next.empty()) into_.next = tidy(value);
        if (field == "statuses")
            for (auto& status : epp_statuses(value)) into_.statuses.push_back(std::move(status));
        if (field == "name_server") add_server(value);
        if (field == "created") set_date(into_.created, value);
        if (field == "updated") set_date(into_.updated, value);
        if (field == "expires") set_date(into_.expires, value);
        if (field == "dnssec") set_dnssec(value);
        if (field == "ds") set_ds(value);
    }

    void resolve_handles() {
        for (const auto& [role, handle] : handles_) {
            const auto object = objects_.find(lower(handle));
            if (object == objects_.end()) continue;
            for (const auto& [field, values] : object->second)
                for (const auto& value : values) add_contact(into_.contacts, role, field, value);
        }
        for (const auto& [field, name] : holders_)
            if (!objects_.contains(lower(name)) && into_.contacts["registrant"][field].empty())
                add_contact(into_.contacts, "registrant", field, name);
        for (auto& [role, fields] : into_.contacts)
            std::erase_if(fields, [](const auto& field) { return field.second.empty(); });
        std::erase_if(into_.contacts, [](const auto& contact) { return contact.second.empty(); });
    }

    std::vector<WhoisLine> lines_;
    Registration into_;
    Section section_;
    std::string field_;  // of the last labelled line outside of sections
    std::size_t field_indent_ = 0;
    std::string object_;  // handle of the contact object that is being read
    bool other_object_ = false;
    std::map<std::string, std::map<std::string, std::vector<std::string>>> objects_;
    std::vector<std::pair<std::string, std::string>> handles_;  // role, handle or name
    std::vector<std::pair<std::string, std::string>> holders_;  // field, name or handle
};

// --- what the answer is -------------------------------------------------------------------------------------------

// The first line that a test likes, for people.
template <class Test>
std::string first_line(std::string_view text, Test test) {
    while (!text.empty()) {
        const auto line = tidy(next_line(text));
        if (test(line)) return line;
    }
    return {};
}

bool free_by_status(const Values& statuses) {
    return std::any_of(statuses.begin(), statuses.end(), [](const std::string& status) {
        return status == "free" || status == "available" || status == "220 available" || status == "not registered" ||
               status == "no object found" || status.starts_with("available ") || status == "notfound" ||
               status == "not found";
    });
}

bool reserved_by_status(const Values& statuses) {
    return std::any_of(statuses.begin(), statuses.end(), [](const std::string& status) {
        return status.starts_with("reserved") || status == "prohibited" || status == "blocked";
    });
}

struct Verdict {
    Class kind;
    std::string reason;
};

bool has_data(const Registration& read) {
    return !read.registrar.empty() || !read.registrar_id.empty() || !read.name_servers.empty() || read.created ||
           read.expires || read.updated;
}

Verdict judge(std::string_view text, const Registration& read) {
    const auto quote = [](const std::string& line) { return "\"" + escape_text(line, 160) + "\""; };
    const bool data = has_data(read);
    const bool held = !read.registrar.empty() || !read.name_servers.empty();
    if (reserved_by_status(read.statuses) && !held) return {Class::reserved, "the registry keeps the name for itself"};
    if (free_by_status(read.statuses) && !held) return {Class::not_found, "its status says that it is free"};
    if (held || (data && read.created)) return {Class::found, {}};
    if (auto line = first_line(text, speaks_of_throttling); !line.empty())
        return {Class::throttled, "it is asked too often: " + quote(line)};
    if (auto line = first_line(text, speaks_of_trouble); !line.empty())
        return {Class::error, "the server is in trouble: " + quote(line)};
    if (auto line = first_line(text, speaks_of_reserve); !line.empty()) return {Class::reserved, quote(line)};
    const auto is_one_word = [](const std::string& line) { return lower(line) == "available"; };
    if (auto line = first_line(text, is_one_word); !line.empty())
        return {Class::not_found, "it has no such domain: " + quote(line)};
    if (auto line = first_line(text, speaks_of_absence); !line.empty())
        return {Class::not_found, "it has no such domain: " + quote(line)};
    if (auto line = first_line(text, speaks_of_bad_query); !line.empty())
        return {Class::invalid, "it refuses the question: " + quote(line)};
    if (data || !read.statuses.empty() || !read.contacts.empty()) return {Class::found, {}};
    if (trimmed(text).empty()) return {Class::error, "the answer is empty"};
    return {Class::error, "the answer says nothing of a registration"};
}

}  // namespace

Registration read_whois(std::string_view text) {
    auto registration = Reader(text).read();
    const auto verdict = judge(text, registration);
    if (verdict.kind != Class::found) {
        Registration bare;
        bare.domain = registration.domain;
        if (verdict.kind == Class::reserved) bare.statuses = registration.statuses;
        registration = std::move(bare);
    }
    registration.kind = verdict.kind;
    registration.reason = verdict.reason;
    return registration;
}

}  // namespace nameward::formats
