#include "config/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace nameward::config {
namespace {

constexpr std::size_t kLargestText = 1024 * 1024;

Error failed(const std::string& why) {
    return Error{ErrorKind::config, "the configuration cannot be read: " + why};
}

}  // namespace

Result<std::string> read_text_file(const Path& file) {
    std::error_code trouble;
    const auto status = std::filesystem::status(file, trouble);
    if (trouble == std::errc::no_such_file_or_directory)
        return failed(trouble.message() + "; `nameward init` writes one, --config names another");
    if (trouble) return failed(trouble.message());
    if (!std::filesystem::is_regular_file(status)) return failed("it is not a regular file");
    std::ifstream in(file, std::ios::binary);
    if (!in) return failed(std::strerror(errno));
    std::string content(kLargestText + 1, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (in.bad()) return failed("reading stopped half-way");
    content.resize(static_cast<std::size_t>(in.gcount()));
    if (content.size() > kLargestText) return failed("it has more than 1 MiB; split it into files in conf.d");
    return content;
}

}  // namespace nameward::config
