// A bounds-checked cursor over a part of a packet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dns/wire.h"

namespace nameward::dns {

inline constexpr std::size_t kHeaderSize = 12;
inline constexpr std::size_t kLongestName = 255;  // wire bytes, RFC 1035 3.1
inline constexpr std::size_t kLongestLabel = 63;

// A read past the end, or of something that is not there, fails the reader for good and yields zeros or nothing:
// whoever reads checks ok() once behind a group of reads.
class Reader {
  public:
    // Reads packet[begin, end). Names inside may point back to anything behind the header.
    Reader(Bytes packet, std::size_t begin, std::size_t end)
        : packet_(packet), position_(begin), end_(end), ok_(begin <= end && end <= packet.size()) {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return number(4); }
    // Lives as long as the packet.
    std::string_view bytes(std::size_t count);
    // Wire form, expanded, in the letter case received.
    std::string name();

    void fail() { ok_ = false; }
    bool ok() const { return ok_; }
    std::size_t position() const { return position_; }
    std::size_t left() const { return ok_ ? end_ - position_ : 0; }

  private:
    std::uint32_t number(std::size_t size);

    Bytes packet_;
    std::size_t position_, end_;
    bool ok_;
};

}  // namespace nameward::dns
