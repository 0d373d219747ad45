// Where connections go: resolvers, detours and the address of the web pages.
#pragma once

#include <string>
#include <string_view>

#include "nameward/config.h"
#include "nameward/result.h"

namespace nameward::config {

// IP, IP:PORT, [IP6]:PORT, tls://IP[:PORT]#name, https://host/path.
Result<ResolverAddress> parse_resolver(std::string_view text);

// parse_resolver(), or "system".
Result<ResolverAddress> parse_resolver_or_system(std::string_view text);

// "HOST1:PORT1:HOST2:PORT2" as curl's --connect-to.
Result<ConnectTo> parse_connect_to(std::string_view text);

Result<IpBlock> parse_block(std::string_view text);

// "", IP:PORT, [IP6]:PORT or unix:PATH.
Result<std::string> parse_listen(std::string_view text);

}  // namespace nameward::config
