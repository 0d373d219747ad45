#include "fake_world.h"

#include <algorithm>
#include <optional>

#include "texts.h"

namespace nameward::test {
namespace {

std::vector<IpAddress> parsed(const std::vector<std::string>& texts) {
    std::vector<IpAddress> addresses;
    for (const auto& text : texts) addresses.push_back(IpAddress::parse(text).value());
    return addresses;
}

DnsAnswer silence(DnsAnswer::Outcome outcome, const std::string& reason) {
    DnsAnswer answer;
    answer.outcome = outcome;
    answer.reason = reason;
    return answer;
}

DnsAnswer response(int code, bool authoritative) {
    DnsAnswer answer;
    answer.outcome = DnsAnswer::Outcome::response;
    answer.rcode = code;
    answer.authoritative = authoritative;
    answer.evidence = std::make_shared<const Evidence>(Evidence{"dns", "127.0.0.1", "a question", {}, "bytes"});
    return answer;
}

std::optional<DnsAnswer> trouble(Mode mode) {
    using Outcome = DnsAnswer::Outcome;
    switch (mode) {
        case Mode::timeout:
            return silence(Outcome::timeout, "no answer over UDP (3 tries) and TCP");
        case Mode::servfail:
            return response(rcode::servfail, false);
        case Mode::refused:
            return response(rcode::refused, false);
        case Mode::lame:
            return response(rcode::noerror, false);
        case Mode::truncated:
            return silence(Outcome::truncated, "a truncated answer, and no answer over TCP");
        case Mode::forged:
            return silence(Outcome::forged, "packets that do not answer the question");
        case Mode::malformed:
            return silence(Outcome::malformed, "an answer that cannot be read");
        case Mode::no_way:
            return silence(Outcome::unreachable, "no route");
        case Mode::well:
        case Mode::nxdomain:
            break;
    }
    return std::nullopt;
}

}  // namespace

Net FakeWorld::net() {
    Net net;
    net.dns = [this](std::span<const DnsQuestion> questions) {
        std::vector<DnsAnswer> answers;
        for (const auto& question : questions) {
            asked.push_back(question);
            answers.push_back(answer(question));
        }
        return answers;
    };
    net.parent_zone = [this](const Domain&) -> Result<ParentZone> {
        if (!parent_zone_is_found) return Error{ErrorKind::transient, "no root server answers"};
        ParentZone zone{"com", {}};
        for (const auto& [name, addresses] : parents) zone.servers.push_back({name, parsed(addresses)});
        return zone;
    };
    net.addresses = [this](std::span<const std::string> names) {
        std::vector<Addresses> found;
        for (const auto& name : names) {
            looked_up.push_back(name);
            auto list = hosts.count(name) > 0 ? parsed(hosts[name]) : std::vector<IpAddress>{};
            std::shuffle(list.begin(), list.end(), random);
            if (has(unresolvable, name))
                found.push_back(Error{ErrorKind::transient, "addresses of " + name + ": no answer"});
            else
                found.push_back(std::move(list));
        }
        return found;
    };
    net.allowed = [this](const IpAddress& address) { return !has(not_allowed, address.text()); };
    return net;
}

void FakeWorld::set_parents(Mode mode) {
    for (const auto& [name, addresses] : parents)
        for (const auto& address : addresses) modes[address] = mode;
}

void FakeWorld::set_children(Mode mode) {
    for (const auto& [name, addresses] : hosts)
        for (const auto& address : addresses) modes[address] = mode;
}

void FakeWorld::move_to(const std::vector<std::string>& names) {
    delegation = child_ns = names;
    for (std::size_t i = 0; i < names.size(); ++i) hosts[names[i]] = {"127.0.3." + std::to_string(i + 1)};
}

bool FakeWorld::is_parent(const std::string& address) const {
    return std::any_of(parents.begin(), parents.end(), [&](const auto& parent) { return has(parent.second, address); });
}

DnsAnswer FakeWorld::answer(const DnsQuestion& question) {
    const auto address = question.server.text();
    const auto mode = modes.count(address) > 0 ? modes[address] : Mode::well;
    if (auto bad = trouble(mode)) return *bad;
    if (mode == Mode::nxdomain) return denial(rcode::nxdomain);
    return is_parent(address) ? parent_answer(question) : child_answer(question);
}

DnsAnswer FakeWorld::denial(int code) const {
    auto answer = response(code, true);
    answer.authority.push_back(
        {"com", rr::SOA, 900, "", "a.parent.example nstld.parent.example 1 1800 900 604800 900"});
    return answer;
}

DnsAnswer FakeWorld::parent_answer(const DnsQuestion& question) {
    if (!delegated) return denial(rcode::nxdomain);
    if (question.type == rr::DS) {
        if (ds.empty()) return denial(rcode::noerror);
        auto answer = response(rcode::noerror, true);
        for (const auto& text : ds) answer.answer.push_back(record(domain, rr::DS, text));
        shuffle(answer.answer);
        return answer;
    }
    auto answer = response(rcode::noerror, false);
    const auto other = delegation_at.find(question.server.text());
    for (const auto& name : other == delegation_at.end() ? delegation : other->second)
        answer.authority.push_back(record(domain, rr::NS, name));
    for (const auto& value : glue) {
        const auto blank = value.find(' ');
        const auto address = value.substr(blank + 1);
        const auto type = address.find(':') == std::string::npos ? rr::A : rr::AAAA;
        answer.additional.push_back(record(value.substr(0, blank), type, address));
    }
    shuffle(answer.authority);
    shuffle(answer.additional);
    return answer;
}

std::vector<std::string> FakeWorld::texts(const DnsQuestion& question, std::uint16_t type) {
    const std::pair key{question.name, type};
    if (const auto own = records_at.find(question.server.text()); own != records_at.end())
        if (const auto found = own->second.find(key); found != own->second.end()) return found->second;
    if (const auto sets = turns.find(key); sets != turns.end()) return sets->second[turn_[key]++ % sets->second.size()];
    const auto found = records.find(key);
    return found == records.end() ? std::vector<std::string>{} : found->second;
}

bool FakeWorld::exists(const std::string& name) const {
    const auto owns = [&](const auto& entry) { return entry.first.first == name; };
    return name == domain || std::any_of(records.begin(), records.end(), owns) ||
           std::any_of(turns.begin(), turns.end(), owns);
}

DnsAnswer FakeWorld::records_answer(const DnsQuestion& question) {
    if (const auto cut = cut_off.find(question.name);
        cut != cut_off.end() && !has(hosts[cut->second], question.server.text())) {
        auto referral = response(rcode::noerror, false);
        referral.authority.push_back(record(question.name, rr::NS, cut->second));
        return referral;
    }
    auto type = question.type;
    auto found = texts(question, type);
    if (found.empty() && type != rr::CNAME) found = texts(question, type = rr::CNAME);
    auto answer = response(found.empty() && !exists(question.name) ? rcode::nxdomain : rcode::noerror, true);
    for (const auto& text : found) answer.answer.push_back(record(question.name, type, text));
    if (found.empty() && !has(without_soa, question.server.text()))
        answer.authority.push_back(record(domain, rr::SOA, soa + " 1 7200 3600 1209600 3600"));
    shuffle(answer.answer);
    return answer;
}

DnsAnswer FakeWorld::child_answer(const DnsQuestion& question) {
    if (question.name != domain || (question.type != rr::SOA && question.type != rr::NS))
        return records_answer(question);
    auto answer = response(rcode::noerror, true);
    if (question.type == rr::SOA) {
        const auto serial = std::to_string(random() % 1000000);
        const auto own = soa_at.find(question.server.text());
        const auto& words = own == soa_at.end() ? soa : own->second;
        answer.answer.push_back(record(domain, rr::SOA, words + ' ' + serial + " 7200 3600 1209600 3600"));
        return answer;
    }
    const auto other = child_ns_at.find(question.server.text());
    for (const auto& name : other == child_ns_at.end() ? child_ns : other->second)
        answer.answer.push_back(record(domain, rr::NS, name));
    shuffle(answer.answer);
    return answer;
}

DnsRecord FakeWorld::record(const std::string& owner, std::uint16_t type, const std::string& text) {
    return {owner, type, static_cast<std::uint32_t>(random() % 86400), "", text};
}

void FakeWorld::shuffle(std::vector<DnsRecord>& section) {
    std::shuffle(section.begin(), section.end(), random);
}

}  // namespace nameward::test
