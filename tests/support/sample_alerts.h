// Alerts as the daemon would compose them, for tests of what tells them.
#pragma once

#include "nameward/alert.h"

namespace samples {

inline const std::vector<std::string> kNobody;  // was reached before

nameward::Wall moment(const std::string& text);  // "2026-11-23T07:00:00Z"

nameward::Alert hijack();      // name servers replaced, and what hangs on them
nameward::Alert lame();        // one finding, no change
nameward::Alert update();      // the hijack goes on; one value is an internationalised name, one change unconfirmed
nameward::Alert closing();     // the hijack is over
nameward::Alert federation();  // a tenant whose sign-in was turned over to somebody else
nameward::Alert blindness();   // health
nameward::Alert recovery();    // health: what was blind is seen again
nameward::Alert test_alert();
nameward::Alert hostile(const std::vector<std::string>& strings);  // these strings wherever a stranger's text can be

}  // namespace samples
