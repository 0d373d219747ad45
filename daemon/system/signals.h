// TERM, INT and HUP as values that the main loop reads, instead of handlers that interrupt anything.
#pragma once

#include <signal.h>

#include <chrono>
#include <optional>

#include "system/descriptor.h"

namespace nameward {

enum class Signal { stop, reload };  // TERM or INT; HUP

// Make one in main() before any thread starts: the signals are blocked from then on, in every thread. SIGPIPE is
// ignored, since a receiver that hangs up is the error of one write. Destruction brings the former state back.
class Signals {
  public:
    Signals();
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    // The next signal, or nullopt when none came in time.
    std::optional<Signal> wait(std::chrono::milliseconds timeout);

  private:
    sigset_t former_mask_{};
    struct sigaction former_pipe_ {};
    Descriptor descriptor_;
};

}  // namespace nameward
