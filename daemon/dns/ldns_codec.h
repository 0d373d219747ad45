// ldns as a codec and as a verifier of signatures, never as a resolver: its own transport believes forged replies.
#pragma once

// Without it <ldns/common.h> takes C++ for an old C and defines `true` and `false` as macros.
#include <stdbool.h>
//
#include <ldns/ldns.h>
