#include "commands/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "commands/table.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

constexpr std::chrono::milliseconds kBetweenUpdates{100};
constexpr std::string_view kEmptyLine = "\r\x1b[K";

std::size_t columns_of(int terminal) {
    winsize size{};
    if (ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

}  // namespace

Progress::Progress(int descriptor) : descriptor_(descriptor), terminal_(isatty(descriptor) == 1) {}

Progress::~Progress() {
    clear();
}

void Progress::update(std::size_t done, std::size_t all, std::string_view what) {
    if (!terminal_) return;
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + kBetweenUpdates;
    shown_ = true;
    // One column stays free: a line that fills the last one would wrap.
    write(std::string(kEmptyLine) + progress_line(done, all, what, columns_of(descriptor_) - 1));
}

void Progress::clear() {
    const std::lock_guard lock(mutex_);
    if (shown_) write(kEmptyLine);
    shown_ = false;
}

void Progress::write(std::string_view text) const {
    [[maybe_unused]] const auto written = ::write(descriptor_, text.data(), text.size());  // only a courtesy
}

std::string progress_line(std::size_t done, std::size_t all, std::string_view what, std::size_t columns) {
    const auto line = std::to_string(done) + " of " + std::to_string(all) + "  " + escape_text(what);
    std::string cut;
    for (std::size_t at = 0; at < line.size();) {
        auto end = at + 1;
        while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) ++end;
        if (display_width(cut + line.substr(at, end - at)) > columns) break;
        cut += line.substr(at, end - at);
        at = end;
    }
    return cut;
}

}  // namespace nameward::commands
