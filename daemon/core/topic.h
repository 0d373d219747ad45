// What a change is about, closer than its property: the words for people hang on it. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/change.h"

namespace nameward::core {

// The property, and behind it what happened where that makes a difference:
//   registration.statuses.hold, .delete, .transfer (such a status came), .lock (a lock went)
//   registration.state.unregistered
//   tenant.microsoft.state.federated, .none
// What changes together with the delegation, as its consequence, is "delegation.".
std::string topic_of(const Change& change);

// Whether it is one of `restored`, the ids of those that bring back what an earlier change had replaced: what is to be
// said of such a one is not what its topic says.
bool is_back_again(const Change& change, const std::vector<std::string>& restored);

}  // namespace nameward::core
