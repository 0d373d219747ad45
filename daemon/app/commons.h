// What the doors outward remember, kept in the store.
#pragma once

#include <memory>

#include "store/store.h"

namespace nameward::net {
struct Commons;
}

namespace nameward::app {

// With what the store holds of it. Each pause that begins, and each host that no longer answers or does again, is
// written at once; a store that cannot be written is logged, and the next save() tries again. The store must outlive
// it. Throws StoreError.
std::shared_ptr<net::Commons> commons_kept_in(Store& store);

}  // namespace nameward::app
