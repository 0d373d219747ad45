// Bytes of any of the encodings that registries use, as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace nameward::formats {

bool is_utf8(std::string_view bytes);

// UTF-8 where that is what the bytes are (a byte order mark is taken off); else from `charset`: "iso-8859-1",
// "windows-1251", "iso-2022-jp"; else from ISO 8859-1, in which every byte is a character. Bytes that `charset` does
// not know become U+FFFD. ISO 2022-JP is ASCII bytes only: it is tried first where it is declared.
std::string to_utf8(std::string_view bytes, std::string_view charset = {});

}  // namespace nameward::formats
