// One HTTP exchange over libcurl. No redirects are followed: whoever wants to asks again, and judges the new address.
#pragma once

#include "nameward/outward.h"
#include "net/transfer.h"

namespace nameward::net {

// Thread-safe: nothing is shared between exchanges. Can stand where an HttpDoor is wanted.
class HttpClient {
  public:
    explicit HttpClient(TransferOptions options) : options_(std::move(options)) {}

    Result<HttpResponse> operator()(const HttpRequest& request) const;

  private:
    TransferOptions options_;
};

}  // namespace nameward::net
