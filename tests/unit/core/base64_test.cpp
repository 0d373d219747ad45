#include "core/base64.h"

#include "catch.h"

using nameward::core::base64_decode;
using nameward::core::base64_encode;

TEST_CASE("base64 follows the vectors of RFC 4648", "[sinks][base64]") {
    const std::vector<std::pair<std::string, std::string>> vectors = {{"", ""},
                                                                      {"f", "Zg=="},
                                                                      {"fo", "Zm8="},
                                                                      {"foo", "Zm9v"},
                                                                      {"foob", "Zm9vYg=="},
                                                                      {"fooba", "Zm9vYmE="},
                                                                      {"foobar", "Zm9vYmFy"},
                                                                      {"\xff\xfe", "//4="}};
    for (const auto& [bytes, text] : vectors) {
        CHECK(base64_encode(bytes) == text);
        CHECK(base64_decode(text) == bytes);
    }
}

TEST_CASE("base64 that is not exact is refused", "[sinks][base64]") {
    for (const std::string text :
         {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "=", "====", "Z===", "Zm 9", "Zm9v\n", "Zm9-", "Zg==Zg=="})
        CHECK(!base64_decode(text));
}
