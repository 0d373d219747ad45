#include "formats/whois_servers.h"

#include <algorithm>
#include <array>
#include <map>

#include "formats/registration.h"
#include "formats/text_pieces.h"
#include "formats/whois_lines.h"
#include "formats/word_tables.h"
#include "nameward/ip_address.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

// Seen in answers; nobody answers there.
constexpr std::array<std::string_view, 2> kWrong{"whois.godaddy", "porkbun.com"};

std::map<std::string, WhoisForm, std::less<>> read_forms() {
    std::map<std::string, WhoisForm, std::less<>> forms;
    auto text = embedded_text("whois-servers.txt");
    while (!text.empty()) {
        auto line = trimmed(next_line(text));
        if (line.empty() || line.front() == '#') continue;
        const auto host = next_word(line), charset = next_word(line);
        forms[std::string(host)] = {std::string(trimmed(line)), charset == "-" ? "" : std::string(charset)};
    }
    return forms;
}

std::optional<std::string> host_in(std::string_view written) {
    auto text = lower(trimmed(written));
    if (const auto scheme = text.find("://"); scheme != text.npos) text.erase(0, scheme + 3);
    text = text.substr(0, text.find_first_of("/: \t"));
    if (IpAddress::parse(text)) return std::nullopt;
    return host_name(text);
}

}  // namespace

std::string whois_referral(std::string_view answer) {
    std::string whois;
    for (const auto& line : whois_lines(answer)) {
        if (line.label != "refer" && line.label != "whois") continue;
        const auto host = host_in(line.value);
        if (!host) continue;
        if (line.label == "refer") return *host;
        if (whois.empty()) whois = *host;
    }
    return whois;
}

bool tells_of_tld(std::string_view answer, const std::string& tld) {
    const auto lines = whois_lines(answer);
    return std::any_of(lines.begin(), lines.end(), [&](const WhoisLine& line) {
        if (line.label != "domain" && line.label != "domain ace") return false;
        return lower(line.value) == tld || host_name(line.value) == tld;
    });
}

std::optional<std::string> registrar_whois_host(std::string_view written, const std::string& asked) {
    auto host = host_in(written);
    if (!host || *host == asked) return std::nullopt;
    for (const auto wrong : kWrong)
        if (*host == wrong) return std::nullopt;
    return host;
}

WhoisForm whois_form(const std::string& host, const std::string& name) {
    static const auto forms = read_forms();
    constexpr std::string_view kName = "{name}";
    const auto found = forms.find(host);
    if (found == forms.end()) return {name, {}};
    auto form = found->second;
    if (const auto at = form.query.find(kName); at != form.query.npos) form.query.replace(at, kName.size(), name);
    return form;
}

}  // namespace nameward::formats
