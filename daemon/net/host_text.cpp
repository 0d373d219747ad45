#include "net/host_text.h"

#include "nameward/text.h"

namespace nameward::net {

std::string without_brackets(const std::string& host) {
    return host.size() > 2 && host.front() == '[' ? host.substr(1, host.size() - 2) : host;
}

std::string with_brackets(const std::string& host) {
    return host.find(':') == std::string::npos || host.front() == '[' ? host : "[" + host + "]";
}

std::string with_port(const std::string& host, std::uint16_t port) {
    return with_brackets(host) + ":" + std::to_string(port);
}

std::string plain_host(const std::string& host) {
    std::string plain = lower(without_brackets(host));
    if (plain.ends_with('.')) plain.pop_back();
    return plain;
}

bool is_localhost(const std::string& host) {
    return host == "localhost" || host.ends_with(".localhost");
}

std::string in_seconds(std::chrono::milliseconds duration) {
    if (duration.count() % 1000 == 0) return std::to_string(duration.count() / 1000) + " s";
    return std::to_string(duration.count()) + " ms";
}

}  // namespace nameward::net
