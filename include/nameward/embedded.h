// Text files that travel inside the binary (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace nameward::embedded {

struct File {
    std::string_view name, text;
};

std::span<const File> migrations();    // in order of their numbers
std::span<const File> registration();  // config/registration: what is known of registries

}  // namespace nameward::embedded
