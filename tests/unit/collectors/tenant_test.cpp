#include "collectors/tenant.h"

#include <map>

#include "catch.h"
#include "collectors/tenant_properties.h"
#include "core/judge.h"
#include "microsoft_documents.h"
#include "texts.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::test;
namespace property = nameward::collectors::property;

namespace {

const std::string kOpenId = "microsoft.oidc@commercial";
const std::string kRealm = "microsoft.realm@commercial";
const std::string kHost = "https://login.microsoftonline.com";
const std::string kOpenIdUrl = kHost + "/example.com/.well-known/openid-configuration";
const std::string kRealmUrl = kHost + "/GetUserRealm.srf?login=example.com&json=1";
const std::string kNobodyUrl = kHost + "/GetUserRealm.srf?login=nobody%40example.com&json=1";
const std::string kWitnessUrl = kHost + "/common/userrealm/example.com?api-version=1.0";

struct Answer {
    int status = 200;
    std::string body{};
    std::string type = "application/json";
    bool cut = false;
    std::string broken{};  // the sentence of a broken connection
};

Answer html(int status = 200) {
    return {status, "<html><body>Please sign in</body></html>", "text/html"};
}
Answer broken() {
    return {0, "", "", false, "GET https://login.microsoftonline.com: connection refused; asked again later"};
}

// Answers by URL, and remembers what was asked in which batch.
struct Service {
    std::map<std::string, Answer> answers;
    std::vector<std::vector<Fetch>> batches;

    void is_managed() {
        answers[kOpenIdUrl] = {200, microsoft::openid()};
        answers[kRealmUrl] = {200, microsoft::realm_managed()};
        answers[kWitnessUrl] = {200, microsoft::witness("Managed")};
    }
    void is_federated(const std::string& host = "sts.example.com") {
        answers[kOpenIdUrl] = {200, microsoft::openid()};
        answers[kRealmUrl] = {200, microsoft::realm_federated("https://" + host + "/adfs/ls/")};
        answers[kWitnessUrl] = {200, microsoft::witness_federated(host)};
    }
    void is_nothing() {
        answers[kOpenIdUrl] = {400, microsoft::no_tenant()};
        answers[kRealmUrl] = {200, microsoft::realm_unknown()};
        answers[kWitnessUrl] = {200, microsoft::witness("Unknown")};
    }

    Result<Fetched> fetched(const Fetch& fetch) const {
        const auto found = answers.find(fetch.url);
        const auto answer = found == answers.end() ? Answer{404, "{}"} : found->second;
        if (!answer.broken.empty()) return Error{ErrorKind::transient, answer.broken};
        Fetched got;
        got.url = fetch.url;
        got.response.status = answer.status;
        got.response.content_type = answer.type;
        got.response.body = answer.body;
        got.response.body_cut = answer.cut;
        got.evidence =
            std::make_shared<const Evidence>(Evidence{"http", fetch.url, "GET " + fetch.url, at(0), answer.body});
        return got;
    }

    Net net() {
        Net net;
        net.http = [this](std::span<const Fetch> fetches) {
            batches.emplace_back(fetches.begin(), fetches.end());
            std::vector<Result<Fetched>> got;
            for (const auto& fetch : fetches) got.push_back(fetched(fetch));
            return got;
        };
        return net;
    }

    std::vector<std::string> asked(std::size_t batch) const {
        std::vector<std::string> urls;
        if (batch < batches.size())
            for (const auto& fetch : batches[batch]) urls.push_back(fetch.url);
        return urls;
    }
};

struct TenantStage {
    Service service;
    DomainConfig config = domain_config();
    Config settings;

    Collected look(Attention attention = Attention::first) {
        return collectors::tenant().look({config.name, config, {}, settings}, service.net(), attention, now_at(0));
    }
};

// "present managed", "absent", "disputed", "off" or "unknown".
std::string brief(const Seen& seen) {
    if (seen.state == Seen::State::absent) return "absent";
    if (seen.state == Seen::State::unknown) return seen.disputed ? "disputed" : seen.applicable ? "unknown" : "off";
    std::string text = "present";
    for (const auto& value : seen.values) text += ' ' + value;
    return text;
}

// What the two sources say of the tenant, as one word each.
std::string verdict(Answer openid, Answer realm) {
    TenantStage stage;
    stage.service.is_managed();
    stage.service.answers[kOpenIdUrl] = std::move(openid);
    stage.service.answers[kRealmUrl] = std::move(realm);
    const auto collected = stage.look();
    return brief(word(collected, property::tenant_id, kOpenId)) + " | " +
           brief(word(collected, property::state, kRealm));
}

const std::string kTenantThere = "present " + microsoft::kTenant;

}  // namespace

TEST_CASE("the two answers together decide whether there is a tenant", "[collectors][tenant]") {
    const Answer tenant{200, microsoft::openid()}, none{400, microsoft::no_tenant()};
    const Answer managed{200, microsoft::realm_managed()}, federated{200, microsoft::realm_federated()},
        unknown{200, microsoft::realm_unknown()};

    CHECK(verdict(tenant, managed) == kTenantThere + " | present managed");
    CHECK(verdict(tenant, federated) == kTenantThere + " | present federated");
    CHECK(verdict(none, unknown) == "absent | present none");
    CHECK(verdict(none, managed) == "unknown | unknown");
    CHECK(verdict(none, federated) == "unknown | unknown");
    CHECK(verdict(tenant, unknown) == kTenantThere + " | disputed");

    // A yes needs no second word, a no does.
    for (const auto& nothing :
         {Answer{400, microsoft::openid_error(900023, "invalid_request")}, Answer{400, microsoft::openid_error(90013)},
          Answer{429, "{}"}, Answer{503, "{}"}, Answer{302, ""}, broken(), html(), html(400), Answer{200, ""},
          Answer{200, "[1]"}, Answer{200, microsoft::openid("{tenantid}")}}) {
        INFO(nothing.status << ' ' << nothing.body);
        CHECK(verdict(nothing, managed) == "unknown | present managed");
        CHECK(verdict(nothing, federated) == "unknown | present federated");
        CHECK(verdict(nothing, unknown) == "unknown | unknown");
        CHECK(verdict(nothing, broken()) == "unknown | unknown");
    }
    for (const auto& nothing : {Answer{429, "{}"}, Answer{500, "{}"}, Answer{302, ""}, broken(), html(),
                                Answer{200, ""}, Answer{200, "{}"}, Answer{200, microsoft::openid()}}) {
        INFO(nothing.status << ' ' << nothing.body);
        CHECK(verdict(tenant, nothing) == kTenantThere + " | unknown");
        CHECK(verdict(none, nothing) == "unknown | unknown");
    }
}

TEST_CASE("right words in a wrong envelope are not believed", "[collectors][tenant]") {
    const Answer managed{200, microsoft::realm_managed()}, unknown{200, microsoft::realm_unknown()};
    CHECK(verdict({200, microsoft::openid(), "text/html"}, managed) == "unknown | present managed");
    CHECK(verdict({200, microsoft::openid(), ""}, managed) == "unknown | present managed");
    CHECK(verdict({400, microsoft::no_tenant(), "text/html"}, unknown) == "unknown | unknown");
    CHECK(verdict({200, microsoft::openid(), "application/json", true}, managed) == "unknown | present managed");
    CHECK(verdict({404, microsoft::no_tenant()}, unknown) == "unknown | unknown");
}

TEST_CASE("each look speaks about every property of both sources", "[collectors][tenant]") {
    TenantStage stage;
    SECTION("managed") {
        stage.service.is_managed();
    }
    SECTION("federated") {
        stage.service.is_federated();
    }
    SECTION("nothing there") {
        stage.service.is_nothing();
    }
    SECTION("nothing heard") {}
    SECTION("contradiction") {
        stage.service.is_managed();
        stage.service.answers[kOpenIdUrl] = {400, microsoft::no_tenant()};
    }
    for (const auto attention : {Attention::first, Attention::second}) {
        const auto collected = stage.look(attention);
        const auto collector = collectors::tenant();
        CHECK(collected.observations.size() == collector.reports.size());
        for (const auto& each : collected.observations) CHECK(collector.spec(each.first));
    }
}

TEST_CASE("a managed tenant is described, and has no federation", "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_managed();
    const auto collected = stage.look();
    const auto openid = [&](const char* name) { return brief(word(collected, name, kOpenId)); };
    const auto realm = [&](const char* name) { return brief(word(collected, name, kRealm)); };
    CHECK(openid(property::cloud) == "present commercial");
    CHECK(openid(property::region_scope) == "present EU");
    CHECK(openid(property::region_sub_scope) == "absent");
    CHECK(openid(property::cloud_instance) == "present microsoftonline.com");
    CHECK(openid(property::msgraph_host) == "present graph.microsoft.com");
    CHECK(realm(property::realm_domain) == "present example.com");
    CHECK(realm(property::brand) == "present Example Org");
    CHECK(realm(property::issuer_uri) == "present urn:federation:MicrosoftOnline");
    for (const auto* name : {property::federation_host, property::federation_url, property::federation_protocol,
                             property::federation_metadata_url, property::federation_active_url})
        CHECK(realm(name) == "absent");
}

TEST_CASE("a federated tenant names who signs its people in", "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_federated();
    const auto collected = stage.look();
    const auto realm = [&](const char* name) { return brief(word(collected, name, kRealm)); };
    CHECK(realm(property::federation_host) == "present sts.example.com");
    CHECK(realm(property::federation_url) == "present https://sts.example.com/adfs/ls/");
    CHECK(realm(property::federation_protocol) == "present WSTrust");
    CHECK(realm(property::federation_metadata_url) == "present https://sts.example.com/adfs/services/trust/mex");
    CHECK(realm(property::federation_active_url) ==
          "present https://sts.example.com/adfs/services/trust/2005/usernamemixed");
}

TEST_CASE("where there is no tenant, nothing of it is there", "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_nothing();
    for (const auto& [fact, seen] : stage.look().observations) {
        INFO(fact.property);
        if (fact.property == property::state)
            CHECK(brief(seen) == "present none");
        else
            CHECK(brief(seen) == (fact.property == property::issuer_uri ? "off" : "absent"));
    }
}

TEST_CASE("the cloud is read from the sub-scope, and what an old document leaves out is no change",
          "[collectors][tenant]") {
    const auto cloud = [](const std::string& body) {
        TenantStage stage;
        stage.service.is_managed();
        stage.service.answers[kOpenIdUrl] = {200, body};
        const auto collected = stage.look();
        return brief(word(collected, property::cloud, kOpenId)) + ", " +
               brief(word(collected, property::region_sub_scope, kOpenId));
    };
    const auto scoped = [&](const std::string& scope) {
        return cloud(microsoft::openid(microsoft::kTenant, R"(,"tenant_region_sub_scope":")" + scope + '"'));
    };
    CHECK(scoped("GCC") == "present gcc, present GCC");
    CHECK(scoped("DODCON") == "present gcchigh, present DODCON");
    CHECK(scoped("DOD") == "present dod, present DOD");
    CHECK(cloud(microsoft::openid()) == "present commercial, absent");
    const auto base = "https://login.microsoftonline.com/" + microsoft::kTenant;
    CHECK(cloud(R"({"issuer":")" + base + R"(/v2.0","token_endpoint":")" + base + R"(/oauth2/token"})") == "off, off");
}

TEST_CASE("a first look asks twice in one batch, without following redirects or naming anybody",
          "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_managed();
    stage.look();
    REQUIRE(stage.service.batches.size() == 1);
    CHECK(stage.service.asked(0) == std::vector<std::string>{kOpenIdUrl, kRealmUrl});
    for (const auto& fetch : stage.service.batches[0]) {
        CHECK(fetch.method == "GET");
        CHECK(fetch.redirects == 0);
        CHECK_FALSE(fetch.plain_allowed);
        CHECK_FALSE(fetch.by_operator);
        CHECK(fetch.body_limit == 256 * 1024);
        CHECK(fetch.headers == std::vector<std::pair<std::string, std::string>>{{"Accept", "application/json"}});
    }
}

TEST_CASE("the second witness is asked where the domain is federated, and in a second look", "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_federated();
    stage.look();
    REQUIRE(stage.service.batches.size() == 2);
    CHECK(stage.service.asked(1) == std::vector<std::string>{kWitnessUrl});

    stage.service.batches.clear();
    stage.service.is_managed();
    stage.look(Attention::second);
    REQUIRE(stage.service.batches.size() == 1);
    CHECK(stage.service.asked(0) == std::vector<std::string>{kOpenIdUrl, kRealmUrl, kWitnessUrl});
}

TEST_CASE("nobody is named only where the bare domain is refused", "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_managed();
    stage.service.answers[kRealmUrl] = {400, "{}"};
    stage.service.answers[kNobodyUrl] = {200, microsoft::realm_managed()};
    CHECK(brief(word(stage.look(), property::state, kRealm)) == "present managed");
    CHECK(stage.service.asked(1) == std::vector<std::string>{kWitnessUrl, kNobodyUrl});

    for (const auto& other : {Answer{429, "{}"}, Answer{404, "{}"}, html(), broken()}) {
        stage.service.batches.clear();
        stage.service.answers[kRealmUrl] = other;
        stage.look();
        CHECK(stage.service.batches.size() == 1);
    }
}

TEST_CASE("each configured cloud is asked at its own host, as a source of its own", "[collectors][tenant]") {
    const auto collector = collectors::tenant();
    TenantStage stage;
    stage.settings.tenant_clouds = {"commercial", "gcchigh", "china"};
    stage.service.is_managed();
    const auto collected = stage.look();
    CHECK(stage.service.asked(0)[2] == "https://login.microsoftonline.us/example.com/.well-known/openid-configuration");
    CHECK(stage.service.asked(0)[4] ==
          "https://login.partner.microsoftonline.cn/example.com/.well-known/openid-configuration");
    CHECK(brief(word(collected, property::state, kRealm)) == "present managed");
    CHECK(brief(word(collected, property::state, "microsoft.realm@china")) == "unknown");
    CHECK(collector.sources(stage.settings) == std::set<std::string>{kOpenId, kRealm, "microsoft.oidc@gcchigh",
                                                                     "microsoft.realm@gcchigh", "microsoft.oidc@china",
                                                                     "microsoft.realm@china"});

    stage.settings.tenant_clouds = {};
    CHECK(stage.look().observations.empty());
    CHECK(collector.sources(stage.settings).empty());
}

TEST_CASE("a reason says what was asked, what came back and what happens next", "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_managed();
    stage.service.answers[kOpenIdUrl] = {503, "{}"};
    stage.service.answers[kRealmUrl] = html();
    const auto collected = stage.look();
    CHECK(word(collected, property::tenant_id, kOpenId).reason ==
          "GET " + kOpenIdUrl + ": HTTP 503; asked again at the next look");
    CHECK(word(collected, property::state, kRealm).reason ==
          "GET " + kRealmUrl +
              ": HTTP 200, and what came says to be 'text/html', not JSON; asked again at the next look");

    stage.service.answers[kOpenIdUrl] = broken();
    CHECK(word(stage.look(), property::tenant_id, kOpenId).reason == broken().broken);
}

TEST_CASE("a word carries the answers that it rests on", "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_federated();
    const auto collected = stage.look();
    const auto& host = word(collected, property::federation_host, kRealm);
    REQUIRE(host.evidence.size() == 1);
    CHECK(host.evidence[0]->bytes == microsoft::realm_federated());
    CHECK(word(collected, property::federation_protocol, kRealm).evidence.size() == 1);

    stage.service.is_nothing();
    CHECK(word(stage.look(), property::tenant_id, kOpenId).evidence.size() == 2);
}

TEST_CASE("in a second look the second witness has to agree", "[collectors][tenant]") {
    TenantStage stage;
    const auto state = [&] { return brief(word(stage.look(Attention::second), property::state, kRealm)); };
    stage.service.is_federated();
    CHECK(state() == "present federated");
    stage.service.answers[kWitnessUrl] = {200, microsoft::witness("Managed")};
    CHECK(state() == "unknown");
    stage.service.answers[kWitnessUrl] = {503, "{}"};
    CHECK(state() == "unknown");

    // A no is the word of two already.
    stage.service.is_nothing();
    stage.service.answers[kWitnessUrl] = {200, microsoft::witness("Managed")};
    CHECK(state() == "present none");
}

TEST_CASE("private accounts are no tenant's federation", "[collectors][tenant]") {
    TenantStage stage;
    stage.service.is_managed();
    stage.service.answers[kRealmUrl] = {200,
                                        microsoft::realm_federated("https://login.live.com/login.srf", "MSA Realms")};
    stage.service.answers[kWitnessUrl] = {200, microsoft::witness_federated("login.live.com")};
    for (const auto attention : {Attention::first, Attention::second}) {
        const auto collected = stage.look(attention);
        CHECK(brief(word(collected, property::state, kRealm)) == "present consumer");
        CHECK(brief(word(collected, property::federation_host, kRealm)) == "absent");
    }
}

namespace {

// The change of one property between two states of the service, as it is told.
Severity tenant_weight(const std::string& name, Values before, Values after, const Expectations& expect = {},
                       Values host_seen = {}) {
    auto domain = domain_config();
    domain.expect = expect;
    const bool openid = name == property::tenant_id || name == property::region_scope ||
                        name == property::region_sub_scope || name == property::cloud;
    const auto fact = fact_of(name, openid ? kOpenId : kRealm);
    Observations seen;
    if (!host_seen.empty()) seen[fact_of(property::federation_host, kRealm)] = Seen::present(host_seen);
    const auto collector = collectors::tenant();
    const auto* spec = collector.spec(fact);
    REQUIRE(spec);
    CHECK(spec->layer == Layer::tenant);
    return core::severity_of(*spec, {domain, fact, before, after, seen});
}

Expectations hosts_expected() {
    Expectations expect;
    expect.federation_hosts = std::vector<std::string>{"sts.example.com", "sts2.example.com"};
    return expect;
}

Expectations tenant_expected(const std::string& id) {
    Expectations expect;
    expect.tenant_id = id;
    return expect;
}

}  // namespace

TEST_CASE("federation with a host that nobody expects is critical, with an expected one a warning",
          "[collectors][tenant]") {
    const auto to_federated = [](const Expectations& expect, Values host) {
        return tenant_weight(property::state, {"managed"}, {"federated"}, expect, std::move(host));
    };
    CHECK(to_federated({}, {"sts.example.com"}) == Severity::critical);
    CHECK(to_federated(hosts_expected(), {"sts.example.com"}) == Severity::warning);
    CHECK(to_federated(hosts_expected(), {"any.sts"}) == Severity::critical);
    CHECK(to_federated(hosts_expected(), {}) == Severity::critical);
    CHECK(tenant_weight(property::state, {"none"}, {"federated"}, {}, {"any.sts"}) == Severity::critical);

    CHECK(tenant_weight(property::federation_host, {"sts.example.com"}, {"any.sts"}, hosts_expected()) ==
          Severity::critical);
    CHECK(tenant_weight(property::federation_host, {"a.example"}, {"sts2.example.com"}, hosts_expected()) ==
          Severity::warning);
    CHECK(tenant_weight(property::federation_host, {}, {"any.sts"}) == Severity::critical);
    CHECK(tenant_weight(property::federation_host, {"sts.example.com"}, {}) == Severity::warning);
}

TEST_CASE("the weight of a change of the tenant follows what can be done with it", "[collectors][tenant]") {
    CHECK(tenant_weight(property::state, {"federated"}, {"managed"}) == Severity::warning);
    CHECK(tenant_weight(property::state, {"managed"}, {"none"}) == Severity::critical);
    CHECK(tenant_weight(property::state, {"federated"}, {"none"}) == Severity::critical);
    CHECK(tenant_weight(property::state, {"none"}, {"managed"}) == Severity::notice);
    CHECK(tenant_weight(property::state, {"none"}, {"managed"}, tenant_expected("")) == Severity::warning);

    CHECK(tenant_weight(property::tenant_id, {microsoft::kTenant}, {microsoft::kOtherTenant}) == Severity::critical);
    CHECK(tenant_weight(property::tenant_id, {microsoft::kTenant}, {}) == Severity::critical);
    CHECK(tenant_weight(property::tenant_id, {}, {microsoft::kTenant}) == Severity::notice);
    CHECK(tenant_weight(property::tenant_id, {}, {microsoft::kTenant}, tenant_expected("")) == Severity::warning);
    CHECK(tenant_weight(property::tenant_id, {}, {microsoft::kTenant}, tenant_expected(microsoft::kTenant)) ==
          Severity::notice);
    CHECK(tenant_weight(property::tenant_id, {}, {microsoft::kOtherTenant}, tenant_expected(microsoft::kTenant)) ==
          Severity::critical);

    const auto path = [](const char* name, const char* before, const char* after) {
        return tenant_weight(name, {before}, {after}, {}, {"sts.example.com"});
    };
    CHECK(path(property::federation_url, "https://a.example/app/1", "https://a.example/app/2") == Severity::notice);
    CHECK(path(property::federation_url, "https://a.example/app/1", "https://b.example/app/1") == Severity::critical);
    CHECK(path(property::federation_active_url, "https://a.example/1", "https://a.example/2") == Severity::notice);
    CHECK(path(property::federation_active_url, "https://a.example/1", "https://b.example/1") == Severity::warning);

    CHECK(tenant_weight(property::region_scope, {"EU"}, {"NA"}) == Severity::warning);
    CHECK(tenant_weight(property::region_sub_scope, {}, {"GCC"}) == Severity::warning);
    CHECK(tenant_weight(property::cloud, {"commercial"}, {"gcc"}) == Severity::warning);
    CHECK(tenant_weight(property::brand, {"Example Org"}, {"Other Org"}) == Severity::info);
}

namespace {

// A baseline, and then what a pass of looks makes of another state of the service.
Watch tenant_watch() {
    Watch watch;
    watch.collector = collectors::tenant();
    return watch;
}

struct TenantStory {
    Watch watch = tenant_watch();
    Service service;

    Record pass(std::int64_t when) { return watch.pass(service.net(), at(when)); }
    std::vector<std::string> told(const Record& record) const {
        std::vector<std::string> lines;
        for (const auto& change : record.settled)
            lines.push_back(change.summary + ": " + std::string(to_string(change.severity)) + ", " +
                            std::string(to_string(change.state)));
        return lines;
    }
};

bool quiet(const Record& record) {
    return record.suspected.empty() && record.settled.empty();
}

}  // namespace

TEST_CASE("a hijacked sign-in is seen, confirmed by the second witness and told", "[collectors][tenant]") {
    TenantStory story;
    story.service.is_managed();
    CHECK(quiet(story.pass(0)));
    story.service.is_federated("any.sts");
    const auto lines = story.told(story.pass(43200));
    CHECK(has(lines, "sign-in changed from managed to federated, says Microsoft: critical, confirmed"));
    CHECK(has(lines, "federation host appeared, says Microsoft: critical, confirmed"));
}

TEST_CASE("a change that the second witness contradicts is told as unconfirmed", "[collectors][tenant]") {
    TenantStory story;
    story.service.is_managed();
    story.pass(0);
    story.service.is_federated("any.sts");
    story.service.answers[kWitnessUrl] = {200, microsoft::witness("Managed")};
    const auto lines = story.told(story.pass(43200));
    CHECK(has(lines, "sign-in changed from managed to federated, says Microsoft: critical, unconfirmed"));
}

TEST_CASE("trouble at the service never makes a change", "[collectors][tenant]") {
    TenantStory story;
    story.service.is_federated();
    story.pass(0);
    std::int64_t when = 0;
    for (const auto& trouble :
         {Answer{429, "{}"}, Answer{500, ""}, Answer{302, ""}, broken(), html(), html(400), Answer{200, ""},
          Answer{200, "{}"}, Answer{200, microsoft::no_tenant()}, Answer{404, microsoft::no_tenant()}}) {
        INFO(trouble.status << ' ' << trouble.body);
        for (const auto& urls : {std::vector{kOpenIdUrl}, std::vector{kRealmUrl}, std::vector{kWitnessUrl},
                                 std::vector{kOpenIdUrl, kRealmUrl, kWitnessUrl}}) {
            story.service.is_federated();
            for (const auto& url : urls) story.service.answers[url] = trouble;
            CHECK(quiet(story.pass(when += 43200)));
        }
    }
    // One half of a no is none either.
    story.service.is_federated();
    story.service.answers[kOpenIdUrl] = {400, microsoft::no_tenant()};
    CHECK(quiet(story.pass(when += 43200)));
    story.service.is_federated();
    story.service.answers[kRealmUrl] = {200, microsoft::realm_unknown()};
    CHECK(quiet(story.pass(when += 43200)));
    story.service.is_federated();
    CHECK(quiet(story.pass(when += 43200)));
}

TEST_CASE("volatile parts of the answers never make a change", "[collectors][tenant]") {
    TenantStory story;
    story.service.is_federated();
    story.pass(0);
    story.service.answers[kRealmUrl].body.replace(story.service.answers[kRealmUrl].body.find("wctx=7"), 6, "wctx=99");
    story.service.answers[kOpenIdUrl].body = microsoft::openid(microsoft::kTenant, R"(,"new_member":[1,2],"jwks":"x")");
    CHECK(quiet(story.pass(43200)));
}

TEST_CASE("a tenant that goes is told when both said so twice", "[collectors][tenant]") {
    TenantStory story;
    story.service.is_managed();
    story.pass(0);
    story.service.is_nothing();
    const auto lines = story.told(story.pass(43200));
    CHECK(has(lines, "tenant id removed, says Microsoft: critical, confirmed"));
    CHECK(has(lines, "sign-in changed from managed to none, says Microsoft: critical, confirmed"));
}
