// A domain name that the owner wrote, brought to its one stored form.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "nameward/result.h"

namespace nameward {

// Immutable. Lower-case A-labels without trailing dot (RFC 5890), at least two labels, at most 253 bytes.
class Domain {
  public:
    // IDNA2008 (RFC 5891), non-transitional, after NFC. Refuses, with the reason: addresses, URLs, wildcards,
    // empty labels, labels over 63 bytes, anything that IDNA2008 forbids.
    static Result<Domain> parse(std::string_view text);

    const std::string& name() const { return name_; }

    // For people: the A-label, with the U-label in brackets behind it where they differ.
    std::string display() const;

    auto operator<=>(const Domain&) const = default;

  private:
    explicit Domain(std::string name) : name_(std::move(name)) {}
    std::string name_;
};

// `name` is `zone` or below it. Both lower-case, without trailing dot; the root is "".
bool is_within(std::string_view name, std::string_view zone);

}  // namespace nameward
