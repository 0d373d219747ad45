// The pieces that RDAP and WHOIS answers are read with.
#include <chrono>

#include "catch.h"
#include "formats/epp_status.h"
#include "formats/exposure.h"
#include "formats/loose_date.h"
#include "formats/phrases.h"
#include "formats/rdap.h"
#include "formats/rdap_bootstrap.h"
#include "formats/text_encoding.h"
#include "formats/whois.h"
#include "formats/whois_servers.h"

using namespace nameward;
using namespace nameward::formats;
using Class = Registration::Class;

namespace {

std::string date(const char* text) {
    const auto moment = read_date(text);
    return moment ? format_time(*moment) : "";
}

std::string repeated(const std::string& text, std::size_t bytes) {
    std::string all;
    while (all.size() < bytes) all += text;
    return all;
}

}  // namespace

TEST_CASE("dates are read as registries write them", "[registration][formats]") {
    for (const auto* text : {"2013-04-10T00:00:00Z",
                             "2013-04-10",
                             "20130410",
                             "2013.04.10",
                             "2013/04/10",
                             "2013. 04. 10.",
                             "10.4.2013",
                             "10-Apr-2013",
                             "10/04/2013",
                             "Wed Apr 10 2013",
                             "April 10, 2013",
                             "10th of April 2013",
                             "2013-Apr-10.",
                             "10-04-13T00:00:00 10 Apr 13",
                             "2013-04-10T02:00:00+02:00",
                             "2013-04-10 09:00:00 (JST)",
                             "2013-04-10T00:00:00.000+0000",
                             "2013-04-10 00:00:00 #645178",
                             "2013-04-10 08:00 (GMT+8)",
                             "12:00:00 AM 10-Apr-2013"}) {
        INFO(text);
        CHECK(date(text) == "2013-04-10T00:00:00Z");
    }
    CHECK(date("2013-04-10T11:11:41+02:00") == "2013-04-10T09:11:41Z");
    CHECK(date("20140903121852+03") == "2014-09-03T12:18:52Z");
    CHECK(date("25/13/2013 04/25/2013") == "");
    CHECK(date("04/25/2013") == "2013-04-25T00:00:00Z");
    for (const auto* text : {"", "before Aug-1996", "2013", "2013-02-30", "never", "0000-00-00", "9999999999999999",
                             "2013-257-01", "2013-01-257"}) {
        INFO(text);
        CHECK(date(text).empty());
    }
}

TEST_CASE("statuses become EPP's words", "[registration][formats]") {
    CHECK(epp_status("client transfer prohibited") == "clientTransferProhibited");
    CHECK(epp_status("CLIENT-XFER-PROHIBITED") == "clientTransferProhibited");
    CHECK(epp_status("clienttransferprohibited") == "clientTransferProhibited");
    CHECK(epp_status("serverHold https://icann.org/epp#serverHold") == "serverHold");
    CHECK(epp_status("ok (paid and in zone)") == "ok");
    CHECK(epp_status("Connected (2030/03/31)") == "connected");
    CHECK(epp_status("Published In Zone") == "published in zone");
    CHECK(epp_status(" ").empty());
    CHECK(epp_statuses("REGISTERED, DELEGATED") == std::vector<std::string>{"registered", "delegated"});
    CHECK(epp_statuses("pendingDelete / redemptionPeriod") ==
          std::vector<std::string>{"pendingDelete", "redemptionPeriod"});
    CHECK(epp_statuses(",,").empty());
}

TEST_CASE("what a value shows of its owner", "[registration][formats]") {
    CHECK(exposure_of("Erika Example") == Exposure::open);
    CHECK(exposure_of("owner@example.com") == Exposure::open);
    for (const auto* text : {"REDACTED FOR PRIVACY", "Not Disclosed", "n/a", "NA", "Statutory Masking Enabled"})
        CHECK(exposure_of(text) == Exposure::redacted);
    for (const auto* text : {"Domains By Proxy, LLC", "0123456789abcdef.protect@example.net",
                             "https://example.net/form", "Privacy service provided by Withheld for Privacy ehf"})
        CHECK(exposure_of(text) == Exposure::proxy);
    Registration registration;
    add_contact(registration.contacts, "registrant", "name", "REDACTED");
    add_contact(registration.contacts, "registrant", "name", "Erika Example");
    add_contact(registration.contacts, "abuse", "email", "abuse@example.net");
    registration.withheld = {"registrant.email", "technical.phone"};
    CHECK(exposures(registration) == std::map<std::string, Exposure>{{"registrant.email", Exposure::redacted},
                                                                     {"registrant.name", Exposure::open},
                                                                     {"technical.phone", Exposure::redacted}});
}

TEST_CASE("a remark that data are withheld stands for what is left out, not beside marks in its place",
          "[registration][formats]") {
    const auto shown = [](const std::string& card) {
        return exposures(read_rdap(R"({"ldhName":"example.com","entities":[{"roles":["registrant"],"remarks":[)"
                                   R"({"title":"REDACTED FOR PRIVACY"}],"vcardArray":["vcard",[)" +
                                   card + "]]}]}"));
    };
    using Shown = std::map<std::string, Exposure>;
    CHECK(shown(R"(["fn",{},"text","REDACTED FOR PRIVACY"])") == Shown{{"registrant.name", Exposure::redacted}});
    CHECK(shown(R"(["fn",{},"text",""],["email",{},"text","owner@example.com"])") ==
          Shown{{"registrant.email", Exposure::open},
                {"registrant.name", Exposure::redacted},
                {"registrant.organization", Exposure::redacted},
                {"registrant.phone", Exposure::redacted}});
}

TEST_CASE("bytes of other encodings become UTF-8", "[registration][formats]") {
    CHECK(to_utf8("B\xc3\xa4r") == "B\xc3\xa4r");
    CHECK(to_utf8("\xef\xbb\xbf"
                  "domain: x") == "domain: x");
    CHECK(to_utf8("B\xe4r") == "B\xc3\xa4r");  // nothing declared: ISO 8859-1
    CHECK(to_utf8("B\xe4r", "iso-8859-1") == "B\xc3\xa4r");
    CHECK(to_utf8("\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251") == "Привет");
    CHECK(to_utf8("Привет", "windows-1251") == "Привет");  // valid UTF-8 is UTF-8
    CHECK(to_utf8("\x1b$B;n83\x1b(B ok", "iso-2022-jp") == "試験 ok");
    CHECK(is_utf8(to_utf8("\x1b$B\xff\xff", "iso-2022-jp")));
    CHECK(is_utf8(to_utf8("\x98\xff\x00 x", "windows-1251")));
    CHECK(is_utf8("C:\\x41"));
    CHECK_FALSE(is_utf8("\xe4"));
    const auto read =
        read_whois(to_utf8("domain: example.is\nregistrar: R\xe1"
                           "chel\n",
                           "iso-8859-1"));
    CHECK(read.registrar ==
          "R\xc3\xa1"
          "chel");
}

TEST_CASE("no body makes the readers throw, and none of these says anything of a domain", "[registration][formats]") {
    const std::string whole = R"({"objectClassName":"domain","ldhName":"example.com","status":["active"]})";
    std::vector<std::string> bodies{"",
                                    " \r\n",
                                    "<html><body>No match</body></html>",
                                    "[]",
                                    "17",
                                    "null",
                                    "\"x\"",
                                    std::string("\0\1\2\xff\xfe", 5),
                                    repeated("[{},", 512 * 1024),
                                    "[" + repeated("{},", 500 * 1024) + "{}]",
                                    std::string(512 * 1024, '['),
                                    "{\"objectClassName\":17}"};
    for (std::size_t cut = 1; cut < whole.size(); ++cut) bodies.push_back(whole.substr(0, cut));
    for (const auto& body : bodies) {
        const auto read = read_rdap(body);
        CHECK(read.kind == Class::error);
        CHECK_FALSE(read.reason.empty());
        read_whois(to_utf8(body));
    }
    CHECK(read_rdap(whole).kind == Class::found);
    // A domain whose parts are all of a wrong kind is still one.
    const auto odd = read_rdap(
        R"({"objectClassName":"domain","ldhName":5,"status":{"a":1},"events":"x","nameservers":[1,[],{}],"secureDNS":[],
            "entities":[1,"x",{"roles":7,"vcardArray":{"a":1}},{"roles":["registrant"],"vcardArray":["vcard",[[],[1,2,3,4],["fn"]]]}],
            "links":[4],"redacted":[{"name":3},5],"publicIds":1})");
    CHECK(odd.kind == Class::found);
    CHECK(odd.statuses.empty());
}

TEST_CASE("a role that is repeated costs nothing", "[registration][formats]") {
    std::string roles = R"("registrant")", card = R"(["fn",0,"a"])";
    for (int i = 0; i < 9'900; ++i) roles += R"(,"registrant")";
    for (int i = 0; i < 2'400; ++i) card += R"(,["fn",0,"a"])";
    const auto began = std::chrono::steady_clock::now();
    const auto read = read_rdap(R"({"objectClassName":"domain","ldhName":"example.com","entities":[{"roles":[)" +
                                roles + R"(],"vcardArray":["vcard",[)" + card + "]]}]}");
    CHECK(read.contacts.at("registrant").at("name") == std::vector<std::string>{"a"});
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(2));  // 8 s when each was read
}

TEST_CASE("a status and a body make a class", "[registration][formats]") {
    const auto kind = [](int status, const char* body) { return read_rdap_answer(status, body).kind; };
    CHECK(kind(200, R"({"ldhName":"example.com"})") == Class::found);
    CHECK(kind(404, "") == Class::not_found);
    CHECK(kind(404, "<html>") == Class::not_found);
    CHECK(kind(404, R"({"errorCode":404,"description":["Query rate limit exceeded"]})") == Class::throttled);
    CHECK(kind(429, "") == Class::throttled);
    CHECK(kind(403, R"({"title":"Number of allowed queries exceeded"})") == Class::throttled);
    CHECK(kind(422, R"({"errorCode":"422","description":["access is too fast"]})") == Class::throttled);
    CHECK(kind(403, "") == Class::error);
    CHECK(kind(400, "") == Class::invalid);
    CHECK(kind(204, "") == Class::error);
    CHECK(kind(500, R"({"ldhName":"example.com"})") == Class::error);
    CHECK(kind(301, "") == Class::error);
}

TEST_CASE("IANA's file names who speaks for a suffix", "[registration][formats]") {
    const auto servers = read_rdap_bootstrap(
        R"({"services":[[["com","NET"],["http://b.example/","https://a.example/"]],[["co.uk"],["https://c.example"]],
            [["kg"],["http://kg.example/"]],[["bad"],["ftp://x"]],[5],"x",[["y"]]]})");
    REQUIRE(servers);
    CHECK(rdap_server_for(*servers, "www.example.com")->base == "https://a.example/");
    CHECK(rdap_server_for(*servers, "example.net")->suffix == "net");
    CHECK(rdap_server_for(*servers, "example.co.uk")->base == "https://c.example");
    CHECK_FALSE(rdap_server_for(*servers, "example.uk"));
    CHECK_FALSE(rdap_server_for(*servers, "example.xcom"));
    CHECK(rdap_server_for(*servers, "example.kg")->plain);
    CHECK_FALSE(rdap_server_for(*servers, "example.com")->plain);
    CHECK_FALSE(rdap_server_for(*servers, "example.bad"));
    CHECK(rdap_query("https://c.example", "example.co.uk") == "https://c.example/domain/example.co.uk");
    CHECK(rdap_query("https://a.example/", "example.com") == "https://a.example/domain/example.com");
    for (const auto* text : {"", "{}", "[]", "{\"services\":[]}", "<html>"}) CHECK_FALSE(read_rdap_bootstrap(text));
}

TEST_CASE("the lists inside are read whole", "[registration][formats]") {
    const auto seed = read_rdap_list(rdap_seed());
    CHECK(seed.size() == 1200);
    for (const auto& [suffix, urls] : seed) {
        INFO(suffix);
        CHECK(urls.size() == 1);
        CHECK(urls[0].find("http") == 0);
    }
    CHECK(unlisted_rdap_servers().size() == 19);
    for (const auto& [suffix, urls] : unlisted_rdap_servers()) CHECK(seed.count(suffix) == 0);
}

TEST_CASE("WHOIS servers are found and asked in their way", "[registration][formats]") {
    CHECK(whois_referral("% IANA\nrefer:        whois.a.example\n\ndomain: COM\nwhois: whois.b.example\n") ==
          "whois.a.example");
    CHECK(whois_referral("domain: DE\nwhois: whois.b.example\n") == "whois.b.example");
    CHECK(whois_referral("domain: ZA\nwhois:\nstatus: ACTIVE\n").empty());
    CHECK(whois_form("whois.denic.de", "example.de").query == "-T dn,ace example.de");
    CHECK(whois_form("whois.jprs.jp", "example.jp").query == "example.jp/e");
    CHECK(whois_form("whois.jprs.jp", "example.jp").charset == "iso-2022-jp");
    CHECK(whois_form("whois.example", "example.com").query == "example.com");
    CHECK(whois_form("whois.example", "example.com").charset.empty());

    const std::string asked = "whois.registry.example";
    for (const auto* text : {"whois.r.example", "WHOIS.R.EXAMPLE.", "whois://whois.r.example",
                             "http://whois.r.example/", "https://whois.r.example/whois?x", "whois.r.example:43"}) {
        INFO(text);
        CHECK(registrar_whois_host(text, asked) == "whois.r.example");
    }
    for (const auto* text : {"", "whois.registry.example", "whois.godaddy", "porkbun.com/whois", "127.0.0.1", "n/a",
                             "http://192.0.2.1/", "a b"}) {
        INFO(text);
        CHECK_FALSE(registrar_whois_host(text, asked));
    }
}

TEST_CASE("throttling is heard before absence, and a text with data is never absent", "[registration][formats]") {
    CHECK(read_whois("No entries found\nDaily whois-limit exceeded\n").kind == Class::throttled);
    CHECK(read_whois("Domain: example.com\nRegistrar: Example\nNot found: nothing\n").kind == Class::found);
    CHECK(read_whois("Domain: example.com\nName Server: ns1.example.net\nStatus: free\n").kind == Class::found);
    CHECK(read_whois("Domain: example.com\nStatus: available\n").kind == Class::not_found);
    CHECK(read_whois("").kind == Class::error);
    CHECK(read_whois("hello").kind == Class::error);
}
