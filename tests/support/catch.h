// Catch2 2 (Debian 12) and 3 (Debian 13) behind one include. Keep to TEST_CASE, SECTION, CHECK, REQUIRE and INFO.
#pragma once

#ifdef CATCH_V2
#include <catch2/catch.hpp>
#else
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#endif
