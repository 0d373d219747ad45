// What is asked of the doors outward other than DNS: one HTTP exchange, one e-mail, one secret. Sinks and collectors
// speak these words; daemon/net keeps the promises.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "nameward/config.h"
#include "nameward/ip_address.h"
#include "nameward/time.h"

namespace nameward {

struct HttpRequest {
    std::string method = "GET";  // GET, HEAD, POST or PUT
    std::string url;             // https or http; may hold a secret: it appears in no error
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;                               // POST and PUT
    std::chrono::milliseconds deadline{20'000};     // of the whole exchange, resolving included
    std::size_t body_limit = std::size_t{1} << 20;  // of decoded bytes; what is beyond is not fetched
    Wall wall{};                                    // the moment a Retry-After date is counted from
    // Whether an address may be connected to; asked for each address before a packet goes there. Empty for
    // destinations that the operator wrote: those are always allowed. For the others may_be_asked(). Not asked for a
    // destination of network.connect_to nor for a proxy (the operator wrote them); behind a proxy only a literal
    // address in the URL can be judged here.
    std::function<bool(const IpAddress&)> may_connect;
    // Ends the exchange within a second or so once it is requested.
    std::stop_token stop{};
};

struct HttpResponse {
    int status = 0;                      // of the final response, 200 to 599
    std::optional<Seconds> retry_after;  // 1 s to 24 h; none where it was absent or garbage
    std::string content_type;            // lower case, without parameters
    std::string location;                // as sent, at most 2 KiB; redirects are never followed here
    std::string etag, last_modified;     // as sent, at most 256 bytes each
    std::string body;
    bool body_cut = false;  // the limit was reached
};

// One RFC 5322 message to one recipient.
struct SmtpMessage {
    std::string server;          // smtps://host[:465] or smtp://host[:587]
    bool without_tls = false;    // tls = "none"; otherwise smtp:// insists on STARTTLS
    std::string user, password;  // empty user = no AUTH
    std::string from, to;        // envelope: bare addresses
    std::string message;         // complete, lines end with CRLF
    std::chrono::milliseconds deadline{60'000};
};

// The server's last word on the message: 250 where it took it, else the 4xx or 5xx it refused with.
struct SmtpReply {
    int code = 0;
    std::string text;  // escaped and cut; without the password, in whatever form AUTH sent it
};

// The doors. An Error means that there was no answer to judge: the connection, TLS or time failed (transient), or what
// was asked for is impossible as written (config). Its sentence names scheme and host, never a path, query or secret.
// Thread-safe, blocking, bounded by the deadline.
using HttpDoor = std::function<Result<HttpResponse>(const HttpRequest&)>;
using SmtpDoor = std::function<Result<SmtpReply>(const SmtpMessage&)>;
// The one line that a secret's file holds, read now, without its line end. The Error names the file and why, never its
// content.
using SecretDoor = std::function<Result<std::string>(const Path&)>;

}  // namespace nameward
