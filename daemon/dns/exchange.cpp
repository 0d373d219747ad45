#include "dns/exchange.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>

#include "dns/answer_limits.h"

namespace nameward::dns {
namespace {

constexpr std::uint32_t kForeignBeforeTcp = 3;  // more than chance: somebody is guessing
constexpr std::uint32_t kForeignOverTcp = 16;   // a stream of wrong messages is not read for ever
constexpr std::size_t kOptSize = 11;            // the OPT record that write_query() puts at the end
constexpr std::size_t kArcountLow = 11;         // offset in the header
constexpr int kFormerr = 1, kBadvers = 16;

// Answers of servers from before EDNS (RFC 6891 7).
bool refuses_edns(int rcode) {
    return rcode == kFormerr || rcode == rcode::notimp || rcode == kBadvers;
}

// Often passes by itself: a restart, a rate limit, a zone being loaded.
bool may_pass(int rcode) {
    return rcode == rcode::servfail || rcode == rcode::refused;
}

void remove_edns(std::string& packet) {
    packet.resize(packet.size() - kOptSize);
    packet[kArcountLow] = 0;
}

bool is_unreachable(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EHOSTDOWN ||
           error == ENETDOWN;
}

// The errors that connect() and send() give without any packet: nothing is known of the server.
bool is_of_this_machine(int error) {
    return error == EAFNOSUPPORT || error == EADDRNOTAVAIL || error == ENETUNREACH || error == ENETDOWN ||
           error == EACCES || error == EPERM || error == EINVAL;
}

}  // namespace

std::string network_error(int error) {
    switch (error) {
        case ECONNREFUSED:
            return "connection refused";
        case ECONNRESET:
            return "connection reset";
        case EPIPE:
            return "connection closed";
        case EHOSTUNREACH:
            return "no route to the host";
        case EHOSTDOWN:
            return "host is down";
        case ENETUNREACH:
            return "this machine has no route to that network";
        case ENETDOWN:
            return "the network of this machine is down";
        case EAFNOSUPPORT:
            return "this machine has no such address family";
        case EADDRNOTAVAIL:
            return "this machine has no address of that family";
        case EACCES:
        case EPERM:
            return "this machine forbids it";
        case ETIMEDOUT:
            return "timed out";
        default:
            return "error " + std::to_string(error);
    }
}

Exchange::Exchange(DnsQuestion question, const EngineOptions& options)
    : question_(std::move(question)), options_(&options) {
    query_.type = question_.type;
    query_.recursion_desired = question_.recursive;
}

Step Exchange::begin() {
    const auto wire = name_to_wire(question_.name);
    if (!wire) {
        return not_asked(DnsAnswer::Outcome::malformed,
                         "not asked, \"" + question_.name + "\" cannot be written as a DNS name");
    }
    query_.qname = *wire;
    return question_.tcp || options_->udp_timeouts.empty() ? Step::ask_tcp : Step::ask_udp;
}

std::string Exchange::packet(Random& random) {
    std::array<std::uint8_t, 32> bits{};  // one bit per letter, 255 at most
    random.fill(bits);
    query_.id = random.u16();
    query_.qname = randomise_case(query_.qname, bits);
    asked_ = true;
    std::string out = write_query(query_);
    if (!edns_) remove_edns(out);
    return out;
}

std::chrono::milliseconds Exchange::udp_timeout() const {
    return options_->udp_timeouts[std::min(udp_tries_, options_->udp_timeouts.size() - 1)];
}

Step Exchange::udp_packet(Bytes packet, Wall at) try { return read_udp(packet, at); } catch (const std::bad_alloc&) {
    return out_of_memory(false);
}

// A packet that is no answer is passed over and waiting goes on: one forged packet must never end a question. Once
// there was one, UDP is no longer believed.
Step Exchange::read_udp(Bytes packet, Wall at) {
    if (!answers_query(packet, query_, true)) return foreign_udp(packet);
    heard_ = true;
    if (read_header(packet)->truncated) return truncated(packet, at, false);
    return foreign_ > 0 ? Step::ask_tcp : accept(packet, at, false);
}

Step Exchange::foreign_udp(Bytes packet) {
    if (is_bare_error(packet)) return Step::ask_tcp;  // odd, not hostile; TCP tells whose it is
    ++foreign_;
    // Everything right but the letter case: a server that does not keep it, or a good guess. TCP settles both.
    if (answers_query(packet, query_, false)) return Step::ask_tcp;
    return foreign_ >= kForeignBeforeTcp ? Step::ask_tcp : Step::keep_waiting;
}

// An error without question section, as old servers give to what they cannot read. It could be anybody's over UDP.
bool Exchange::is_bare_error(Bytes packet) const {
    const auto header = read_header(packet);
    return header && header->response && header->opcode == 0 && header->id == query_.id && header->questions == 0 &&
           header->answers == 0 && (refuses_edns(header->rcode) || may_pass(header->rcode));
}

Step Exchange::udp_silence() {
    ++udp_tries_;
    return udp_tries_ < options_->udp_timeouts.size() ? Step::ask_udp : Step::ask_tcp;
}

Step Exchange::udp_error(int error) {
    udp_error_ = error;
    return Step::ask_tcp;
}

Step Exchange::tcp_message(Bytes message, Wall at) try { return read_tcp(message, at); } catch (const std::bad_alloc&) {
    return out_of_memory(true);
}

Step Exchange::read_tcp(Bytes message, Wall at) {
    const bool bare = is_bare_error(message);
    if (!bare && !answers_query(message, query_, false)) return foreign_tcp();
    heard_ = true;
    if (read_header(message)->truncated) return truncated(message, at, true);
    return accept(message, at, true);
}

Step Exchange::foreign_tcp() {
    ++foreign_;
    return ++foreign_over_tcp_ >= kForeignOverTcp ? tcp_over(0) : Step::keep_waiting;
}

bool Exchange::takes(std::size_t bytes) const {
    return bytes <= limits_of(question_.type).bytes;
}

Step Exchange::tcp_too_long(std::size_t bytes) {
    heard_ = true;
    return too_long(bytes, true);
}

Step Exchange::tcp_over(int error) {
    tcp_error_ = error;
    return give_up();
}

Step Exchange::pause_over() {
    return repeat_over_tcp_ || options_->udp_timeouts.empty() ? Step::ask_tcp : Step::ask_udp;
}

Step Exchange::not_asked(DnsAnswer::Outcome outcome, std::string reason) {
    asked_ = false;
    return finish(outcome, reason);
}

Step Exchange::cut_off(const std::string& reason) {
    return meanwhile_ ? give_up() : finish(DnsAnswer::Outcome::cut_off, reason);
}

Step Exchange::truncated(Bytes packet, Wall at, bool tcp) {
    truncated_ = true;
    partial_ = evidence(packet, at, tcp);
    return tcp ? give_up() : Step::ask_tcp;
}

Step Exchange::accept(Bytes packet, Wall at, bool tcp) {
    if (!takes(packet.size())) return too_long(packet.size(), tcp);
    Result<Message> message = read_answer_to(question_.type, packet);
    if (!message) return unreadable(tcp, message.error().what, evidence(packet, at, tcp));
    return respond(*std::move(message), packet, at, tcp);
}

Step Exchange::too_long(std::size_t bytes, bool tcp) {
    const auto most = std::to_string(limits_of(question_.type).bytes / 1024);
    return unreadable(tcp, "it has " + std::to_string(bytes) + " bytes, and at most " + most + " KiB are read",
                      nullptr);
}

Step Exchange::unreadable(bool tcp, const std::string& why, EvidencePtr evidence) {
    unreadable_ = why;
    partial_ = std::move(evidence);
    return tcp ? give_up() : Step::ask_tcp;
}

// Of this one answer. Whatever else was in work goes on.
Step Exchange::out_of_memory(bool tcp) {
    answer_ = DnsAnswer{};
    return unreadable(tcp, "this machine had no memory left to read it", nullptr);
}

Step Exchange::respond(Message message, Bytes packet, Wall at, bool tcp) {
    DnsAnswer answer;
    answer.outcome = DnsAnswer::Outcome::response;
    answer.rcode = message.rcode;
    answer.authoritative = message.header.authoritative;
    answer.recursion_available = message.header.recursion_available;
    answer.over_tcp = tcp;
    answer.answer = std::move(message.answer);
    answer.authority = std::move(message.authority);
    answer.additional = std::move(message.additional);
    answer.evidence = evidence(packet, at, tcp);

    if (edns_ && refuses_edns(answer.rcode)) {
        edns_ = false;
        return ask_once_more(std::move(answer), tcp, tcp ? Step::ask_tcp : Step::ask_udp);
    }
    if (!repeated_ && may_pass(answer.rcode)) {
        repeated_ = true;
        return ask_once_more(std::move(answer), tcp, Step::pause);
    }
    answer_ = std::move(answer);
    answer_.foreign_packets = foreign_;
    return Step::done;
}

Step Exchange::ask_once_more(DnsAnswer meanwhile, bool tcp, Step how) {
    meanwhile_ = std::move(meanwhile);
    repeat_over_tcp_ = tcp;
    return how;
}

EvidencePtr Exchange::evidence(Bytes packet, Wall at, bool tcp) const {
    Evidence out;
    out.kind = "dns";
    out.server = server();
    out.question = (question_.name.empty() ? "." : question_.name) + " " + type_name(question_.type) + " over " +
                   (tcp ? "TCP" : "UDP");
    out.at = at;
    out.bytes.assign(packet.begin(), packet.end());
    return std::make_shared<const Evidence>(std::move(out));
}

// The gravest thing that was seen names the outcome.
Step Exchange::give_up() {
    using Outcome = DnsAnswer::Outcome;
    if (meanwhile_) {
        answer_ = *std::move(meanwhile_);
        answer_.foreign_packets = foreign_;
        return Step::done;
    }
    if (!unreadable_.empty()) return finish(Outcome::malformed, "an answer that cannot be read: " + unreadable_);
    if (foreign_ > 0) return finish(Outcome::forged, "packets that do not answer the question, and " + what_came_not());
    if (truncated_) return finish(Outcome::truncated, "a truncated answer, and " + what_came_not());
    if (is_of_this_machine(tcp_error_) && (question_.tcp || is_of_this_machine(udp_error_))) asked_ = false;
    const bool no_way = is_unreachable(udp_error_) || !asked_ || (question_.tcp && is_unreachable(tcp_error_)) ||
                        tcp_error_ == EHOSTUNREACH || tcp_error_ == ENETUNREACH;
    return finish(no_way ? Outcome::unreachable : Outcome::timeout, what_came_not());
}

Step Exchange::finish(DnsAnswer::Outcome outcome, const std::string& reason) {
    answer_ = DnsAnswer{};
    answer_.outcome = outcome;
    answer_.reason = server() + ": " + reason;
    answer_.foreign_packets = foreign_;
    answer_.evidence = partial_;
    return Step::done;
}

std::string Exchange::what_came_not() const {
    const std::string tcp = tcp_error_ == 0 ? "TCP" : "TCP (" + network_error(tcp_error_) + ")";
    if (question_.tcp || options_->udp_timeouts.empty()) return "no answer over " + tcp;
    const std::size_t tries = options_->udp_timeouts.size();
    if (udp_error_ != 0) return "no answer over UDP (" + network_error(udp_error_) + ") and " + tcp;
    if (udp_tries_ < tries) return "no answer over " + tcp;
    return "no answer over UDP (" + std::to_string(tries) + (tries == 1 ? " try" : " tries") + ") and " + tcp;
}

std::string Exchange::server() const {
    return question_.server.text() + " port " + std::to_string(port());
}

}  // namespace nameward::dns
