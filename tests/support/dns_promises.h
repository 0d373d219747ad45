// What the reader of DNS messages promises for any bytes whatever.
#pragma once

#include <string>

#include "dns/wire.h"

namespace nameward::test {

// Empty, or which promise does not hold for this packet: texts are printable, names lead back to their wire form,
// canonical RDATA stays what it is when it is read again.
std::string broken_promise(dns::Bytes packet);

}  // namespace nameward::test
