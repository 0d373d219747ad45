#include "collectors/registration_answers.h"

#include "formats/rdap.h"
#include "formats/text_encoding.h"
#include "formats/url_text.h"
#include "formats/whois.h"
#include "formats/whois_servers.h"
#include "nameward/text.h"

namespace nameward::collectors {
namespace {

using Class = formats::Registration::Class;

// Some registries refuse the first type alone.
constexpr const char* kAccept = "application/rdap+json, application/json;q=0.9, */*;q=0.1";
constexpr int kRedirects = 5;

bool says_something(Class kind) {
    return kind == Class::found || kind == Class::not_found || kind == Class::reserved;
}

// Registries that answer at all say one of these. Who names the domain and nothing more has an off day: taken at its
// word, registrar and name servers would be gone.
bool holds_something(const formats::Registration& read) {
    return !read.registrar.empty() || !read.registrar_id.empty() || !read.name_servers.empty() ||
           !read.statuses.empty() || !read.contacts.empty() || read.created || read.updated || read.expires;
}

// An answer about another domain is none: a mistake of the server, or somebody's page.
void judge(RegistrationAnswer& answer, const std::string& asked, const std::string& name) {
    const auto& read = answer.read;
    if (!says_something(read.kind))
        answer.why = "registration " + name + ": " + asked + ": " + read.reason + "; asked again at the next look";
    else if (read.kind == Class::found && !read.domain.empty() && read.domain != name)
        answer.why = "registration " + name + ": " + asked + ": the answer is about " + read.domain +
                     "; asked again at the next look";
    else if (read.kind == Class::found && !holds_something(read))
        answer.why = "registration " + name + ": " + asked +
                     ": the answer says nothing of the registration; asked again at the next look";
}

// The line that ICANN's format ends with: what stands before it is whole.
bool has_its_end(const std::string& text) {
    return lower(text).find(">>> last update of") != std::string::npos;
}

// "Registrar: Exam" is the beginning of a name, not another registrar.
void drop_torn_line(std::string& text) {
    const auto end = text.rfind('\n');
    text.erase(end == text.npos ? 0 : end + 1);
}

void read_text(RegistrationAnswer& answer) {
    if (!answer.broken_off.empty()) drop_torn_line(answer.text);
    answer.read = formats::read_whois(answer.text);
    judge(answer, "WHOIS " + answer.server, answer.name);
    // "No match" may be how a text begins whose end is missing.
    if (answer.good() && !answer.broken_off.empty() && answer.read.kind != Class::found)
        answer.why = "registration " + answer.name + ": WHOIS " + answer.server +
                     ": the answer is not whole: " + answer.broken_off;
}

}  // namespace

RegistrationAnswer ask_rdap(const Net& net, const RdapQuestion& question, const std::string& name) {
    Fetch fetch;
    fetch.url = question.url;
    fetch.headers = {{"Accept", kAccept}};
    fetch.redirects = kRedirects;
    fetch.by_operator = question.by_operator;
    fetch.plain_allowed = question.plain || (question.by_operator && question.url.starts_with("http://"));
    fetch.kind = "rdap";
    RegistrationAnswer answer;
    const auto fetched = std::move(net.http({&fetch, 1}).at(0));
    if (!fetched) {
        answer.why = fetched.error().what;
        return answer;
    }
    const auto& response = fetched->response;
    answer.evidence = fetched->evidence;
    answer.read = formats::read_rdap_answer(response.status, response.body);
    if (response.body_cut && answer.read.kind == Class::error) answer.read.reason = "the answer is too large";
    const auto& asked = fetched->url.empty() ? question.url : fetched->url;  // the last one of a chain of redirects
    const bool heard = response.status == 429 || response.status == 503;
    if (answer.read.kind == Class::throttled && !heard) net.hold_off(formats::host_of(asked), response.retry_after);
    judge(answer, "GET " + std::string(formats::origin_of(asked)), name);
    return answer;
}

RegistrationAnswer ask_whois(const Net& net, const std::string& host, const std::string& name) {
    const auto form = formats::whois_form(host, name);
    RegistrationAnswer answer;
    const auto reply = net.whois({host, form.query, false});
    if (!reply) {
        answer.why = reply.error().what;
        return answer;
    }
    answer.evidence = reply->evidence;
    answer.server = host;
    answer.name = name;
    answer.text = formats::to_utf8(reply->bytes, form.charset);
    answer.may_be_cut = !has_its_end(answer.text);
    if (answer.may_be_cut) answer.broken_off = reply->cut ? "the answer is too large" : reply->broken_off;
    read_text(answer);
    if (answer.read.kind == Class::throttled) net.hold_off(host + ":43", std::nullopt);
    return answer;
}

void break_off(RegistrationAnswer& answer, std::string why) {
    answer.broken_off = std::move(why);
    read_text(answer);
}

}  // namespace nameward::collectors
