#include "commands/progress.h"

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

#include "catch.h"
#include "commands/table.h"
#include "scratch_folder.h"
#include "system/descriptor.h"

using namespace nameward;
using namespace nameward::commands;

namespace {

// A terminal of 40 columns, and what was written to it.
class Terminal {
  public:
    Terminal() {
        winsize size{};
        size.ws_col = 40;
        size.ws_row = 10;
        int master = -1, slave = -1;
        if (openpty(&master, &slave, nullptr, nullptr, &size) != 0) return;
        master_ = Descriptor(master);
        slave_ = Descriptor(slave);
        fcntl(master, F_SETFL, O_NONBLOCK);
    }
    // A bare root without /dev/pts has no terminals to try this on.
    bool exists() const {
        if (!slave_) WARN("this machine gives no pseudo-terminal: progress on a terminal is not tried");
        return static_cast<bool>(slave_);
    }
    int descriptor() const { return slave_.get(); }
    std::string written() {
        std::array<char, 65536> text{};
        const auto got = read(master_.get(), text.data(), text.size());
        return got < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(got));
    }

  private:
    Descriptor master_, slave_;
};

std::size_t count_of(const std::string& piece, const std::string& text) {
    std::size_t count = 0;
    for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("progress is one line of the terminal, gone at the end", "[commands]") {
    Terminal terminal;
    if (!terminal.exists()) return;
    {
        Progress progress(terminal.descriptor());
        progress.update(40, 120, "example.com records");
        CHECK(terminal.written() == "\r\x1b[K40 of 120  example.com records");
    }
    CHECK(terminal.written() == "\r\x1b[K");
}

TEST_CASE("a thousand steps at once are at most some updates", "[commands]") {
    Terminal terminal;
    if (!terminal.exists()) return;
    Progress progress(terminal.descriptor());
    const auto begun = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < 1000; ++i) progress.update(i, 1000, "example.com");
    const auto tenths = (std::chrono::steady_clock::now() - begun) / std::chrono::milliseconds(100);
    const auto updates = count_of(" of 1000", terminal.written());
    CHECK(updates >= 1);
    CHECK(updates <= static_cast<std::size_t>(tenths) + 1);
}

TEST_CASE("clearing what was never shown writes nothing", "[commands]") {
    Terminal terminal;
    if (!terminal.exists()) return;
    {
        Progress progress(terminal.descriptor());
        progress.clear();
    }
    CHECK(terminal.written().empty());
}

TEST_CASE("a file gets no progress", "[commands]") {
    const ScratchFolder folder;
    const Descriptor file(open((folder / "err").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    {
        Progress progress(file.get());
        progress.update(1, 2, "example.com");
    }
    CHECK(std::filesystem::file_size(folder / "err") == 0);
}

TEST_CASE("the line is escaped and fits its columns, at whole characters", "[commands]") {
    CHECK(progress_line(1, 2, "a\x1b[2J", 80) == "1 of 2  a\\x1b[2J");
    CHECK(progress_line(1, 2, "example.com", 12) == "1 of 2  exam");
    CHECK(progress_line(1, 2, "\xe4\xbe\x8b\xe4\xbe\x8b", 11) == "1 of 2  \xe4\xbe\x8b");
    CHECK(display_width(progress_line(1, 2, std::string(500, 'x'), 40)) == 40);
}
