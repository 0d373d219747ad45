#include "fake_registries.h"

namespace nameward::test {
namespace {

EvidencePtr evidence(const std::string& kind, const std::string& server, const std::string& bytes) {
    return std::make_shared<const Evidence>(Evidence{kind, server, "a question", {}, bytes});
}

std::string quoted_list(const std::vector<std::string>& words, const std::string& before, const std::string& after) {
    std::string list;
    for (const auto& word : words) list += (list.empty() ? "" : ",") + before + '"' + word + '"' + after;
    return '[' + list + ']';
}

}  // namespace

Net FakeRegistries::net() {
    auto net = zone.net();
    net.http = [this](std::span<const Fetch> fetches) {
        std::vector<Result<Fetched>> answers;
        for (const auto& fetch : fetches) {
            fetched.push_back(fetch);
            const auto page = pages.find(fetch.url);
            if (page == pages.end()) {
                answers.push_back(Error{ErrorKind::transient, "no way to " + fetch.url});
                continue;
            }
            Fetched answer;
            answer.url = fetch.url;
            answer.response.status = page->second.status;
            answer.response.body = page->second.body;
            answer.response.retry_after = page->second.retry_after;
            answer.evidence = evidence(fetch.kind, fetch.url, page->second.body);
            answers.push_back(std::move(answer));
        }
        return answers;
    };
    net.whois = [this](const WhoisQuestion& question) -> Result<WhoisReply> {
        whois_asked.push_back(question);
        const auto reply = whois.find(question.host + ' ' + question.query);
        if (reply == whois.end()) return Error{ErrorKind::transient, "no way to WHOIS " + question.host};
        return reply->second;
    };
    net.document = [this](const DocumentWish& wish) {
        Document document;
        const bool good = !bootstrap.empty() && wish.valid(bootstrap);
        document.text = std::make_shared<const std::string>(good ? bootstrap : std::string(wish.seed));
        if (good) document.fetched = Wall(Seconds(1));
        if (!good) document.trouble = "was never fetched";
        return document;
    };
    net.hold_off = [this](const std::string& host, std::optional<Seconds>) { held_off.push_back(host); };
    return net;
}

void FakeRegistries::tell(const std::string& host, const std::string& query, const std::string& text) {
    WhoisReply reply;
    reply.bytes = text;
    reply.evidence = evidence("whois", host, text);
    whois[host + ' ' + query] = reply;
}

std::string RdapText::text() const {
    const auto event = [](const std::string& action, const std::string& date) {
        return date.empty() ? std::string() : R"({"eventAction":")" + action + R"(","eventDate":")" + date + R"("},)";
    };
    std::string body = R"({"objectClassName":"domain","ldhName":")" + name + R"(",)";
    body += R"("status":)" + quoted_list(statuses, "", "") + ',';
    body += R"("nameservers":)" + quoted_list(name_servers, R"({"ldhName":)", "}") + ',';
    body += R"("events":[)" + event("registration", created) + event("expiration", expires) +
            event("last changed", updated) + R"({"eventAction":"last update of RDAP database"}],)";
    if (!secure_dns.empty()) body += R"("secureDNS":)" + secure_dns + ',';
    if (!related.empty())
        body += R"("links":[{"rel":"related","type":"application/rdap+json","href":")" + related + R"("}],)";
    body += R"("entities":[{"roles":["registrar"],"vcardArray":["vcard",[["fn",{},"text",")" + registrar + R"("]]])";
    if (!iana_id.empty()) body += R"(,"publicIds":[{"type":"IANA Registrar ID","identifier":")" + iana_id + R"("}])";
    body += '}';
    if (!registrant.empty()) body += R"(,{"roles":["registrant"],"vcardArray":["vcard",[)" + registrant + "]]}";
    return body + "]}";
}

}  // namespace nameward::test
