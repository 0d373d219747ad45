// What the tests of the engine and of what stands on it share.
#pragma once

#include "catch.h"
#include "dns/engine.h"
#include "fake_dns_server.h"

namespace nameward::test {

inline const FakeReply kTruth{0, true, false, true, {"example.com. 300 IN A 127.0.0.1"}, {}, {}};

inline void truth(const FakeQuery& query, FakeDnsServer::Client& client) {
    client.answer(query, kTruth);
}

// A look that begins now.
inline LookPtr look_of(LookLimits limits) {
    return std::make_shared<Look>(std::chrono::steady_clock::now(), limits);
}

}  // namespace nameward::test
