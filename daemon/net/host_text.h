// Host names, times and our own end as they stand in URLs and sentences.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace nameward::net {

// IPv6 stands in brackets in a URL, and without them everywhere else.
std::string without_brackets(const std::string& host);
std::string with_brackets(const std::string& host);

// "example.com:443", "[::1]:443".
std::string with_port(const std::string& host, std::uint16_t port);

// One spelling of a host: lower case, without trailing dot, without brackets.
std::string plain_host(const std::string& host);

// RFC 6761, 6.3: always loopback, known without asking anybody.
bool is_localhost(const std::string& host);

// Why a question ended that we broke off ourselves.
inline constexpr const char* kStopping = "Nameward stops or has read a new configuration";

// "20 s", "1500 ms".
std::string in_seconds(std::chrono::milliseconds duration);

}  // namespace nameward::net
