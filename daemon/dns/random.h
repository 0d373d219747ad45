// Unpredictable bytes from the kernel: ids, ports and letter case are what an off-path forger has to guess.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace nameward::dns {

// Not thread-safe; one per thread. Every byte is handed out once. Throws std::system_error where the kernel has none.
class Random {
  public:
    void fill(std::span<std::uint8_t> out);
    std::uint16_t u16();

  private:
    std::array<std::uint8_t, 512> stock_{};
    std::size_t left_ = 0;
};

}  // namespace nameward::dns
