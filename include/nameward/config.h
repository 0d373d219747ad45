// The configuration (product: /etc/nameward/nameward.toml) after every check. Immutable once loaded; a reload makes
// a new one. Paths are absolute, unless ${CREDENTIALS_DIRECTORY} stands in them and is not set. Standard library only;
// daemon/config knows TOML.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nameward/domain.h"
#include "nameward/ip_address.h"
#include "nameward/severity.h"
#include "nameward/time.h"

namespace nameward {

using Path = std::filesystem::path;

// An interval; nullopt = the collector is off ("" in the file).
using Interval = std::optional<Seconds>;

// One element of network.connect_to, as curl's --connect-to. Empty from_host or from_port (0) matches all; empty
// to_host or to_port (0) keeps what was asked for. Hosts without brackets, lower case.
struct ConnectTo {
    std::string from_host;
    std::uint16_t from_port = 0;
    std::string to_host;
    std::uint16_t to_port = 0;
};

// A recursive view or network.resolver.
struct ResolverAddress {
    enum class Kind { system, dns, tls, https };
    Kind kind = Kind::system;
    std::optional<IpAddress> address;  // dns, tls
    std::uint16_t port = 0;
    std::string tls_name;  // tls
    std::string url;       // https
};

struct View {
    std::string name;
    ResolverAddress address;
};

struct NetworkConfig {
    ResolverAddress resolver;
    Path root_hints, trust_anchor;  // empty = built in
    std::uint16_t dns_port = 53;
    Path ca_file;  // empty = the system's
    std::vector<ConnectTo> connect_to;
    std::vector<IpBlock> allow_private_addresses;
    double queries_per_second = 50;  // per server address; 0 = unlimited
    Seconds http_spacing{2};
    std::string proxy;
    std::vector<View> views;
};

struct RegistrationConfig {
    std::string bootstrap_url = "https://data.iana.org/rdap/dns.json";
    bool whois = true;
    std::string whois_root = "whois.iana.org";
    std::map<std::string, std::string> rdap;  // suffix (A-label) -> base URL
};

struct CertificateSource {
    enum class Kind { crtsh, certspotter, hook };
    std::string name;
    Kind kind = Kind::crtsh;
    std::string url;
    Path token_file;
};

struct PassiveDnsSource {
    std::string name, url, user;
    Path password_file;
};

// [domain.expect]. nullopt = not judged; an empty list or string = none is expected.
struct Expectations {
    std::optional<std::string> registrar_iana_id;
    std::optional<std::vector<std::string>> name_servers;  // A-labels, lower case, sorted
    std::optional<std::vector<std::string>> ds;            // "keytag algorithm digesttype DIGEST", digest upper case
    std::optional<std::vector<std::string>> locks;         // EPP camelCase
    std::optional<std::vector<std::string>> mx;
    std::optional<std::string> tenant_id;
    std::optional<std::vector<std::string>> federation_hosts;
    std::optional<std::vector<std::string>> certificate_issuers;
};

struct DomainConfig {
    Domain name;
    std::vector<std::string> hosts;  // full names, A-labels
    std::vector<std::string> dkim_selectors;
    std::vector<std::string> tags;
    bool critical = false;
    Expectations expect;
};

// Every secret stays in its file and is read at each use.
struct SinkConfig {
    std::string name;
    std::string kind;  // "email", "webhook", ...
    Severity min_severity = Severity::notice;
    std::vector<std::string> to;  // email
    std::string from, server, user, tls;
    Path password_file;
    std::string url;  // webhook and the chat kinds; may hold a secret: never log it
    Path url_file, secret_file, token_file;
    std::vector<std::string> command;  // command: the program and its arguments
};

struct Config {
    Path file;  // the main file
    Path store;
    Seconds retention{std::chrono::hours(24 * 730)};
    std::string log_level = "info";
    std::map<std::string, Interval> schedule;  // collector name -> interval, every collector has an entry
    Seconds confirm_after{30};
    NetworkConfig network;
    RegistrationConfig registration;
    std::vector<std::string> tenant_clouds{"commercial"};
    std::vector<CertificateSource> certificate_sources;
    std::vector<PassiveDnsSource> passive_dns_sources;
    std::vector<DomainConfig> domains;
    std::vector<SinkConfig> sinks;
    std::string web_listen = "127.0.0.1:8053";
    int blind_after = 3;  // effective intervals
    std::string heartbeat_url;

    const DomainConfig* domain(std::string_view name) const;
};

// The intervals that hold where the file says nothing.
const std::map<std::string, Interval>& default_schedule();

}  // namespace nameward
