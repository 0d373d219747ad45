#include "scarce_memory.h"

#include <cstdlib>
#include <new>

namespace {

thread_local int left = 0;  // allocations until the one that fails; 0 = none does

}  // namespace

// Not inlined: a compiler that sees free() in the place of a delete takes it for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size) {
    if (left > 0 && --left == 0) throw std::bad_alloc();
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}

[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return std::malloc(size == 0 ? 1 : size);
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}

namespace nameward::test {

ScarceMemory::ScarceMemory(int nth) {
    left = nth;
}

ScarceMemory::~ScarceMemory() {
    left = 0;
}

bool ScarceMemory::struck() const {
    return left == 0;
}

}  // namespace nameward::test
