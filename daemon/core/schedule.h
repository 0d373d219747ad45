// When a (domain, collector) is looked at. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "nameward/time.h"

namespace nameward::core {

// One interval after `now`, within 10 % that the names and the moment decide: looks spread out by themselves.
Wall next_run(std::string_view domain, std::string_view collector, Seconds interval, Wall now);

// The longest that next_run() is away.
Seconds longest(Seconds interval);

// A look that was due then was not made: the time of the one after it has passed, too.
bool was_missed(Wall due, Seconds interval, Wall now);

// Due, or further away than it can honestly be (the wall clock was set back).
bool is_due(std::optional<Wall> due, Seconds longest_wait, Wall now);

}  // namespace nameward::core
