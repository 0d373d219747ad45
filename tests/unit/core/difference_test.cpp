#include "core/difference.h"

#include "builders.h"
#include "catch.h"

using namespace nameward;
using namespace nameward::core;
using nameward::test::partly;

TEST_CASE("equal sets do not differ, in whatever order they came and however often a value was said", "[core]") {
    CHECK_FALSE(differs(Seen::present({"a", "b"}), Seen::present({"b", "a", "b"})));
    CHECK_FALSE(differs(Seen::absent(), Seen::absent()));
}

TEST_CASE("a value that came, went or was replaced is a difference", "[core]") {
    CHECK(differs(Seen::present({"a"}), Seen::present({"a", "b"})));
    CHECK(differs(Seen::present({"a", "b"}), Seen::present({"a"})));
    CHECK(differs(Seen::present({"a"}), Seen::present({"b"})));
    CHECK(differs(Seen::present({"a"}), Seen::absent()));
    CHECK(differs(Seen::absent(), Seen::present({"a"})));
}

TEST_CASE("members that could not be seen stay what they were", "[core]") {
    const auto before = Seen::present({"ns1/1=ok", "ns2/2=ok"});

    SECTION("a silent member is taken over, whatever stands for it now") {
        const auto now = partly({"ns1/1=ok", "ns2/2=unreachable"}, {"ns2/2="});
        CHECK(carry_over(before, now).values == before.values);
        CHECK_FALSE(differs(before, now));
    }
    SECTION("a member that is not mentioned at all is taken over too") {
        CHECK_FALSE(differs(before, partly({"ns1/1=ok"}, {"ns2/"})));
    }
    SECTION("what stands for a member of which nothing was known is kept") {
        const auto now = partly({"ns1/1=ok", "ns2/2=ok", "ns3/3=unreachable"}, {"ns3/3="});
        CHECK(carry_over(before, now).values == Values{"ns1/1=ok", "ns2/2=ok", "ns3/3=unreachable"});
    }
    SECTION("silence of one hides no change of another") {
        const auto now = partly({"ns1/9=ok", "ns2/2=unreachable"}, {"ns2/2="});
        CHECK(differs(before, now));
        CHECK(carry_over(before, now).values == Values{"ns1/9=ok", "ns2/2=ok"});
    }
    SECTION("a prefix covers no name that only begins alike") {
        CHECK(carry_over(Seen::present({"ns2.example/2=ok", "ns2/2=ok"}), partly({}, {"ns2/"})).values ==
              Values{"ns2/2=ok"});
    }
}
