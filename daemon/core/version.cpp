#include "nameward/version.h"

namespace nameward {

const char* version() {
    return NAMEWARD_VERSION;
}

}  // namespace nameward
