#include "core/redact.h"

#include <algorithm>
#include <unordered_set>

#include "core/base64.h"

namespace nameward::core {
namespace {

constexpr std::size_t kShortestSecret = 4;
// Of a longer secret. Less of it betrays little, and words such as "nameward" and "webhook" may stay readable.
constexpr std::size_t kShortestPart = 9;
constexpr std::size_t kShortestUrlPart = 8;  // tokens in URLs are longer

// Marks the bytes of `text` that stand in the secret with enough of their neighbours.
void hide(std::string_view text, std::string_view secret, std::vector<bool>& hidden) {
    const auto length = std::min(secret.size(), kShortestPart);
    std::unordered_set<std::string_view> parts;
    for (std::size_t at = 0; at + length <= secret.size(); ++at) parts.insert(secret.substr(at, length));
    for (std::size_t at = 0; at + length <= text.size(); ++at)
        if (parts.contains(text.substr(at, length)))
            std::fill_n(hidden.begin() + static_cast<std::ptrdiff_t>(at), length, true);
}

}  // namespace

std::string redact(std::string_view text, const std::vector<std::string>& secrets) {
    std::vector<bool> hidden(text.size(), false);
    for (const auto& secret : secrets)
        if (secret.size() >= kShortestSecret) hide(text, secret, hidden);
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!hidden[at])
            result += text[at];
        else if (at == 0 || !hidden[at - 1])
            result += "[secret]";
    }
    return result;
}

std::vector<std::string> password_forms(const std::string& user, const std::string& password) {
    if (password.empty()) return {};
    const std::string plain = std::string(1, '\0') + user + '\0' + password;
    return {password, base64_encode(password), base64_encode(plain)};
}

std::vector<std::string> url_secrets(std::string_view url) {
    std::vector<std::string> secrets;
    const auto authority = url.find("://");
    if (authority == std::string_view::npos) return {std::string(url)};
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
