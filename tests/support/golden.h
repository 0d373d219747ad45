// Whole texts that people read, kept in tests/golden/ and reviewed as a diff. `NAMEWARD_REWRITE_GOLDEN=1 unit_tests`
// writes them anew.
#pragma once

#include <string>

#include "catch.h"

// The text of tests/golden/<name>; with NAMEWARD_REWRITE_GOLDEN it becomes `actual` first.
std::string golden(const std::string& name, const std::string& actual);

#define CHECK_GOLDEN(name, actual)                           \
    do {                                                     \
        const std::string golden_actual = (actual);          \
        CHECK(golden_actual == golden(name, golden_actual)); \
    } while (false)
