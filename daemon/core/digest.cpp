#include "core/digest.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace nameward::core {
namespace {

constexpr std::size_t kIdBytes = 16;

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available in this OpenSSL");
    return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string content_id(std::string_view prefix, const std::vector<std::string>& parts) {
    std::string all;
    for (const auto& part : parts) all += std::to_string(part.size()) + ':' + part;
    return std::string(prefix) + hex(sha256(all).substr(0, kIdBytes));
}

}  // namespace nameward::core
