// What an answer means for a delivery (product page: Delivery).
#pragma once

#include "nameward/sink.h"

namespace nameward::sinks {

// 2xx delivered; 408, 425, 429, 5xx and what is no final answer transient; 410 gone; 3xx and the other 4xx rejected.
Done::Verdict verdict_of_http(int status);

// 2xx delivered, 5xx rejected (a refused login included), the rest transient.
Done::Verdict verdict_of_smtp(int code);

Done transient(std::string answer);

}  // namespace nameward::sinks
