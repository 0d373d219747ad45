// Takes secrets out of what a receiver said: it knows them and may say them back to us.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nameward::core {

// Replaces what is a secret, or nine or more bytes of one, by "[secret]": receivers shorten what they quote, and so
// does whoever read the text up to a limit. Secrets under 4 bytes are left alone: they are found everywhere by chance.
std::string redact(std::string_view text, const std::vector<std::string>& secrets);

// The forms in which SMTP AUTH sends a password: itself, and base64 of it and of the PLAIN triple.
std::vector<std::string> password_forms(const std::string& user, const std::string& password);

// The parts of a URL that may be secret: its user, its path with its query, and of these each piece that is long enough
// not to be a word.
std::vector<std::string> url_secrets(std::string_view url);

}  // namespace nameward::core
