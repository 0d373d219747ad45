#include "collectors/registration_path.h"

#include "formats/rdap_bootstrap.h"
#include "formats/text_encoding.h"
#include "formats/whois_servers.h"

namespace nameward::collectors {
namespace {

constexpr std::chrono::hours kReferralHolds{24};
// 1,438 top-level domains exist; a few roots may be configured one after the other.
constexpr std::size_t kMostReferrals = 4096;

RegistrationPath over_rdap(const formats::RdapServer& server, bool by_operator) {
    return {RegistrationPath::Kind::rdap, server.base, by_operator, server.plain, {}};
}

formats::RdapServers own_servers(const RegistrationConfig& settings) {
    formats::RdapServers servers;
    for (const auto& [suffix, base] : settings.rdap)
        if (!base.empty()) servers[suffix] = {base};
    return servers;
}

// IANA's file, or the list that stands in for it.
formats::RdapServers listed_servers(const RegistrationConfig& settings, const Net& net) {
    DocumentWish wish;
    wish.url = settings.bootstrap_url;
    wish.seed = formats::rdap_seed();
    wish.valid = [](const std::string& text) { return bool(formats::read_rdap_bootstrap(text)); };
    const auto document = net.document(wish);
    if (document.text && document.fetched)
        if (auto servers = formats::read_rdap_bootstrap(*document.text)) return *std::move(servers);
    return formats::read_rdap_list(formats::rdap_seed());
}

std::string tld_of(const std::string& name) {
    return name.substr(name.rfind('.') + 1);
}

// Of a base URL.
std::string host_of(const std::string& url) {
    const auto from = url.find("://") + 3;
    return url.substr(from, url.find_first_of(":/", from) - from);
}

RegistrationPath nobody(std::string reason) {
    return {RegistrationPath::Kind::nobody, {}, false, false, std::move(reason)};
}

RegistrationPath over_whois(const std::string& tld, const RegistrationConfig& settings, const Net& net,
                            WhoisReferrals& referrals, Attention attention, Wall now) {
    const auto found = [&](const std::string& host) -> RegistrationPath {
        if (host.empty()) return nobody(tld + ": neither RDAP nor WHOIS: registration is not watched");
        return {RegistrationPath::Kind::whois, host, false, false, {}};
    };
    if (attention == Attention::first)
        if (const auto host = referrals.get(settings.whois_root, tld, now)) return found(*host);
    const auto reply = net.whois({settings.whois_root, tld, true});
    if (!reply)
        return {RegistrationPath::Kind::unknown,
                {},
                false,
                false,
                "the WHOIS server of " + tld + " is not known: " + reply.error().what};
    const auto text = formats::to_utf8(reply->bytes);
    const auto host = formats::whois_referral(text);
    const bool whole = !reply->cut && reply->broken_off.empty();
    if (host.empty() && (!whole || !formats::tells_of_tld(text, tld)))
        return {RegistrationPath::Kind::unknown,
                {},
                false,
                false,
                "the WHOIS server of " + tld + " is not known: the answer of " + settings.whois_root +
                    (whole ? " does not tell of " + tld : " broke off")};
    referrals.put(settings.whois_root, tld, host, now);
    return found(host);
}

}  // namespace

std::optional<std::string> WhoisReferrals::get(const std::string& root, const std::string& tld, Wall now) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find({root, tld});
    if (found == entries_.end() || now < found->second.at || now - found->second.at > kReferralHolds)
        return std::nullopt;
    return found->second.host;
}

void WhoisReferrals::put(const std::string& root, const std::string& tld, const std::string& host, Wall now) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= kMostReferrals) entries_.clear();
    entries_[{root, tld}] = {host, now};
}

std::string likely_registry(const std::string& name, const RegistrationConfig& settings) {
    const auto own = own_servers(settings);
    static const auto shipped = formats::read_rdap_list(formats::rdap_seed());
    for (const auto* servers : {&own, &shipped, &formats::unlisted_rdap_servers()})
        if (const auto server = formats::rdap_server_for(*servers, name)) return host_of(server->base);
    return settings.whois ? "the WHOIS server of " + tld_of(name) : "";
}

RegistrationPath registration_path(const std::string& name, const RegistrationConfig& settings, const Net& net,
                                   WhoisReferrals& referrals, Attention attention, Wall now) {
    if (const auto own = formats::rdap_server_for(own_servers(settings), name)) return over_rdap(*own, true);
    if (const auto listed = formats::rdap_server_for(listed_servers(settings, net), name))
        return over_rdap(*listed, false);
    if (const auto unlisted = formats::rdap_server_for(formats::unlisted_rdap_servers(), name))
        return over_rdap(*unlisted, false);
    const auto tld = tld_of(name);
    if (!settings.whois) return nobody(tld + ": no RDAP, and registration.whois is off: registration is not watched");
    return over_whois(tld, settings, net, referrals, attention, now);
}

}  // namespace nameward::collectors
