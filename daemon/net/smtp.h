// Hands one message to one recipient's server by SMTP over libcurl (RFC 5321, 3207, 4954, 8314).
#pragma once

#include "nameward/outward.h"
#include "net/transfer.h"

namespace nameward::net {

// Thread-safe: nothing is shared between messages. Can stand where an SmtpDoor is wanted. No proxy is used: mail goes
// to a relay of one's own.
class SmtpClient {
  public:
    explicit SmtpClient(TransferOptions options) : options_(std::move(options)) {}

    Result<SmtpReply> operator()(const SmtpMessage& message) const;

  private:
    TransferOptions options_;
};

}  // namespace nameward::net
