// An honest authoritative server over a few lines of text.

#include <algorithm>
#include <sstream>

#include "dns/ldns_codec.h"
#include "fake_dns_server.h"

namespace nameward::test {
namespace {

struct Line {
    std::string owner, type, target, text;
};

std::string lower_bare(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    if (name.ends_with('.')) name.pop_back();
    return name;
}

Line read_line(const std::string& text) {  // owner TTL class type target...
    Line out;
    std::string ttl, rr_class;
    std::istringstream words(text);
    words >> out.owner >> ttl >> rr_class >> out.type >> out.target;
    out.owner = lower_bare(out.owner);
    out.target = lower_bare(out.target);
    out.text = text;
    return out;
}

bool below_or_at(const std::string& name, const std::string& zone) {
    return zone.empty() || name == zone || name.ends_with("." + zone);
}

class Zone {
  public:
    explicit Zone(const FakeZone& from) : origin(from.origin) {
        for (const std::string& text : from.records) lines.push_back(read_line(text));
    }

    FakeReply answer(const std::string& name, const std::string& type) const {
        const std::string cut = cut_towards(name);
        if (!cut.empty() && !(type == "DS" && name == cut)) return referral(cut);
        FakeReply out;
        out.answer = texts(name, type);
        if (out.answer.empty()) out.answer = texts(name, "CNAME");
        if (!out.answer.empty()) return out;
        out.authority = texts(origin, "SOA");
        out.rcode = exists(name) ? 0 : 3;
        return out;
    }

    std::string origin;

  private:
    std::vector<std::string> texts(const std::string& owner, const std::string& type) const {
        std::vector<std::string> out;
        for (const Line& line : lines) {
            if (line.owner == owner && line.type == type) out.push_back(line.text);
        }
        return out;
    }

    bool exists(const std::string& name) const {
        return std::any_of(lines.begin(), lines.end(), [&](const Line& line) { return below_or_at(line.owner, name); });
    }

    std::string cut_towards(const std::string& name) const {
        std::string highest;
        for (const Line& line : lines) {
            if (line.type != "NS" || line.owner == origin || !below_or_at(name, line.owner)) continue;
            if (highest.empty() || line.owner.size() < highest.size()) highest = line.owner;
        }
        return highest;
    }

    FakeReply referral(const std::string& cut) const {
        FakeReply out;
        out.authoritative = false;
        out.authority = texts(cut, "NS");
        for (const Line& line : lines) {
            if (line.type != "NS" || line.owner != cut) continue;
            for (const char* type : {"A", "AAAA"}) {
                const auto glue = texts(line.target, type);
                out.additional.insert(out.additional.end(), glue.begin(), glue.end());
            }
        }
        return out;
    }

    std::vector<Line> lines;
};

std::string type_text(std::uint16_t type) {
    char* text = ldns_rr_type2str(static_cast<ldns_rr_type>(type));
    std::string out = text;
    free(text);
    return out;
}

}  // namespace

FakeDnsServer::Behaviour serve(std::vector<FakeZone> zones) {
    std::vector<Zone> served;
    for (const FakeZone& zone : zones) served.emplace_back(zone);
    return [served](const FakeQuery& query, FakeDnsServer::Client& client) {
        const Zone* best = nullptr;
        for (const Zone& zone : served) {
            if (below_or_at(query.name, zone.origin) && (!best || zone.origin.size() > best->origin.size())) {
                best = &zone;
            }
        }
        FakeReply reply;
        reply.authoritative = false;
        reply.rcode = 5;
        if (best != nullptr) reply = best->answer(query.name, type_text(query.type));
        client.answer(query, reply);
    };
}

}  // namespace nameward::test
