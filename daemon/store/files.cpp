#include "store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace nameward::store {
namespace {

[[noreturn]] void fail(const char* attempt, const std::filesystem::path& path) {
    throw std::filesystem::filesystem_error(attempt, path, std::error_code(errno, std::generic_category()));
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
    return std::filesystem::absolute(file).parent_path();
}

void create_folder(const std::filesystem::path& folder) {
    if (std::filesystem::exists(folder)) return;
    create_folder(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail("make the folder", folder);
}

}  // namespace

void create_folder_of(const std::filesystem::path& file) {
    create_folder(folder_of(file));
}

void create_private(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) fail("make the file", file);
    ::close(descriptor);
    sync_folder(file);
}

void sync_folder(const std::filesystem::path& file) {
    const auto folder = folder_of(file);
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail("open the folder", folder);
    const int failed = ::fsync(descriptor);
    ::close(descriptor);
    // Some file systems cannot sync a folder and say so with EINVAL.
    if (failed != 0 && errno != EINVAL) fail("make durable the folder", folder);
}

std::string why_not_a_file(const std::filesystem::path& file) {
    using std::filesystem::file_type;
    std::error_code failed;
    switch (std::filesystem::status(file, failed).type()) {
        case file_type::regular:
        case file_type::none:  // it cannot be seen: whoever opens it says why
            return "";
        case file_type::not_found:
            return std::filesystem::is_symlink(std::filesystem::symlink_status(file, failed))
                       ? "it is a link that leads nowhere"
                       : "";
        case file_type::directory:
            return "it is a folder";
        default:
            return "it is no ordinary file";
    }
}

bool is_empty_or_missing(const std::filesystem::path& file) {
    return !std::filesystem::exists(file) || std::filesystem::file_size(file) == 0;
}

}  // namespace nameward::store
