// The doors for HTTP, WHOIS and kept documents, as one look of a collector has them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

#include "nameward/look.h"
#include "nameward/net.h"
#include "net/documents.h"
#include "net/manners.h"
#include "net/transfer.h"

namespace nameward::net {

// What all looks of a process share, whatever configuration they have.
struct Commons {
    Commons() = default;
    Commons(std::function<void(const HostStanding&)> keep, DocumentShelf shelf)
        : manners(std::move(keep)), documents(std::move(shelf)) {}

    Manners manners;
    Documents documents;
};

// Of one question, with all its redirects. The look has its own time beside it; a registry that takes longer is not
// there.
inline constexpr std::chrono::milliseconds kLongestQuestion{20'000};
// A time-out says nothing of the host where the look had less time left than this.
inline constexpr std::chrono::milliseconds kFairTime{5'000};

struct DoorOptions {
    TransferOptions transfer;  // with `resolve`
    // Whether an address may be asked that the operator did not write.
    std::function<bool(const IpAddress&)> allowed;
    Seconds spacing{};
    LookPtr look;
    std::function<Wall()> wall;
    std::uint16_t whois_port = 43;
    std::stop_token stop{};  // ends what is under way, and from then on every call at once
};

// Adds http, whois, document and hold_off.
void open_doors(Net& net, DoorOptions options, std::shared_ptr<Commons> commons);

}  // namespace nameward::net
