// What a fuzz target brings for the driver that runs it without libFuzzer.
#pragma once

#include <string>
#include <vector>

// Good inputs, to be damaged.
std::vector<std::string> good_inputs();
