// What the readers of Microsoft's sign-in documents share. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "nameward/result.h"

namespace nameward::formats {

// The object that an answer with HTTP 200 holds. The Error says in a clause why there is none: another status (none of
// them is a word on the tenant), no JSON, or one of these services' own error documents.
Result<nlohmann::json> microsoft_object(int status, std::string_view body);

// The text under this key, without control characters and cut to 512 bytes: it is chosen by whoever owns the tenant.
// nullopt where there is no text.
std::optional<std::string> text_at(const nlohmann::json& object, const char* key);

}  // namespace nameward::formats
