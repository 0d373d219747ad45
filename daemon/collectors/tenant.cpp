#include "collectors/tenant.h"

#include <string_view>
#include <utility>

#include "collectors/limits.h"
#include "collectors/tenant_properties.h"
#include "collectors/tenant_verdict.h"
#include "nameward/text.h"

namespace nameward::collectors {
namespace {

// The documents have 2 KiB at most; beyond this it is something else that answers.
constexpr std::size_t kMostBody = std::size_t{256} * 1024;

std::string login_host(std::string_view cloud) {
    if (cloud == "gcchigh" || cloud == "dod") return "login.microsoftonline.us";
    if (cloud == "china") return "login.partner.microsoftonline.cn";
    return "login.microsoftonline.com";  // commercial and gcc
}

// A domain consists of letters, digits, hyphens and dots: nothing in it has to be encoded.
std::string openid_url(const std::string& cloud, const std::string& domain) {
    return "https://" + login_host(cloud) + '/' + domain + "/.well-known/openid-configuration";
}
std::string realm_url(const std::string& cloud, const std::string& login) {
    return "https://" + login_host(cloud) + "/GetUserRealm.srf?login=" + login + "&json=1";
}
std::string witness_url(const std::string& cloud, const std::string& domain) {
    return "https://" + login_host(cloud) + "/common/userrealm/" + domain + "?api-version=1.0";
}

Fetch fetch_of(std::string url) {
    Fetch fetch;
    fetch.url = std::move(url);
    fetch.headers = {{"Accept", "application/json"}};
    fetch.body_limit = kMostBody;
    return fetch;
}

// A portal or a proxy in the way answers with pages. Statuses that are no word at all are told by the readers.
std::string oddity(const HttpResponse& response) {
    if (response.status != 200 && response.status != 400) return {};
    if (response.body_cut) return "what came is longer than 256 KiB, and these documents have 2";
    if (response.content_type == "application/json" || response.content_type == "text/json") return {};
    return "HTTP " + std::to_string(response.status) + ", and what came says to be '" +
           escape_text(response.content_type, 80) + "', not JSON";
}

template <class T>
Result<T> read_with(Result<T> (*read)(int, std::string_view), const HttpResponse& response) {
    if (auto odd = oddity(response); !odd.empty()) return Error{ErrorKind::malformed, std::move(odd)};
    return read(response.status, response.body);
}

template <class T>
Heard<T> heard(const Fetch& fetch, const Result<Fetched>& got, Result<T> (*read)(int, std::string_view)) {
    if (!got) return {got.error(), {}};
    std::vector<EvidencePtr> evidence;
    if (got->evidence) evidence.push_back(got->evidence);
    auto word = read_with(read, got->response);
    if (!word)
        word =
            Error{word.error().kind, "GET " + fetch.url + ": " + word.error().what + "; asked again at the next look"};
    return {std::move(word), std::move(evidence)};
}

// One cloud's answers, gathered in two rounds.
struct Inquiry {
    std::string cloud, domain;
    TenantAnswers answers{{Error{}, {}}, {Error{}, {}}, {}};

    bool is_refused() const { return !answers.realm.word && answers.realm.word.error().kind == ErrorKind::rejected; }
    bool is_federated() const {
        return answers.realm.word && answers.realm.word->kind == formats::RealmKind::federated;
    }
    bool lacks_witness() const { return !answers.witness && (is_federated() || is_refused()); }
};

// What is to be asked, and what becomes of the answer.
using Taker = std::function<void(const Fetch&, const Result<Fetched>&)>;

struct Round {
    std::vector<Fetch> fetches;
    std::vector<Taker> takers;

    void add(std::string url, Taker taker) {
        fetches.push_back(fetch_of(std::move(url)));
        takers.push_back(std::move(taker));
    }
    void ask(const Net& net) const {
        if (fetches.empty()) return;
        const auto got = net.http(fetches);
        for (std::size_t i = 0; i < takers.size(); ++i) takers[i](fetches[i], got[i]);
    }
};

void add_openid(Round& round, Inquiry& inquiry) {
    round.add(openid_url(inquiry.cloud, inquiry.domain), [&inquiry](const Fetch& fetch, const Result<Fetched>& got) {
        inquiry.answers.openid = heard(fetch, got, formats::read_openid);
    });
}

void add_realm(Round& round, Inquiry& inquiry, const std::string& login) {
    round.add(realm_url(inquiry.cloud, login), [&inquiry](const Fetch& fetch, const Result<Fetched>& got) {
        inquiry.answers.realm = heard(fetch, got, formats::read_realm);
    });
}

void add_witness(Round& round, Inquiry& inquiry) {
    round.add(witness_url(inquiry.cloud, inquiry.domain), [&inquiry](const Fetch& fetch, const Result<Fetched>& got) {
        inquiry.answers.witness = heard(fetch, got, formats::read_realm_witness);
    });
}

void ask_all(std::vector<Inquiry>& inquiries, const Net& net, Attention attention) {
    Round round;
    for (auto& inquiry : inquiries) {
        add_openid(round, inquiry);
        add_realm(round, inquiry, inquiry.domain);
        if (attention == Attention::second) add_witness(round, inquiry);
    }
    round.ask(net);
}

// The bare domain is nobody's account. Where it is refused, a local part that the service does not look at stands
// before it.
void ask_the_rest(std::vector<Inquiry>& inquiries, const Net& net) {
    Round round;
    for (auto& inquiry : inquiries) {
        const bool refused = inquiry.is_refused();
        if (inquiry.lacks_witness()) add_witness(round, inquiry);
        if (refused) add_realm(round, inquiry, "nobody%40" + inquiry.domain);
    }
    round.ask(net);
}

void add_remark(const Inquiry& inquiry, Collected& collected) {
    const auto& witness = inquiry.answers.witness;
    if (!witness || !witness->word) return;
    auto remark = "the second witness (common/userrealm of the cloud " + inquiry.cloud + ") says " +
                  std::string(formats::to_string(witness->word->kind));
    if (witness->word->active) remark += ", with sign-in at " + witness->word->active->host;
    collected.remarks.push_back(std::move(remark));
}

Collected look_at_tenant(const Watched& watched, const Net& net, Attention attention, Now) {
    const auto& domain = watched.domain.name();
    std::vector<Inquiry> inquiries;
    for (const auto& cloud : watched.settings.tenant_clouds) inquiries.push_back({cloud, domain});
    ask_all(inquiries, net, attention);
    ask_the_rest(inquiries, net);

    Collected collected;
    std::vector<std::string> sources;
    for (const auto& inquiry : inquiries) {
        collected.observations.merge(weigh(domain, inquiry.cloud, inquiry.answers, attention));
        if (attention == Attention::second) add_remark(inquiry, collected);
        sources.insert(sources.end(), {kRealmSource + inquiry.cloud, kOpenIdSource + inquiry.cloud});
    }
    limit_evidence(collected.observations, sources);
    return collected;
}

std::set<std::string> asked_clouds(const Config& config) {
    std::set<std::string> sources;
    for (const auto& cloud : config.tenant_clouds) {
        sources.insert(kOpenIdSource + cloud);
        sources.insert(kRealmSource + cloud);
    }
    return sources;
}

// With federation, and at a second look, there is a third question.
std::vector<Toll> login_tolls(const Domain&, const Config& config) {
    std::vector<Toll> all;
    for (const auto& cloud : config.tenant_clouds) all.push_back({login_host(cloud), 2});
    return all;
}

}  // namespace

Collector tenant() {
    Collector collector;
    collector.name = "tenant";
    collector.title = "Microsoft tenant and sign-in";
    collector.reports = tenant_properties();
    collector.look = look_at_tenant;
    collector.asks = asked_clouds;
    collector.tolls = login_tolls;
    // All domains ask one host, with 2 s between two questions: four looks with three questions each have their
    // answers within the 30 s of a look.
    collector.most_at_once = 4;
    return collector;
}

}  // namespace nameward::collectors
