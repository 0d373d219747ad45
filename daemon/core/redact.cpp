#include "core/redact.h"

#include <algorithm>

#include "core/base64.h"

namespace nameward::core {
namespace {

constexpr std::size_t kShortestSecret = 4;
constexpr std::size_t kShortestUrlPart = 8;  // tokens in URLs are longer; "nameward" and "webhook" may stay readable

void replace_all(std::string& text, const std::string& secret) {
    constexpr std::string_view mark = "[secret]";
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + mark.size()))
        text.replace(at, secret.size(), mark);
}

}  // namespace

std::string redact(std::string text, std::vector<std::string> secrets) {
    std::sort(secrets.begin(), secrets.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (const auto& secret : secrets)
        if (secret.size() >= kShortestSecret) replace_all(text, secret);
    return text;
}

std::vector<std::string> password_forms(const std::string& user, const std::string& password) {
    if (password.empty()) return {};
    const std::string plain = std::string(1, '\0') + user + '\0' + password;
    return {password, base64_encode(password), base64_encode(plain)};
}

std::vector<std::string> url_secrets(std::string_view url) {
    std::vector<std::string> secrets{std::string(url)};
    const auto authority = url.find("://");
    if (authority == std::string_view::npos) return secrets;
    const auto path = url.find_first_of("/?#", authority + 3);
    const std::string_view host = url.substr(authority + 3, path - authority - 3);
    std::string_view rest = path == std::string_view::npos ? std::string_view() : url.substr(path);
    if (rest.size() > 1) secrets.emplace_back(rest);
    if (const auto user = host.rfind('@'); user != std::string_view::npos) secrets.emplace_back(host.substr(0, user));
    while (!rest.empty()) {
        const auto end = std::min(rest.find_first_of("/?#&=", 1), rest.size());
        if (end > kShortestUrlPart) secrets.emplace_back(rest.substr(1, end - 1));
        rest.remove_prefix(end);
    }
    return secrets;
}

}  // namespace nameward::core
