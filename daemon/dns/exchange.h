// One question's way to an answer, without sockets and without a clock: what to send, what to believe, when to give
// up. The engine does what next() steps say and reports what came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dns/engine.h"
#include "dns/random.h"
#include "dns/wire.h"

namespace nameward::dns {

enum class Step {
    keep_waiting,  // on the socket that is open
    ask_udp,       // a new try: new socket, packet()
    ask_tcp,
    pause,  // retry_pause(), then report pause_over()
    done,   // take answer()
};

class Exchange {
  public:
    // `options` must outlive the exchange.
    Exchange(DnsQuestion question, const EngineOptions& options);

    const DnsQuestion& question() const { return question_; }
    std::uint16_t port() const { return question_.port != 0 ? question_.port : options_->port; }
    Step begin();

    // The next packet, with an id and a letter case of its own. Empty where the name cannot be written.
    std::string packet(Random& random);
    std::chrono::milliseconds udp_timeout() const;

    // What happened. `at` is the time of the evidence. Where memory runs out over a packet, it counts as unreadable.
    Step udp_packet(Bytes packet, Wall at);
    Step udp_silence();
    Step udp_error(int error);
    Step tcp_message(Bytes message, Wall at);
    // A message of this many bytes begins on the connection: whether it is worth the memory. Otherwise the question
    // ends with tcp_too_long().
    bool takes(std::size_t bytes) const;
    Step tcp_too_long(std::size_t bytes);
    // The connection is over without an accepted message: `error` is errno, 0 where it was silence or a plain close.
    Step tcp_over(int error);
    Step pause_over();

    // Nothing was or will be sent, for a reason of this machine's own.
    Step not_asked(DnsAnswer::Outcome outcome, std::string reason);
    // Nobody waits for the answer any longer.
    Step cut_off(const std::string& reason);

    DnsAnswer take_answer() { return std::move(answer_); }

    // For the circuit breaker: whether the server said anything, and whether it was asked at all.
    bool heard() const { return heard_; }
    bool asked() const { return asked_; }

  private:
    Step read_udp(Bytes packet, Wall at);
    Step read_tcp(Bytes message, Wall at);
    Step foreign_udp(Bytes packet);
    Step foreign_tcp();
    Step truncated(Bytes packet, Wall at, bool tcp);
    Step accept(Bytes packet, Wall at, bool tcp);
    Step too_long(std::size_t bytes, bool tcp);
    Step unreadable(bool tcp, const std::string& why, EvidencePtr evidence);
    Step out_of_memory(bool tcp);
    Step respond(Message message, Bytes packet, Wall at, bool tcp);
    Step ask_once_more(DnsAnswer meanwhile, bool tcp, Step how);
    bool is_bare_error(Bytes packet) const;
    EvidencePtr evidence(Bytes packet, Wall at, bool tcp) const;

    Step give_up();
    Step finish(DnsAnswer::Outcome outcome, const std::string& reason);
    std::string what_came_not() const;
    std::string server() const;

    DnsQuestion question_;
    const EngineOptions* options_;
    Query query_;
    DnsAnswer answer_;

    std::size_t udp_tries_ = 0;
    std::uint32_t foreign_ = 0, foreign_over_tcp_ = 0;
    bool edns_ = true, repeated_ = false, repeat_over_tcp_ = false;
    bool heard_ = false, asked_ = false, truncated_ = false;
    int udp_error_ = 0, tcp_error_ = 0;
    std::string unreadable_;
    EvidencePtr partial_;                 // of a truncated or unreadable packet
    std::optional<DnsAnswer> meanwhile_;  // the answer, unless asking once more brings another
};

// "connection refused", "no route to the network": our own words, the same in every locale.
std::string network_error(int error);

}  // namespace nameward::dns
