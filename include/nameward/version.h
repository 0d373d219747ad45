#pragma once

namespace nameward {
const char* version();  // "0.1.0"
}
