#include "config/toml_guard.h"

#include <string>
#include <tuple>
#include <vector>

#include "catch.h"

using nameward::config::find_flaw;

TEST_CASE("TOML that the configuration may hold passes the guard", "[config][guard]") {
    for (const std::string text : {
             "",
             "\n\r\n  \t\n",
             "# only a comment with \u00fcmlauts",
             "a = 1",
             "a = 1 # comment",
             "a.b.c = true",
             "a . \"b c\" . 'd.e' = false\r\n",
             "\"\" = 1",
             "[a]\n[ a . b ]\n[[c]]\n[[ c.d ]] # comment\n",
             "a = +1\nb = -0\nc = 1_000\nd = 0xdead_BEEF\ne = 0o17\nf = 0b1_0\n",
             "a = 1.5\nb = -1e5\nc = 1.5E-3\nd = inf\ne = -nan\n",
             "a = \"\"\nb = ''\nc = \"x\\ty\\\\ \\\" \\u00e4 \\U0001F600\"\nd = 'c:\\dir'",
             "a = \"\"\"\nline\\\n   next \"quoted\" \"\"\"\"\"\n",
             "a = '''\nit's ''two'' lines'''''\n",
             "a = []\nb = [1, 2,]\nc = [ # comment\n 'x', \n [ 'y' ] # comment\n , 'z'\r\n]",
             "a = {}\nb = { c = 1, 'd' = [ { e = 2 } ] }",
         }) {
        INFO(text);
        const auto flaw = find_flaw(text);
        INFO((flaw ? flaw->text : ""));
        CHECK_FALSE(flaw);
    }
}

TEST_CASE("what is not TOML is found with its place", "[config][guard]") {
    const std::vector<std::tuple<std::string, int, int>> table{
        {"[!", 1, 2},
        {"[&", 1, 2},
        {"[[[", 1, 3},
        {"[]", 1, 2},
        {"[a", 1, 3},
        {"[[a]", 1, 4},
        {"[a]]", 1, 4},
        {"[a] b = 1", 1, 5},
        {"\u00e4 = 1", 1, 1},
        {"a\u00e4 = 1", 1, 2},
        {"a.\u00e4 = 1", 1, 3},
        {"a = 1\n= 2", 2, 1},
        {"a", 1, 2},
        {"a =", 1, 4},
        {"a = b", 1, 5},
        {"a = 1 2", 1, 7},
        {"a = 01", 1, 5},
        {"a = 1__0", 1, 5},
        {"a = _1", 1, 5},
        {"a = 1.", 1, 5},
        {"a = .5", 1, 5},
        {"a = 1e", 1, 5},
        {"a = 0x", 1, 5},
        {"a = 2026-11-23", 1, 5},
        {"a = True", 1, 5},
        {"a = \"open", 1, 5},
        {"a = 'open\nb = 1", 1, 5},
        {"a = \"\"\"open\n", 1, 5},
        {"a = \"\\x41\"", 1, 7},
        {"a = \"\\u12\"", 1, 7},
        {"a = \"\\ud800\"", 1, 7},
        {"a = \"\\U00110000\"", 1, 7},
        {"a = \"tab\x01\"", 1, 9},
        {"# \x07", 1, 3},
        {"a = 1\rb = 2", 1, 6},
        {"a = [1 2]", 1, 8},
        {"a = [1, 2", 1, 10},
        {"a = [", 1, 5},
        {"a = [,]", 1, 6},
        {"a = {b = 1,}", 1, 12},
        {"a = {b = 1\n}", 1, 11},
        {"a = {", 1, 6},
        {"\"\"\"a\"\"\" = 1", 1, 1},
        {std::string("a = 1\n\0", 7), 2, 1},
        {"a = 1\nb = \"\xff\"", 2, 6},
        {"# \u00e4\u00f6 \xc0\x80", 1, 6},
        {"\xfe\xff", 1, 1},
    };
    for (const auto& [text, line, column] : table) {
        INFO(text);
        const auto flaw = find_flaw(text);
        REQUIRE(flaw);
        INFO(flaw->text);
        CHECK(flaw->line == line);
        CHECK(flaw->column == column);
        CHECK(flaw->text.size() > 20);
    }
}

TEST_CASE("depth is bounded at 16 keys and 16 brackets", "[config][guard]") {
    const auto repeated = [](std::string_view piece, int times) {
        std::string text;
        for (int i = 0; i < times; ++i) text += piece;
        return text;
    };
    CHECK_FALSE(find_flaw(repeated("a.", 15) + "a = 1"));
    CHECK(find_flaw(repeated("a.", 16) + "a = 1"));
    CHECK(find_flaw(repeated("a.", 200000) + "a = 1"));
    CHECK(find_flaw("[" + repeated("a.", 200000) + "a]"));
    CHECK_FALSE(find_flaw("a = " + repeated("[", 16) + repeated("]", 16)));
    CHECK(find_flaw("a = " + repeated("[", 200000)));
    CHECK(find_flaw("a = " + repeated("{a=", 200000)));
    CHECK_FALSE(find_flaw("a = '" + repeated(".", 1000) + "' # " + repeated(".", 1000)));  // dots in texts are no depth
}
