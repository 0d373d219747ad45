#include "formats/text_encoding.h"

#include <iconv.h>

#include <memory>

#include "nameward/text.h"

namespace nameward::formats {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string from_latin_1(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            text.push_back(c);
        } else {
            text.push_back(static_cast<char>(0xC0 | (byte >> 6)));
            text.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
        }
    }
    return text;
}

class Converter {
  public:
    explicit Converter(const std::string& charset) : handle_(iconv_open("UTF-8", charset.c_str())) {}
    ~Converter() {
        if (good()) iconv_close(handle_);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    bool good() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    std::string convert(std::string_view bytes) {
        std::string input(bytes), text;
        char* from = input.data();
        std::size_t left = input.size();
        while (left > 0) {
            char buffer[4096];
            char* to = buffer;
            std::size_t room = sizeof buffer;
            const auto done = iconv(handle_, &from, &left, &to, &room);
            text.append(buffer, sizeof buffer - room);
            if (done != static_cast<std::size_t>(-1) || room < 8) continue;
            text += kReplacement;  // a byte that the charset does not know
            ++from;
            --left;
        }
        return text;
    }

  private:
    iconv_t handle_;
};

}  // namespace

bool is_utf8(std::string_view bytes) {
    // as_utf8() leaves valid UTF-8 as it is, but for the backslash of what looks like a byte in hex: both have to stay.
    std::string without(bytes);
    for (auto& c : without)
        if (c == '\\') c = '/';
    return as_utf8(without) == without;
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    const bool stateful = charset == "iso-2022-jp" && bytes.find('\x1b') != bytes.npos;
    if (!stateful && is_utf8(bytes))
        return std::string(bytes.starts_with(kByteOrderMark) ? bytes.substr(kByteOrderMark.size()) : bytes);
    if (!charset.empty() && charset != "iso-8859-1" && charset != "utf-8") {
        Converter converter{std::string(charset)};
        if (converter.good()) return converter.convert(bytes);
    }
    return from_latin_1(bytes);
}

}  // namespace nameward::formats
