#include "nameward/version.h"

#include <algorithm>
#include <string>

#include "catch.h"

TEST_CASE("the version has three numbers") {
    const std::string text = nameward::version();
    CHECK(std::count(text.begin(), text.end(), '.') == 2);
}
