// The descriptors 0, 1 and 2 of a process that may have been started without some of them.
#pragma once

namespace nameward {

// Call it first in main(). A missing descriptor would go to the next file or socket that is opened, and what is printed
// would go into that. A missing stdin or stdout stays unusable, so that printing fails; a missing stderr swallows.
void claim_standard_streams();

// Whether the other end of stdout is closed.
bool stdout_has_no_reader();

}  // namespace nameward
