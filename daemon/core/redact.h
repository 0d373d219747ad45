// Takes secrets out of what a receiver said: it knows them and may say them back to us.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nameward::core {

// Replaces each occurrence of each secret by "[secret]", the longest first. Secrets under 4 bytes are left alone: they
// are found everywhere by chance.
std::string redact(std::string text, std::vector<std::string> secrets);

// The forms in which SMTP AUTH sends a password: itself, and base64 of it and of the PLAIN triple.
std::vector<std::string> password_forms(const std::string& user, const std::string& password);

// The parts of a URL that may be secret: it itself, and of user, path and query what is long enough not to be a word.
std::vector<std::string> url_secrets(std::string_view url);

}  // namespace nameward::core
