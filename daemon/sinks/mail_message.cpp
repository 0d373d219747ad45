#include "sinks/mail_message.h"

#include <array>

#include "nameward/text.h"
#include "sinks/letter.h"
#include "sinks/mime.h"

namespace nameward::sinks {
namespace {

constexpr std::size_t kMaxSubject = 240;  // some gateways refuse more
// Some mail programs cut what is longer, some gateways refuse it. The first room that makes the mail fit is taken; the
// last one always does.
constexpr std::size_t kMaxMail = std::size_t{100} * 1024;
constexpr std::array<LetterRoom, 4> kRooms{{{}, {10, 12, 20, 500}, {5, 6, 15, 250}, {2, 3, 10, 120}}};

std::string domain_of(const std::string& address) {
    const auto at = address.rfind('@');
    return header_token(at == std::string::npos ? "localhost" : address.substr(at + 1));
}

// A subject is shown by itself, in lists and on locked screens: of a stranger's names only plain ones stand there. The
// others are written with a backslash.
std::string without_odd_names(const std::string& text) {
    std::string out, word;
    const auto end_word = [&] {
        out += word.find('\\') == std::string::npos ? word : "(odd name)";
        word.clear();
    };
    for (const char c : text) {
        if (c != ' ') {
            word += c;
            continue;
        }
        end_word();
        out += c;
    }
    end_word();
    return out;
}

std::string recipients(const std::vector<std::string>& to) {
    std::string out = "To:";
    for (std::size_t i = 0; i < to.size(); ++i) out += (i == 0 ? " " : ",\r\n ") + header_token(to[i]);
    return out + "\r\n";
}

// A root that never was a message: every mail of the incident refers to it, so none has to arrive first.
std::string thread_headers(const Alert& alert, const std::string& domain) {
    if (alert.incident.empty()) return {};
    const std::string root = "<" + header_token(alert.incident) + ".incident@" + domain + ">";
    return "In-Reply-To: " + root + "\r\nReferences: " + root + "\r\n";
}

std::string own_headers(const Alert& alert) {
    return "X-Nameward-Id: " + header_token(alert.id) + "\r\nX-Nameward-Domain: " + header_token(alert.domain) +
           "\r\n" + header("X-Nameward-Severity", to_string(alert.severity)) +
           header("X-Nameward-Event", to_string(alert.type)) +
           (alert.severity == Severity::critical ? "Importance: high\r\n" : "");
}

std::string headers(const Alert& alert, const MailAddresses& addresses, Now now) {
    const std::string domain = domain_of(addresses.from);
    return "Date: " + mail_date(now.wall) + "\r\nFrom: Nameward <" + header_token(addresses.from) + ">\r\n" +
           recipients(addresses.to) + header("Subject", mail_subject(alert)) + "Message-ID: <" +
           header_token(alert.id) + "@" + domain + ">\r\n" + thread_headers(alert, domain) +
           "Auto-Submitted: auto-generated\r\nList-Id: Nameward alerts <nameward." + domain + ">\r\n" +
           own_headers(alert) + "MIME-Version: 1.0\r\n";
}

std::string part(const std::string& type, const std::string& text) {
    return "Content-Type: " + type + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
           quoted_printable(text) + "\r\n";
}

std::string body(const Letter& letter) {
    // "=_" cannot come from quoted-printable, so the boundary is in no part.
    const std::string boundary = "=_nameward_alternative_=";
    return "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n" +
           part("text/plain", as_text(letter)) + "--" + boundary + "\r\n" + part("text/html", as_html(letter)) + "--" +
           boundary + "--\r\n";
}

}  // namespace

std::string mail_subject(const Alert& alert) {
    const bool is_test = alert.type == Alert::Type::test;
    const bool says_over = alert.summary.starts_with("over: ");
    const std::string_view suffix = alert.type == Alert::Type::updated                ? " (update)"
                                    : alert.type == Alert::Type::closed && !says_over ? " (over)"
                                                                                      : "";
    const std::string subject = "[nameward] " + upper(to_string(alert.severity)) + " " + alert.domain + ": " +
                                (is_test ? "TEST: " : "") + without_odd_names(escape_text(alert.summary));
    return escape_text(subject, kMaxSubject).append(suffix);
}

std::string mail_message(const Alert& alert, const MailAddresses& addresses, Now now) {
    const std::string head = headers(alert, addresses, now);
    std::string mail;
    for (const auto& room : kRooms) {
        mail = head + body(write_letter(alert, room));
        if (mail.size() < kMaxMail) break;
    }
    return mail;
}

}  // namespace nameward::sinks
