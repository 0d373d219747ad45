#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "unit/config/folder.h"

using namespace nameward;
using config_test::Folder;
using config_test::load_text;
using config_test::shown;
using nameward::config::load_config;

namespace {

// The one sink that most texts here need not talk about.
const std::string kSink =
    "[[sink]]\nname = 'soc'\nkind = 'webhook'\nurl = 'https://siem.example.org/'\nsecret_file = 's'\n";
const std::string kDomain = "[[domain]]\nname = 'example.com'\n";

Config loaded(const std::string& text) {
    const auto load = load_text(text);
    INFO(text);
    INFO(shown(load.errors));
    REQUIRE(load.loaded);
    return load.loaded->config;
}

const char* kDs = "12345 13 2 abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789";

}  // namespace

TEST_CASE("an empty file gives every default of the product page", "[config][load]") {
    const Config config = loaded("");
    CHECK(config.store == "/var/lib/nameward/nameward.db");
    CHECK(format_duration(config.retention) == "730d");
    CHECK(config.log_level == "info");
    CHECK(config.schedule == default_schedule());
    CHECK(config.confirm_after == Seconds(30));
    CHECK(config.network.resolver.kind == ResolverAddress::Kind::system);
    CHECK(config.network.dns_port == 53);
    CHECK(config.network.queries_per_second == 50);
    CHECK(config.network.http_spacing == Seconds(2));
    CHECK(config.registration.bootstrap_url == "https://data.iana.org/rdap/dns.json");
    CHECK(config.registration.whois);
    CHECK(config.registration.whois_root == "whois.iana.org");
    CHECK(config.tenant_clouds == std::vector<std::string>{"commercial"});
    CHECK(config.web_listen == "127.0.0.1:8053");
    CHECK(config.blind_after == 3);
}

TEST_CASE("everything that is written arrives in its one form", "[config][load]") {
    const Config config = loaded(R"(
[store]
path = "data/nameward.db"
retention = "52w"
[log]
level = "debug"
[schedule]
delegation = "1s"
records = ""
[confirm]
after = "0s"
[network]
resolver = "[2001:DB8::1]:5353"
root_hints = "root.hints"
trust_anchor = "/etc/anchor"
dns_port = 5300
ca_file = "../ca.pem"
connect_to = ["RDAP.example:443:[::1]:8443", "::127.0.0.1:80", "[2001:db8::2]:43:whois.test:4343", "a.test:25::2525"]
allow_private_addresses = ["127.0.0.0/8", "::1/128"]
queries_per_second = 0
http_spacing = "0s"
proxy = "socks5h://127.0.0.1:1080"
[[network.view]]
name = "quad9"
address = "tls://9.9.9.9#DNS.quad9.net"
[[network.view]]
name = "doh"
address = "https://dns.example.net:444/dns-query"
[registration]
bootstrap_url = "https://rdap.test:8443/dns.json"
whois = false
whois_root = "127.0.0.1"
[registration.rdap]
".DE" = "https://rdap.denic.de/"
"b)"
                                 "\u00fc"
                                 R"(cher.example" = "https://rdap.example/"
[tenant]
clouds = []
[web]
listen = "unix:web.sock"
[health]
blind_after = 5
heartbeat_url = "https://beat.example.net/x"
)");
    CHECK(config.store.is_absolute());
    CHECK(config.store.filename() == "nameward.db");
    CHECK(config.store.parent_path().parent_path() == config.file.parent_path());
    CHECK(config.retention == std::chrono::hours(24 * 364));
    CHECK(config.log_level == "debug");
    CHECK(config.schedule.at("delegation") == Interval(Seconds(1)));
    CHECK(config.schedule.at("records") == Interval());
    CHECK(config.schedule.at("mail") == Interval(Seconds(1800)));
    CHECK(config.confirm_after == Seconds(0));
    const NetworkConfig& network = config.network;
    CHECK(network.resolver.address->text() == "2001:db8::1");
    CHECK(network.resolver.port == 5353);
    CHECK(network.root_hints == config.file.parent_path() / "root.hints");
    CHECK(network.trust_anchor == "/etc/anchor");
    CHECK(network.ca_file == config.file.parent_path().parent_path() / "ca.pem");
    CHECK(network.dns_port == 5300);
    REQUIRE(network.connect_to.size() == 4);
    CHECK(network.connect_to[0].from_host == "rdap.example");
    CHECK(network.connect_to[0].from_port == 443);
    CHECK(network.connect_to[0].to_host == "::1");
    CHECK(network.connect_to[0].to_port == 8443);
    CHECK(network.connect_to[1].from_host.empty());
    CHECK(network.connect_to[1].from_port == 0);
    CHECK(network.connect_to[1].to_host == "127.0.0.1");
    CHECK(network.connect_to[2].from_host == "2001:db8::2");
    CHECK(network.connect_to[3].to_host.empty());
    CHECK(network.connect_to[3].to_port == 2525);
    CHECK(network.allow_private_addresses.size() == 2);
    CHECK(network.queries_per_second == 0);
    CHECK(network.http_spacing == Seconds(0));
    CHECK(network.proxy == "socks5h://127.0.0.1:1080");
    REQUIRE(network.views.size() == 2);
    CHECK(network.views[0].address.kind == ResolverAddress::Kind::tls);
    CHECK(network.views[0].address.port == 853);
    CHECK(network.views[0].address.tls_name == "dns.quad9.net");
    CHECK(network.views[1].address.kind == ResolverAddress::Kind::https);
    CHECK(network.views[1].address.url == "https://dns.example.net:444/dns-query");
    CHECK_FALSE(config.registration.whois);
    CHECK(config.registration.whois_root == "127.0.0.1");
    CHECK(config.registration.rdap.at("de") == "https://rdap.denic.de/");
    CHECK(config.registration.rdap.count("xn--bcher-kva.example") == 1);
    CHECK(config.tenant_clouds.empty());
    CHECK(config.web_listen == "unix:" + (config.file.parent_path() / "web.sock").string());
    CHECK(config.blind_after == 5);
    CHECK(config.heartbeat_url == "https://beat.example.net/x");
}

TEST_CASE("a domain and what is expected of it arrive in the form of observations", "[config][load]") {
    const Config config = loaded(kSink + R"(
[[domain]]
name = "Example.COM."
hosts = ["www", "VPN.example.com", "a.b", "www.example.com."]
dkim_selectors = ["S2026"]
tags = ["b", "a", "b"]
critical = true
[domain.expect]
registrar_iana_id = "292"
name_servers = ["NS2.example.net.", "ns1.example.net"]
ds = [")" + std::string(kDs) + R"("]
locks = ["clientTransferProhibited"]
mx = []
tenant_id = "ABCDEF00-1111-2222-3333-444444444444"
federation_hosts = ["STS.example.com"]
certificate_issuers = ["Let's Encrypt"]
[[domain]]
name = "example.net"
expect.registrar_iana_id = ""
)");
    REQUIRE(config.domains.size() == 2);
    const DomainConfig& domain = config.domains[0];
    CHECK(domain.name.name() == "example.com");
    CHECK(domain.hosts == std::vector<std::string>{"a.b.example.com", "vpn.example.com", "www.example.com"});
    CHECK(domain.dkim_selectors == std::vector<std::string>{"s2026"});
    CHECK(domain.tags == std::vector<std::string>{"a", "b"});
    CHECK(domain.critical);
    const Expectations& expect = domain.expect;
    CHECK(expect.registrar_iana_id == "292");
    CHECK(expect.name_servers == std::vector<std::string>{"ns1.example.net", "ns2.example.net"});
    CHECK(expect.ds ==
          std::vector<std::string>{"12345 13 2 ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789"});
    CHECK(expect.locks == std::vector<std::string>{"clientTransferProhibited"});
    CHECK(expect.mx == std::vector<std::string>{});
    CHECK(expect.tenant_id == "abcdef00-1111-2222-3333-444444444444");
    CHECK(expect.federation_hosts == std::vector<std::string>{"sts.example.com"});
    CHECK(config.domain("example.com") == &config.domains[0]);
    CHECK(config.domain("example.org") == nullptr);
    CHECK(config.domains[1].expect.registrar_iana_id == "");
    CHECK_FALSE(config.domains[1].expect.mx);
    CHECK_FALSE(config.domains[1].expect.name_servers);
}

TEST_CASE("sinks arrive with the keys of their kind", "[config][load]") {
    const Config config = loaded(R"(
[[sink]]
name = "soc"
kind = "email"
to = ["soc@Example.ORG", "b+c@example.net"]
from = "nameward@localhost"
server = "smtp://mail.example.org:587"
user = "nameward"
password_file = "secrets/smtp"
min_severity = "critical"
[[sink]]
name = "siem"
kind = "webhook"
url_file = "/run/secrets/url"
secret_file = "${CREDENTIALS_DIRECTORY}/webhook"
[[sink]]
name = "hook"
kind = "command"
command = ["/usr/local/bin/hook", "--now"]
)");
    REQUIRE(config.sinks.size() == 3);
    const SinkConfig& mail = config.sinks[0];
    CHECK(mail.to == std::vector<std::string>{"soc@example.org", "b+c@example.net"});
    CHECK(mail.from == "nameward@localhost");
    CHECK(mail.server == "smtp://mail.example.org:587");
    CHECK(mail.tls.empty());
    CHECK(mail.password_file == config.file.parent_path() / "secrets/smtp");
    CHECK(mail.min_severity == Severity::critical);
    CHECK(config.sinks[1].url_file == "/run/secrets/url");
    CHECK(config.sinks[1].secret_file == "${CREDENTIALS_DIRECTORY}/webhook");
    CHECK(config.sinks[1].min_severity == Severity::notice);
    CHECK(config.sinks[2].command.size() == 2);
}

TEST_CASE("the credentials directory is put into paths where it is set", "[config][load]") {
    const Folder folder;
    const Path file = folder.write("nameward.toml", "[network]\nca_file = '${CREDENTIALS_DIRECTORY}/ca'\n");
    const auto ca_file = [&](const char* directory) {
        return load_config(file, directory).loaded->config.network.ca_file;
    };
    CHECK(ca_file("/run/credentials/nameward") == "/run/credentials/nameward/ca");
    CHECK(ca_file(nullptr) == "${CREDENTIALS_DIRECTORY}/ca");
    CHECK(ca_file("") == "${CREDENTIALS_DIRECTORY}/ca");
}

TEST_CASE("a byte order mark and Windows line ends do no harm", "[config][load]") {
    CHECK(loaded("\xef\xbb\xbf[log]\r\nlevel = 'error'\r\n").log_level == "error");
}

TEST_CASE("each mistake is named with its place and what to write instead", "[config][load]") {
    struct Mistake {
        std::string text, place, says;
    };
    const std::vector<Mistake> table{
        // keys
        {"[shedule]", "1:2", "did you mean 'schedule'?"},
        {"[log]\nlvel = 'info'", "2:1", "unknown key 'lvel' in log: did you mean 'level'?"},
        {"[log]\nzzzzzzzz = 1", "2:1", "known here are level"},
        {"[[domains]]\nname = 'a.test'", "1:3", "did you mean 'domain'?"},
        {"[domain]\nname = 'a.test'", "1:1", "[[domain]]"},
        {"log = 'info'", "1:7", "[log]"},
        {"[[log]]\nlevel = 'info'", "1:1", "[log]"},
        {"[log]\nlevel = 'info'\nlevel = 'info'", "3", "level"},
        // types
        {"[log]\nlevel = 1", "2:9", "expected a text in quotes, found a whole number"},
        {"[schedule]\nmail = 300", "2:8", "expected a text in quotes"},
        {"[registration]\nwhois = 'yes'", "2:9", "expected true or false without quotes, found a text"},
        {"[network]\ndns_port = '53'", "2:12", "expected a whole number from 1 to 65535, found a text"},
        {"[network]\ndns_port = 53.0", "2:12", "a whole number"},
        {"[network]\ndns_port = 0", "2:12", "from 1 to 65535"},
        {"[network]\ndns_port = 65536", "2:12", "from 1 to 65535"},
        {"[network]\nqueries_per_second = -1", "2:22", "from 0 to"},
        {"[network]\nqueries_per_second = nan", "2:22", "from 0 to"},
        {"[network]\nqueries_per_second = inf", "2:22", "from 0 to"},
        {"[network]\nconnect_to = 'a:1:b:2'", "2:14", "a list of texts"},
        {"[network]\nconnect_to = ['a:1:b:2', 3]", "2:26", "expected a text in quotes"},
        {"[health]\nblind_after = 0", "2:15", "from 1"},
        {"[store]\npath = \"a\\u0000b\"", "2:8", "control characters"},
        // durations
        {"[schedule]\nmail = '5'", "2:8", "one number and one unit"},
        {"[schedule]\nmail = '0s'", "2:8", "from 1s"},
        {"[schedule]\nmail = 'off'", "2:8", "\"\" switches the collector off"},
        {"[schedule]\nmail = '10000d'", "2:8", "from 1s to 366d"},
        {"[schedule]\nemail = '5m'", "2:1", "did you mean 'mail'?"},
        {"[store]\nretention = ''", "2:13", "one number and one unit"},
        {"[store]\nretention = '1s'", "2:13", "from 1h"},
        {"[store]\npath = ''", "2:1", "needs a file"},
        {"[confirm]\nafter = '2h'", "2:9", "from 0s to 1h"},
        {"[log]\nlevel = 'warn'", "2:9", "did you mean 'warning'?"},
        // network
        {"[network]\nresolver = 'dns.example'", "2:12", "IP:PORT"},
        {"[network]\nresolver = '9.9.9.9:0'", "2:12", "IP:PORT"},
        {"[network]\nresolver = '[9.9.9.9]:53'", "2:12", "IP:PORT"},
        {"[network]\nresolver = 'tls://9.9.9.9'", "2:12", "#dns.quad9.net"},
        {"[network]\nresolver = 'tls://dns.quad9.net#x.test'", "2:12", "IP address behind tls://"},
        {"[network]\nresolver = 'http://a.test/dns-query'", "2:12", "IP:PORT"},
        {"[network]\nresolver = 'https://a.test'", "2:12", "path is missing"},
        {"[network]\nca_file = '${HOME}/ca'", "2:11", "only ${CREDENTIALS_DIRECTORY}"},
        {"[network]\nconnect_to = ['a:b']", "2:15", "HOST1:PORT1:HOST2:PORT2"},
        {"[network]\nconnect_to = ['a:1:b:2:3']", "2:15", "HOST1:PORT1:HOST2:PORT2"},
        {"[network]\nconnect_to = ['a:443:::1:443']", "2:15", "brackets"},
        {"[network]\nconnect_to = ['a:443:[::1:443']", "2:15", "brackets"},
        {"[network]\nconnect_to = ['a:443::']", "2:15", "nothing would change"},
        {"[network]\nconnect_to = ['a:x:b:1']", "2:15", "1 to 65535"},
        {"[network]\nconnect_to = ['a:1:b_c:1']", "2:15", "underscore"},
        {"[network]\nallow_private_addresses = ['10.0.0.0/33']", "2:28", "10.0.0.0/8"},
        {"[network]\nproxy = 'proxy:3128'", "2:9", "http:// or https:// or socks5h://"},
        {"[network]\nproxy = 'http://u:topsecret@proxy'", "2:9", "must not carry a user or password"},
        {"[[network.view]]\nname = 'q'", "1:1", "needs the address"},
        {"[[network.view]]\nname = 'a b'\naddress = '9.9.9.9'", "2:8", "letters, digits, - and _"},
        {"[[network.view]]\nname = 'q'\naddress = 'system'", "3:11", "IP:PORT"},
        {"[network]\nview = 'x'", "2:8", "[[network.view]]"},
        // sources
        {"[registration]\nbootstrap_url = 'ftp://a.test/'", "2:17", "https:// or http://"},
        {"[registration.rdap]\n'de' = ''", "2:8", "whole URL"},
        {"[registration.rdap]\n'd e' = 'https://a.test/'", "2:1", "not a suffix"},
        {"[registration.rdap]\n'de' = 'https://a.test/'\n'.de' = 'https://b.test/'", "3:1", "two servers"},
        {"[tenant]\nclouds = ['comercial']", "2:11", "did you mean 'commercial'?"},
        {"[[certificates.source]]\nname = 'a'\nkind = 'hook'", "1:1", "needs a url"},
        {"[[certificates.source]]\nname = 'a'\nkind = 'crt.sh'", "3:8", "crtsh"},
        {"[[passive_dns.source]]\nname = 'a'\nurl = 'https://a.test/'\nuser = 'u'", "4:1", "belong together"},
        // domains
        {"[[domain]]", "1:1", "needs a name"},
        {"[[domain]]\nname = 'http://example.com/'", "2:8", "URL"},
        {"[[domain]]\nname = 'a.test'\nhosts = ['@']", "3:10", "leave it out"},
        {"[[domain]]\nname = 'a.test'\nhosts = ['www.b.test']", "3:10", "not below a.test"},
        {"[[domain]]\nname = 'a.test'\nhosts = ['*']", "3:10", "wildcard"},
        {"[[domain]]\nname = 'a.test'\ncritical = 1", "3:12", "true or false"},
        {"[[domain]]\nname = 'a.test'\ntags = ['']", "3:9", "1 to 64"},
        {"[[domain]]\nname = 'a.test'\n[[domain]]\nname = 'A.test.'", "4:1", "configured twice"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nname_servers = ['192.0.2.1']", "4:17", "IP address"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nlocks = ['clientTransferProhibitted']", "4:10",
         "write clientTransferProhibited"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nlocks = ['clienttransferprohibited']", "4:10",
         "write clientTransferProhibited"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nregistrar_iana_id = 292", "4:21", "a text in quotes"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nregistrar_iana_id = 'IANA 292'", "4:21", "\"292\""},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nds = ['12345 13 2']", "4:7", "keytag algorithm"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nds = ['12345 13 2 ABCD']", "4:7", "has 64 hexadecimal"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nds = ['70000 13 2 ABCD']", "4:7", "are numbers"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nds = ['1 13 99 XY']", "4:7", "hexadecimal"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\ntenant_id = 'contoso'", "4:13", "id of the tenant"},
        {"[[domain]]\nname = 'a.test'\n[domain.expect]\nnameservers = []", "4:1", "did you mean 'name_servers'?"},
        // web
        {"[web]\nlisten = 'localhost:8053'", "2:10", "127.0.0.1:8053"},
        {"[web]\nlisten = '127.0.0.1'", "2:10", "127.0.0.1:8053"},
        {"[health]\nheartbeat_url = 'beat.test'", "2:17", "https://"},
        // outline
        {"[!", "1:2", "[name]"},
        {"a = 1", "1:1", "unknown key 'a'"},
    };
    for (const auto& mistake : table) {
        INFO(mistake.text);
        const auto load = load_text(mistake.text);
        REQUIRE_FALSE(load.loaded);
        const std::string messages = shown(load.errors);
        INFO(messages);
        CHECK(load.errors.size() == 1);
        CHECK(messages.find(mistake.place + ":") == 0);
        CHECK(messages.find(mistake.says) != std::string::npos);
        CHECK(messages.find("topsecret") == std::string::npos);
    }
}

TEST_CASE("a sink has the keys that its kind needs and no others", "[config][load]") {
    const std::string email = "[[sink]]\nname = 'a'\nkind = 'email'\nto = ['a@b.test']\nfrom = 'a@c.test'\n";
    const std::string server = "server = 'smtps://d.test'\n";
    const std::string webhook = "[[sink]]\nname = 'a'\nkind = 'webhook'\nsecret_file = 's'\n";
    const std::vector<std::pair<std::string, std::string>> table{
        {"[[sink]]\nname = 'a'", "needs a kind: email, webhook"},
        {"[[sink]]\nkind = 'syslog'", "needs a name"},
        {"[[sink]]\nname = 'a'\nkind = 'webhok'", "did you mean 'webhook'?"},
        {"[[sink]]\nname = 'a.b'\nkind = 'syslog'", "letters, digits"},
        {email, "needs server"},
        {email + "server = 'mail.d.test'", "smtps://"},
        {email + "server = 'https://d.test'", "smtps://"},
        {email + "server = 'udp://d.test'", "smtps://HOST"},
        {email + "server = 'smtps://d.test/path'", "without a path"},
        {email + server + "tls = 'none'", "TLS from the first byte"},
        {email + server + "tls = 'starttls'", "TLS is always used"},
        {email + server + "user = 'u'", "belong together"},
        {email + server + "password_file = 'p'", "belong together"},
        {email + server + "password_file = ''\nuser = 'u'", "path of the file"},
        {email + server + "url = 'https://d.test'", "takes to, from, server"},
        {email + server + "secret_file = 's'", "has no such key"},
        {email + server + "min_severity = 'high'", "info, notice, warning, critical"},
        {"[[sink]]\nname = 'a'\nkind = 'email'\nto = []\nfrom = 'a@c.test'\n" + server, "at least one address"},
        {"[[sink]]\nname = 'a'\nkind = 'email'\nto = 'a@b.test'\nfrom = 'a@c.test'\n" + server, "a list"},
        {"[[sink]]\nname = 'a'\nkind = 'email'\nto = ['A <a@b.test>']\nfrom = 'a@c.test'\n" + server, "< >"},
        {"[[sink]]\nname = 'a'\nkind = 'email'\nto = ['a b@b.test']\nfrom = 'a@c.test'\n" + server, "before the @"},
        {"[[sink]]\nname = 'a'\nkind = 'email'\nto = ['a@b.test']\nfrom = 'nobody'\n" + server, "local@host"},
        {webhook, "needs url or url_file"},
        {webhook + "url = 'https://a.test/'\nurl_file = 'u'", "keep one"},
        {webhook + "url = 'siem.test/topsecret'", "https://"},
        {webhook + "url = 'https://u:topsecret@a.test/'", "must not carry"},
        {webhook + "url = 'https://a.test/top secret'", "blank"},
        {"[[sink]]\nname = 'a'\nkind = 'webhook'\nurl = 'https://a.test/'", "needs secret_file"},
        {"[[sink]]\nname = 'a'\nkind = 'pagerduty'", "needs token_file"},
        {"[[sink]]\nname = 'a'\nkind = 'command'", "needs command"},
        {"[[sink]]\nname = 'a'\nkind = 'syslog'\nserver = 'smtp://a.test'", "udp://"},
        {"[[sink]]\nname = 'a'\nkind = 'syslog'\n[[sink]]\nname = 'a'\nkind = 'syslog'", "two sinks have the name 'a'"},
    };
    for (const auto& [text, says] : table) {
        INFO(text);
        const auto load = load_text(text);
        REQUIRE_FALSE(load.loaded);
        const std::string messages = shown(load.errors);
        INFO(messages);
        CHECK(load.errors.size() == 1);
        CHECK(messages.find(says) != std::string::npos);
        CHECK(messages.find("topsecret") == std::string::npos);
    }
}

TEST_CASE("a secret that stands in the configuration is refused and not repeated", "[config][load]") {
    for (const std::string key : {"password", "secret", "token"}) {
        const auto load = load_text(kSink + key + " = 'topsecret'\n");
        REQUIRE_FALSE(load.loaded);
        const std::string messages = shown(load.errors);
        INFO(messages);
        CHECK(messages.find(key + "_file = ") != std::string::npos);
        CHECK(messages.find("topsecret") == std::string::npos);
    }
}

TEST_CASE("everything wrong is listed at once, in the order of the files and lines", "[config][load]") {
    const Folder folder;
    const Path file = folder.write("nameward.toml", "[log]\nlevel = 1\nlvl = 1\n[schedule]\nmail = 'x'\n");
    folder.write("conf.d/10.toml", "[[domain]]\n");
    const auto load = load_config(file, nullptr);
    REQUIRE(load.errors.size() == 4);
    CHECK(to_string(load.errors[0]).find("conf.d/10.toml:1:1: ") != std::string::npos);
    CHECK(to_string(load.errors[1]).find("nameward.toml:2:9: ") != std::string::npos);
    CHECK(load.errors[2].line == 3);
    CHECK(load.errors[3].line == 5);
}

TEST_CASE("files in conf.d add domains and sinks, in the order of their names", "[config][load]") {
    const Folder folder;
    const Path file = folder.write("nameward.toml", kDomain + "[network]\nca_file = 'ca'\n");
    folder.write("conf.d/20-b.toml", "[[domain]]\nname = 'b.test'\n[schedule]\nmail = '1h'\n");
    folder.write("conf.d/10-a.toml", "[[domain]]\nname = 'a.test'\n[schedule]\ntls = '1h'\n" + kSink);
    folder.write("conf.d/.30-hidden.toml", "[!");
    folder.write("conf.d/30-other.conf", "[!");
    const auto load = load_config(file, nullptr);
    INFO(shown(load.errors));
    REQUIRE(load.loaded);
    const Config& config = load.loaded->config;
    REQUIRE(config.domains.size() == 3);
    CHECK(config.domains[0].name.name() == "example.com");
    CHECK(config.domains[1].name.name() == "a.test");
    CHECK(config.domains[2].name.name() == "b.test");
    REQUIRE(config.sinks.size() == 1);
    CHECK(config.sinks[0].secret_file == folder.path() / "s");  // relative to the main file, also from conf.d
    CHECK(config.schedule.at("mail") == Interval(Seconds(3600)));
    CHECK(config.schedule.at("tls") == Interval(Seconds(3600)));
}

TEST_CASE("what two files claim is an error that names both places", "[config][load]") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"[log]\nlevel = 'info'", "2:1: log.level is set twice"},
        {"[[domain]]\nname = 'EXAMPLE.com'", "2:1: the domain example.com is configured twice"},
        {kSink, "2:1: two sinks have the name 'soc'"},
        {"[network]\nconnect_to = []", "2:1: network.connect_to is set twice"},
        {"[registration.rdap]\n'de' = 'https://b.test/'", "2:1: "},
    };
    for (const auto& [text, says] : table) {
        INFO(text);
        const Folder folder;
        const Path file =
            folder.write("nameward.toml", "[log]\nlevel = 'info'\n[network]\nconnect_to = []\n" + kDomain + kSink +
                                              "[registration.rdap]\nde = 'https://a.test/'\n");
        folder.write("conf.d/a.toml", text);
        const auto load = load_config(file, nullptr);
        REQUIRE_FALSE(load.errors.empty());
        const std::string first = to_string(load.errors.front());
        INFO(first);
        CHECK(first.find("conf.d/a.toml:" + says) != std::string::npos);
        CHECK(first.find("stands at " + file.string() + ":") != std::string::npos);
    }
}

TEST_CASE("a file that cannot be read is an error that names it", "[config][load]") {
    const Folder folder;
    const auto missing = load_config(folder.path() / "missing.toml", nullptr);
    REQUIRE(missing.errors.size() == 1);
    CHECK(to_string(missing.errors[0]).find("missing.toml: the configuration cannot be read: No such file") !=
          std::string::npos);
    CHECK_FALSE(load_config(folder.path(), nullptr).errors.empty());
    CHECK_FALSE(load_config("/dev/zero", nullptr).errors.empty());
    const Path big = folder.write("big.toml", std::string(1024 * 1024 + 1, '#'));
    CHECK(shown(load_config(big, nullptr).errors).find("1 MiB") != std::string::npos);
    const Path full = folder.write("full.toml", std::string(1024 * 1024, '#'));
    CHECK(load_config(full, nullptr).loaded);
}

TEST_CASE("a configuration that nobody hears from is warned about", "[config][advice]") {
    const auto warned = [](const std::string& text) { return shown(load_text(text).loaded->warnings); };
    CHECK(warned(kDomain).find("nobody will be told") != std::string::npos);
    CHECK(warned(kDomain + "[[sink]]\nname = 'a'\nkind = 'syslog'\n").find("nobody will be told") != std::string::npos);
    CHECK(warned(kDomain + kSink).find("nobody") == std::string::npos);
    CHECK(warned(kSink).find("nothing is watched") != std::string::npos);
}

TEST_CASE("a short host that reads like one of another watched domain is worth a word", "[config][load]") {
    const auto warned = [&](const std::string& other) {
        return shown(load_text("[[domain]]\nname = 'example.com'\nhosts = ['www.example.org']\n[[domain]]\nname = '" +
                               other + "'\n")
                         .loaded->warnings);
    };
    CHECK(warned("example.org").find("if www.example.org was meant, it belongs to the hosts of example.org") !=
          std::string::npos);
    CHECK(warned("example.net").find("was meant") == std::string::npos);
}

TEST_CASE("an alert path that depends on a watched domain is warned about", "[config][advice]") {
    const std::string sinks = R"(
[[sink]]
name = "mail"
kind = "email"
to = ["soc@example.org", "soc@bücher.example"]
from = "nameward@monitor.example.net"
server = "smtps://mail.example.com"
[[sink]]
name = "hook"
kind = "webhook"
url = "https://example.net/"
secret_file = "secret"
)";
    const auto warned = [&](const std::string& domain) {
        return shown(load_text("[[domain]]\nname = '" + domain + "'\n" + sinks).loaded->warnings);
    };
    CHECK(warned("example.com").find("9:1: sink 'mail': its server depends on the watched domain example.com") !=
          std::string::npos);
    CHECK(warned("example.org").find("7:1: sink 'mail': its receiver soc@example.org depends") != std::string::npos);
    CHECK(warned("xn--bcher-kva.example").find("its receiver soc@xn--bcher-kva.example") != std::string::npos);
    CHECK(warned("example.net").find("13:1: sink 'hook': its URL depends") != std::string::npos);
    CHECK(warned("ample.com").find("depends") == std::string::npos);
    CHECK(warned("www.example.com").find("depends") == std::string::npos);
}

TEST_CASE("alerts without TLS are warned about", "[config][advice]") {
    const auto warnings = shown(load_text(R"(
[[sink]]
name = "mail"
kind = "email"
to = ["soc@example.org"]
from = "nameward@example.net"
server = "smtp://127.0.0.1:2525"
tls = "none"
[[sink]]
name = "hook"
kind = "webhook"
url = "http://127.0.0.1:8080/topsecret"
secret_file = "secret"
)")
                                    .loaded->warnings);
    INFO(warnings);
    CHECK(warnings.find("8:1: tls: alerts go to the mail server in the clear") != std::string::npos);
    CHECK(warnings.find("12:1: url: http:// carries alerts without TLS") != std::string::npos);
    CHECK(warnings.find("topsecret") == std::string::npos);
}

TEST_CASE("what this version does not use yet is named, once", "[config][advice]") {
    const auto warnings = shown(load_text(kSink + kDomain +
                                          "dkim_selectors = ['a']\nhosts = ['www']\ncritical = true\n[domain.expect]\n"
                                          "mx = []\nlocks = []\ntenant_id = ''\n"
                                          "[[domain]]\nname = 'a.test'\ndkim_selectors = ['a']\n"
                                          "[schedule]\ndelegation = '1m'\nrecords = '1m'\nregistration = '1h'\n"
                                          "tenant = '1h'\nmail = ''\ntls = '1h'\n[registration]\nwhois = false\n"
                                          "[tenant]\nclouds = ['gcc']\n[web]\nlisten = '127.0.0.1:1'\n")
                                    .loaded->warnings);
    INFO(warnings);
    CHECK(warnings.find("8:1: domain.dkim_selectors: parsed, not used yet by this version") != std::string::npos);
    CHECK(warnings.find("schedule.tls: parsed, not used yet") != std::string::npos);
    CHECK(warnings.find("web: parsed, not used yet") != std::string::npos);
    for (const auto* used : {"delegation", "records", "registration", "tenant", "hosts", "critical", "expect", "whois"})
        CHECK(warnings.find(used) == std::string::npos);
    CHECK(warnings.find("schedule.mail") == std::string::npos);
    CHECK(std::count(warnings.begin(), warnings.end(), '\n') == 4);  // and the secret file that is not there
}
