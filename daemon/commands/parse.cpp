#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "commands/commands.h"
#include "formats/rdap.h"
#include "formats/text_encoding.h"
#include "formats/whois.h"

namespace nameward::commands {
namespace {

// As much as the collector takes of one answer, and one byte more, so that what is longer is noticed.
constexpr std::size_t kMostBytes = std::size_t{512} * 1024;

std::optional<std::string> read_all(std::istream& in) {
    std::string bytes(kMostBytes + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

std::optional<std::string> input(const Arguments& arguments) {
    if (arguments.file.empty() || arguments.file == "-") return read_all(std::cin);
    std::ifstream file(arguments.file, std::ios::binary);
    return file ? read_all(file) : std::nullopt;
}

formats::Registration read(const std::string& format, const std::string& bytes) {
    if (bytes.size() > kMostBytes) {
        formats::Registration too_long;
        too_long.reason = "the answer has more than 512 KiB";
        return too_long;
    }
    return format == "rdap" ? formats::read_rdap(bytes) : formats::read_whois(formats::to_utf8(bytes));
}

}  // namespace

int parse(const Arguments& arguments, const Console& console) {
    const auto bytes = input(arguments);
    if (!bytes) {
        const auto name = arguments.file.empty() ? std::string("stdin") : arguments.file.string();
        console.say("cannot read " + name + "; nothing is parsed");
        return 1;
    }
    auto registration = read(arguments.format, *bytes);
    if (registration.domain.empty() && !arguments.domains.empty())
        registration.domain = formats::host_name(arguments.domains.front()).value_or("");
    console.out << formats::to_json(registration) << '\n';
    return 0;  // an answer of every class is parsed
}

}  // namespace nameward::commands
