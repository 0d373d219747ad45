// [network] and [[network.view]].
#include "config/endpoint.h"
#include "config/sections.h"
#include "config/url.h"
#include "config/words.h"

namespace nameward::config {
namespace {

Result<std::string> parse_proxy(std::string_view text) {
    if (text.empty()) return std::string();
    const auto url = parse_url(text, {"http", "https", "socks5h"});
    if (!url) return url.error();
    return std::string(text);
}

void read_view(Section view, NetworkConfig& network) {
    const auto name = view.parsed("name", parse_name);
    const auto address = view.parsed("address", parse_resolver);
    if (!view.has("name")) view.error("name", "a view needs a name, such as \"quad9\"");
    if (!view.has("address")) view.error("address", "a view needs the address of its resolver, such as \"9.9.9.9\"");
    view.done();
    if (!name || !address) return;
    view.report().claim("view " + *name, view.place_of("name"), "two views have the name '" + *name + "'");
    network.views.push_back({*name, *address});
}

void read_limits(Section& section, NetworkConfig& network) {
    set(network.queries_per_second, section.number("queries_per_second", 0, 100000));
    set(network.http_spacing, section.parsed("http_spacing", [](std::string_view text) {
        return parse_duration_within(text, Seconds(0), std::chrono::hours(1));
    }));
}

}  // namespace

void read_network(Section& root, Config& config) {
    NetworkConfig& network = config.network;
    Section section = root.table("network");
    set(network.resolver, section.parsed("resolver", parse_resolver_or_system));
    set(network.root_hints, section.file_path("root_hints"));
    set(network.trust_anchor, section.file_path("trust_anchor"));
    if (const auto port = section.whole("dns_port", 1, 65535)) network.dns_port = static_cast<std::uint16_t>(*port);
    set(network.ca_file, section.file_path("ca_file"));
    set(network.connect_to, section.list("connect_to", parse_connect_to));
    set(network.allow_private_addresses, section.list("allow_private_addresses", parse_block));
    read_limits(section, network);
    set(network.proxy, section.parsed("proxy", parse_proxy));
    for (Section& view : section.tables("view")) read_view(std::move(view), network);
    section.done();
}

}  // namespace nameward::config
