#include "formats/microsoft_json.h"

#include "formats/bounded_json.h"
#include "formats/json_access.h"
#include "formats/text_pieces.h"

namespace nameward::formats {
namespace {

constexpr std::size_t kMostText = 512;  // of a name or address; the longest seen have 200 bytes

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string harmless(std::string text) {
    std::erase_if(text, is_control);
    return std::string(head(text, kMostText));
}

}  // namespace

Result<Json> microsoft_object(int status, std::string_view body) {
    if (status >= 300 && status < 400)
        return Error{ErrorKind::transient, "HTTP " + std::to_string(status) + ", and redirects are not followed here"};
    if (status != 200) return Error{ErrorKind::transient, "HTTP " + std::to_string(status)};
    auto json = parse_json_object(body);
    if (!json) return Error{ErrorKind::malformed, "what came is not the document asked for: " + json.error().what};
    if (json->contains("error")) return Error{ErrorKind::malformed, "an error document came with HTTP 200"};
    return json;
}

std::optional<std::string> text_at(const Json& object, const char* key) {
    const auto* found = member(object, key);
    if (!found || !found->is_string()) return std::nullopt;
    return harmless(found->get<std::string>());
}

}  // namespace nameward::formats
