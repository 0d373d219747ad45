#include "formats/text_pieces.h"

#include "catch.h"

using namespace nameward::formats;

TEST_CASE("lines are taken off one by one, the last one also without its end", "[formats]") {
    std::string_view text = "one\n\nthree";
    CHECK(next_line(text) == "one");
    CHECK(next_line(text).empty());
    CHECK(next_line(text) == "three");
    CHECK(text.empty());
}

TEST_CASE("words are taken off a line whatever stands between them", "[formats]") {
    std::string_view line = "  one \t two";
    CHECK(next_word(line) == "one");
    CHECK(next_word(line) == "two");
    CHECK(line.empty());
    CHECK(next_word(line).empty());
}

TEST_CASE("the front of a text ends at a character", "[formats]") {
    CHECK(head("abc", 3) == "abc");
    CHECK(head("abc", 2) == "ab");
    CHECK(head("a\xc3\xa4", 2) == "a");
    CHECK(head("\xf0\x9f\x99\x82", 3).empty());
}

TEST_CASE("names are the same but for case and punctuation", "[formats]") {
    CHECK(letters_and_digits("Example, Inc. 24") == "exampleinc24");
    CHECK(letters_and_digits("\xc3\x84-b") ==
          "\xc3\x84"
          "b");
}
