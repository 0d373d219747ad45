#include "collectors/registration_facts.h"

#include "collectors/limits.h"
#include "formats/exposure.h"

namespace nameward::collectors {
namespace {

using Class = formats::Registration::Class;

constexpr const char* kContact = "registration.contact.";
constexpr const char* kExposure = "registration.exposure";

const std::vector<const char*>& registry_properties() {
    static const std::vector<const char*> names{"registration.state",
                                                "registration.registrar",
                                                "registration.registrar_id",
                                                "registration.statuses",
                                                "registration.created",
                                                "registration.updated",
                                                "registration.expires",
                                                "registration.name_servers",
                                                "registration.ds",
                                                "registration.dnssec",
                                                kExposure};
    return names;
}

// What one answer says, fact by fact.
class Speaker {
  public:
    Speaker(const Watched& watched, const std::string& source, const RegistrationAnswer& answer, Observations& seen)
        : watched_(watched), source_(source), answer_(answer), seen_(seen) {}

    void say(const std::string& property, Seen word) {
        seen_[{watched_.domain.name(), property, source_}] = std::move(word);
    }
    void text(const char* property, const std::string& value) {
        say(property, value.empty() ? nothing() : Seen::present({value}, {answer_.evidence}));
    }
    void date(const char* property, const std::optional<Wall>& value) {
        text(property, value ? format_time(*value) : std::string());
    }
    // Of a broken answer the end of a set may be missing.
    void set(const std::string& property, const Values& values) {
        if (values.empty() || !answer_.broken_off.empty()) return say(property, nothing());
        say(property, Seen::present(with_digest(values), {answer_.evidence}));
    }
    Seen nothing() const {
        if (!answer_.broken_off.empty()) return Seen::unknown("the answer is not whole: " + answer_.broken_off);
        return Seen::absent({answer_.evidence});
    }

    // Registries that speak of DNSSEC do so always: silence of one says nothing.
    void dnssec(const formats::Registration& read) {
        if (read.dnssec)
            say("registration.dnssec", Seen::present({*read.dnssec ? "signed" : "unsigned"}, {answer_.evidence}));
        else
            say("registration.dnssec", Seen::not_applicable("the answer does not speak of DNSSEC"));
        if (!read.ds.empty() || (read.dnssec && !*read.dnssec))
            set("registration.ds", read.ds);
        else
            say("registration.ds", Seen::not_applicable("the answer does not list DS records"));
    }

    void contacts(const formats::Registration& read) {
        // What it showed before and shows no more is gone.
        for (const auto& [fact, before] : watched_.known)
            if (fact.source == source_ && fact.property.starts_with(kContact)) say(fact.property, nothing());
        for (const auto& [role, fields] : read.contacts)
            for (const auto& [field, values] : fields) set(kContact + role + '.' + field, make_values(values));
        Values exposure;
        for (const auto& [what, how] : formats::exposures(read))
            exposure.push_back(what + '=' + std::string(to_string(how)));
        set(kExposure, make_values(std::move(exposure)));
    }

  private:
    const Watched& watched_;
    const std::string& source_;
    const RegistrationAnswer& answer_;
    Observations& seen_;
};

std::string state_of(Class kind) {
    if (kind == Class::found) return "registered";
    return kind == Class::reserved ? "reserved" : "unregistered";
}

}  // namespace

bool is_registry(const std::string& source) {
    return source.ends_with(".registry");
}

void set_all(const Watched& watched, const std::string& source, const Seen& word, Observations& seen) {
    for (const auto& [fact, before] : watched.known)
        if (fact.source == source) seen[fact] = word;
    const auto say = [&](const char* property) { seen[{watched.domain.name(), property, source}] = word; };
    if (!is_registry(source)) return say(kExposure);
    if (!word.applicable) return say("registration.state");
    for (const auto* property : registry_properties()) say(property);
}

void observe_registry(const Watched& watched, const std::string& source, const RegistrationAnswer& answer,
                      Observations& seen) {
    if (!answer.good()) return set_all(watched, source, Seen::unknown(answer.why), seen);
    const auto& read = answer.read;
    Speaker speaker(watched, source, answer, seen);
    if (read.kind != Class::found)
        set_all(watched, source, Seen::not_applicable("the domain is not registered: there is nothing to tell of it"),
                seen);
    speaker.say("registration.state", Seen::present({state_of(read.kind)}, {answer.evidence}));
    if (read.kind != Class::found) return;
    speaker.text("registration.registrar", read.registrar);
    speaker.text("registration.registrar_id", read.registrar_id);
    speaker.set("registration.statuses", read.statuses);
    speaker.date("registration.created", read.created);
    speaker.date("registration.updated", read.updated);
    speaker.date("registration.expires", read.expires);
    speaker.set("registration.name_servers", read.name_servers);
    speaker.dnssec(read);
    speaker.contacts(read);
}

void observe_contacts(const Watched& watched, const std::string& source, const RegistrationAnswer& answer,
                      Observations& seen) {
    if (!answer.good()) return set_all(watched, source, Seen::unknown(answer.why), seen);
    if (answer.read.kind != Class::found)
        // Registrars forget names that are about to be deleted: that says nothing of the domain.
        return set_all(watched, source,
                       Seen::unknown("the registrar's server knows no such domain: " + answer.read.reason), seen);
    Speaker(watched, source, answer, seen).contacts(answer.read);
}

}  // namespace nameward::collectors
