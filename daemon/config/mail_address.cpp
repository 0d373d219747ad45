#include "config/mail_address.h"

#include <algorithm>

#include "config/host.h"

namespace nameward::config {
namespace {

constexpr std::size_t kLongestLocal = 64;  // RFC 5321 4.5.3.1.1

bool is_atext(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
    if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != text.npos) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atext(c); });
}

}  // namespace

Result<MailAddress> parse_mail_address(std::string_view text) {
    const auto refused = [&](const std::string& why) {
        return Error{ErrorKind::config, "'" + std::string(text) + "' is no e-mail address: " + why};
    };
    if (text.find_first_of("<>") != text.npos) return refused("write it alone, without name and < >");
    const auto at = text.rfind('@');
    if (at == text.npos) return refused("write local@host, such as soc@example.org");
    const auto local = text.substr(0, at);
    if (!is_dot_atom(local) || local.size() > kLongestLocal)
        return refused("the part before the @ cannot be mailed to");
    const auto host = parse_host_name(text.substr(at + 1));
    if (!host) return refused(host.error().what);
    return MailAddress{std::string(local), *host};
}

}  // namespace nameward::config
