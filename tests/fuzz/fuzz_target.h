// What a fuzz target brings for the driver that runs it without libFuzzer.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

// Good inputs, to be damaged.
std::vector<std::string> good_inputs();

inline void demand(bool holds, const char* promise) {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}
