// Runs a fuzz target without libFuzzer: COUNT damaged copies of the target's good samples, the same ones for the same
// SEED, and the files named behind them as they are.
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "mutate.h"
#include "samples.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::optional<unsigned> number(const std::string& text) {
    unsigned value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return value;
}

void run(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

void run_damaged(unsigned count, unsigned seed) {
    std::mt19937 random(seed);
    const auto samples = nameward::test::fuzz_samples();
    for (const auto& sample : samples) run(sample);
    for (unsigned i = 0; i < count; ++i) run(nameward::test::mutated(samples[random() % samples.size()], random));
}

bool run_file(const char* path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        std::fprintf(stderr, "cannot read %s\n", path);
        return false;
    }
    run({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const auto count = argc > 2 ? number(argv[1]) : std::nullopt;
    const auto seed = argc > 2 ? number(argv[2]) : std::nullopt;
    if (!count || !seed) {
        std::fprintf(stderr, "usage: %s COUNT SEED [FILE...]\n", argv[0]);
        return 2;
    }
    run_damaged(*count, *seed);
    for (int i = 3; i < argc; ++i)
        if (!run_file(argv[i])) return 1;
    std::printf("%u damaged inputs of seed %u and %d files: no promise broken\n", *count, *seed, argc - 3);
}
