#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "catch.h"
#include "unit/config/folder.h"

using namespace nameward;
using config_test::shown;

namespace {

std::string example() {
    std::ifstream file(SOURCE_DIR "/config/nameward.toml");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// "#key" is a key to set, "# word" is a comment.
std::string uncommented(const std::string& text) {
    std::istringstream in(text);
    std::string result;
    for (std::string line; std::getline(in, line);) {
        const bool key = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        result += (key ? line.substr(1) : line) + "\n";
    }
    return result;
}

}  // namespace

TEST_CASE("the example configuration loads as it is shipped, with every default, and watches nothing",
          "[config][example]") {
    const auto load = config_test::load_text(example());
    INFO(shown(load.errors));
    REQUIRE(load.loaded);
    const Config& config = load.loaded->config;
    CHECK(config.domains.empty());
    CHECK(config.sinks.empty());
    CHECK(config.schedule == default_schedule());
    CHECK(config.store == "/var/lib/nameward/nameward.db");
    CHECK(shown(load.loaded->warnings).find("nobody will be told") != std::string::npos);
    CHECK(shown(load.loaded->warnings).find("nothing is watched") != std::string::npos);
    CHECK(load.loaded->warnings.size() == 2);
}

TEST_CASE("the example configuration loads with every commented key set", "[config][example]") {
    const auto load = config_test::load_text(uncommented(example()));
    INFO(shown(load.errors));
    REQUIRE(load.loaded);
    const Config& config = load.loaded->config;
    CHECK(config.domains.size() == 1);
    CHECK(config.sinks.size() == 2);
    CHECK(config.network.views.size() == 1);
    CHECK(config.certificate_sources.size() == 1);
    CHECK(config.passive_dns_sources.size() == 1);
    CHECK(config.registration.rdap.count("de") == 1);
    CHECK(config.schedule == default_schedule());
    CHECK(config.domains.front().hosts == std::vector<std::string>{"vpn.example.com", "www.example.com"});
    CHECK(config.domains.front().expect.ds->size() == 1);
    CHECK(shown(load.loaded->warnings).find("nobody") == std::string::npos);
}

TEST_CASE("the defaults written in the example are the defaults", "[config][example]") {
    const auto shipped = config_test::load_text(example()).loaded->config;
    const auto set = config_test::load_text(uncommented(example())).loaded->config;
    CHECK(set.store == shipped.store);
    CHECK(set.retention == shipped.retention);
    CHECK(set.log_level == shipped.log_level);
    CHECK(set.confirm_after == shipped.confirm_after);
    CHECK(set.network.dns_port == shipped.network.dns_port);
    CHECK(set.network.http_spacing == shipped.network.http_spacing);
    CHECK(set.network.queries_per_second == shipped.network.queries_per_second);
    CHECK(set.registration.bootstrap_url == shipped.registration.bootstrap_url);
    CHECK(set.registration.whois_root == shipped.registration.whois_root);
    CHECK(set.tenant_clouds == shipped.tenant_clouds);
    CHECK(set.web_listen == shipped.web_listen);
    CHECK(set.blind_after == shipped.blind_after);
}

TEST_CASE("every key that the loader knows stands in the example with a line of explanation", "[config][example]") {
    const std::string text = example();
    for (const std::string key : {"path",
                                  "retention",
                                  "level",
                                  "delegation",
                                  "records",
                                  "mail",
                                  "tls",
                                  "registration",
                                  "tenant",
                                  "certificates",
                                  "passive_dns",
                                  "hosts",
                                  "after",
                                  "resolver",
                                  "root_hints",
                                  "trust_anchor",
                                  "dns_port",
                                  "ca_file",
                                  "connect_to",
                                  "allow_private_addresses",
                                  "queries_per_second",
                                  "http_spacing",
                                  "proxy",
                                  "bootstrap_url",
                                  "whois",
                                  "whois_root",
                                  "clouds",
                                  "token_file",
                                  "dkim_selectors",
                                  "tags",
                                  "critical",
                                  "registrar_iana_id",
                                  "name_servers",
                                  "ds",
                                  "locks",
                                  "mx",
                                  "tenant_id",
                                  "federation_hosts",
                                  "certificate_issuers",
                                  "to",
                                  "server",
                                  "user",
                                  "min_severity",
                                  "secret_file",
                                  "listen",
                                  "blind_after",
                                  "heartbeat_url"}) {
        INFO(key);
        const auto at = text.find("\n#" + key + " = ");
        REQUIRE(at != std::string::npos);
        const auto line_before = text.rfind('\n', at - 1);
        const char first = text[line_before + 2];
        CHECK(text[line_before + 1] == '#');
        const bool explained = first == ' ' || text.substr(line_before + 1, at - line_before).find("#user = ") == 0;
        CHECK((explained || key == "server" || key == "mx"));
    }
}
