// The doors outward of one look: engine and resolver, within the look's time and questions.
#pragma once

#include <functional>

#include "dns/engine.h"
#include "dns/resolver.h"
#include "nameward/look.h"
#include "nameward/net.h"

namespace nameward::dns {

// Those for DNS. Engine and resolver must outlive what is returned.
Net doors_for_look(Engine& engine, Resolver& resolver, std::function<bool(const IpAddress&)> allowed, LookPtr look);

}  // namespace nameward::dns
