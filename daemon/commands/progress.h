// "sweep: 40 of 120, example.com records" on the last line of a terminal, while something long goes on.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace nameward::commands {

// Thread-safe. Writes to the terminal behind `descriptor`, nothing at all when it is none. At most 10 updates a second;
// destruction leaves the line empty.
class Progress {
  public:
    explicit Progress(int descriptor);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // `what` may be of remote origin.
    void update(std::size_t done, std::size_t all, std::string_view what);
    // Before something else is printed.
    void clear();

  private:
    void write(std::string_view text) const;

    int descriptor_;
    bool terminal_;
    std::mutex mutex_;  // guards the two below
    bool shown_ = false;
    std::chrono::steady_clock::time_point next_{};
};

// The line as it is shown, cut to `columns`.
std::string progress_line(std::size_t done, std::size_t all, std::string_view what, std::size_t columns);

}  // namespace nameward::commands
