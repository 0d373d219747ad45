#include "dns/random.h"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

namespace nameward::dns {
namespace {

void from_kernel(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const ssize_t got = getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw std::system_error(errno, std::generic_category(), "getrandom");
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace

void Random::fill(std::span<std::uint8_t> out) {
    for (std::uint8_t& byte : out) {
        if (left_ == 0) {
            from_kernel(stock_);
            left_ = stock_.size();
        }
        byte = stock_[--left_];
    }
}

std::uint16_t Random::u16() {
    std::array<std::uint8_t, 2> bytes{};
    fill(bytes);
    return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

}  // namespace nameward::dns
