// What a Store holds. The lock is released after the connection is closed.
#pragma once

#include <optional>

#include "store/connection.h"
#include "store/lock.h"
#include "store/store.h"

namespace nameward {

struct Store::Impl {
    std::optional<store::WriterLock> lock;
    store::Connection connection;
};

}  // namespace nameward
