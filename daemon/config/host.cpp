#include "config/host.h"

#include <algorithm>

#include "nameward/domain.h"
#include "nameward/ip_address.h"

namespace nameward::config {
namespace {

bool is_single_label(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(), fits) && !std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

Result<std::string> parse_host_name(std::string_view text) {
    if (is_single_label(text)) {
        std::string name(text);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        return name;
    }
    const auto domain = Domain::parse(text);
    if (!domain) return domain.error();
    return domain->name();
}

Result<std::string> parse_host(std::string_view text) {
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    const auto address = IpAddress::parse(bracketed ? text.substr(1, text.size() - 2) : text);
    if (address && (!bracketed || address->family == IpAddress::Family::v6)) return address->text();
    return parse_host_name(text);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    if (text.empty() || text.size() > 5) return std::nullopt;
    unsigned value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    if (value == 0 || value > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(value);
}

std::optional<HostPort> split_host_port(std::string_view text) {
    if (!text.empty() && text.front() == '[') {
        const auto close = text.find(']');
        if (close == text.npos) return std::nullopt;
        const auto rest = text.substr(close + 1);
        if (rest.empty()) return HostPort{text.substr(1, close - 1), std::nullopt, true};
        if (rest.front() != ':') return std::nullopt;
        return HostPort{text.substr(1, close - 1), rest.substr(1), true};
    }
    const auto colon = text.find(':');
    if (colon == text.npos) return HostPort{text, std::nullopt, false};
    if (colon == text.rfind(':')) return HostPort{text.substr(0, colon), text.substr(colon + 1), false};
    if (!IpAddress::parse(text)) return std::nullopt;
    return HostPort{text, std::nullopt, false};
}

}  // namespace nameward::config
