// A message body that fits the receivers' limits. Pure.
#pragma once

#include <cstddef>
#include <string>

namespace nameward::formats {

// Reverse proxies refuse bodies from 1 MiB on (nginx), queues and functions behind them from 256 KiB on.
inline constexpr std::size_t kMostBody = std::size_t{256} * 1024 - 1;

// A webhook's body as it is where it fits. Otherwise its lists of texts end with "and 900 more", long texts with "...",
// and of the changes and findings the first stay, with the number of the others in data.left_out.
std::string shortened(std::string body);

}  // namespace nameward::formats
