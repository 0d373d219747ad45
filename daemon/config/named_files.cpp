// The files that the configuration is made of and that it names: what kind they are and who may write them.
#include <sys/stat.h>

#include <optional>

#include "config/sections.h"

namespace nameward::config {
namespace {

constexpr off_t kLargestNamedFile = off_t{4} << 20;  // a bundle of all authorities has a quarter of a MiB

std::optional<struct stat> status_of(const Path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

std::string kind_of(const struct stat& status) {
    if (S_ISDIR(status.st_mode)) return "a directory";
    if (S_ISFIFO(status.st_mode)) return "a pipe";
    if (S_ISSOCK(status.st_mode)) return "a socket";
    return "a device";
}

// Whoever reads a pipe or a device may wait for ever, or never come to an end.
void judge(const FileNamed& file, Report& report) {
    const auto status = status_of(file.path);
    if (!status) return;  // advise() speaks of those that are missing
    if (!S_ISREG(status->st_mode))
        report.error(file.place, file.path.string() + " is " + kind_of(*status) + ", expected a regular file");
    else if (status->st_size > kLargestNamedFile)
        report.error(file.place, "the file " + file.path.string() + " has more than 4 MiB; is it the right one?");
}

void note_writable(const Place& place, const Path& file, Report& report) {
    const auto status = status_of(file);
    if (status && (status->st_mode & S_IWOTH) != 0)
        report.warn(place, file.string() + " can be written by everybody on this machine: chmod o-w it");
}

}  // namespace

void judge_files(const Config& config, const std::vector<Path>& parts, Report& report) {
    for (const FileNamed& file : report.files) {
        if (file.path == config.store) continue;  // the store says more about its own
        judge(file, report);
        note_writable(file.place, file.path, report);
    }
    note_writable({config.file.string(), 0, 0}, config.file, report);
    for (const Path& part : parts) note_writable({part.string(), 0, 0}, part, report);
    const Path folder = config.file.parent_path() / "conf.d";
    note_writable({folder.string(), 0, 0}, folder, report);
}

}  // namespace nameward::config
