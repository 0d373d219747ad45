// A moment as registries write it, in whatever form.
#pragma once

#include <optional>
#include <string_view>

#include "nameward/time.h"

namespace nameward::formats {

// RFC 3339 with or without zone, "2013-04-10 11:11:41 CEST", "20190425", "28-Dec-1999", "Tue Dec 12 2000",
// "18.7.2012 04:04:23", "2001/05/08 (JST)", "1999. 07. 28.", "2000-Sep-18."; day before month where both are numbers.
// Without a zone it is UTC. Nothing where day, month or year is missing ("before Aug-1996") or impossible.
std::optional<Wall> read_date(std::string_view text);

}  // namespace nameward::formats
