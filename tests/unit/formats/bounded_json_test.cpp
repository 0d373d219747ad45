#include "formats/bounded_json.h"

#include "catch.h"

using namespace nameward;
using namespace nameward::formats;

namespace {

std::string trouble(std::string_view text, const JsonLimits& limits = {}) {
    const auto json = parse_json(text, limits);
    return json ? "" : json.error().what;
}

std::string nested(std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
}

}  // namespace

TEST_CASE("JSON is read, with and without a byte order mark", "[formats]") {
    for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
        const auto json = parse_json(mark + R"({"a":[1,"two",null]})");
        REQUIRE(json);
        CHECK((*json)["a"][1] == "two");
    }
}

TEST_CASE("JSON is read up to each limit, and not beyond", "[formats]") {
    CHECK(trouble(nested(64)).empty());
    CHECK(trouble(nested(65)) == "it nests deeper than 64 levels");
    CHECK(trouble(std::string(400'000, '[')) == "it nests deeper than 64 levels");

    CHECK(trouble(R"({"a":[1,2]})", {100, 64, 5}).empty());
    CHECK(trouble(R"({"a":[1,2]})", {100, 64, 4}) == "it holds more than 4 values");

    CHECK(trouble("[1]", {3, 64, 9}).empty());
    CHECK(trouble("[1] ", {3, 64, 9}) == "it is longer than 3 bytes");
}

TEST_CASE("depth is that of the deepest place, not the number of lists", "[formats]") {
    CHECK(trouble("[[],[],[[]]]", {100, 3, 100}).empty());
    CHECK(trouble("[[],[],[[[]]]]", {100, 3, 100}) == "it nests deeper than 3 levels");
}

TEST_CASE("what is no JSON is refused, and says from where on", "[formats]") {
    CHECK(trouble("") == "it is empty");
    for (const auto* text :
         {"<html></html>", "{", "{\"a\":}", "nul", "[1,]", "{} {}", "\"\xff\"", "[1e999999]", "\xEF\xBB"})
        CHECK(trouble(text).find("it is no JSON from byte ") == 0);
}

TEST_CASE("only an object is an object", "[formats]") {
    CHECK(parse_json_object("{}"));
    for (const auto* text : {"[]", "null", "\"text\"", "1"}) {
        const auto json = parse_json_object(text);
        REQUIRE_FALSE(json);
        CHECK(json.error().what == "it is JSON, but no object");
    }
    CHECK_FALSE(parse_json_object("no"));
}
