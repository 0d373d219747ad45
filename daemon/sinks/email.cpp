#include "sinks/email.h"

#include <algorithm>

#include "nameward/text.h"
#include "sinks/mail_message.h"
#include "sinks/verdict.h"

namespace nameward::sinks {
namespace {

constexpr std::size_t kMaxAnswers = 600;  // for a line in a report, with several recipients

using Verdict = Done::Verdict;

struct Round {
    std::vector<std::string> reached;  // with those of earlier attempts
    std::vector<std::string> answers;
    bool refused = false;    // somebody's server said no for good
    bool postponed = false;  // somebody is still to be served
    bool ended = false;      // the next recipient would meet the same trouble
};

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

// The server speaks of itself or of our login, not of a recipient. Asking again at once is useless, and a refused
// password that is repeated locks accounts.
bool concerns_everybody(int code) {
    return code == 421 || code == 454 || code == 530 || code == 534 || code == 535;
}

void note_reply(Round& round, const std::string& recipient, const SmtpReply& reply) {
    const Verdict verdict = verdict_of_smtp(reply.code);
    round.answers.push_back(recipient + ": " + std::to_string(reply.code) + " " + reply.text);
    if (verdict == Verdict::delivered) round.reached.push_back(recipient);
    if (verdict == Verdict::rejected) round.refused = true;
    if (verdict == Verdict::transient) round.postponed = true;
    round.ended = concerns_everybody(reply.code);
}

void note_trouble(Round& round, const Error& trouble) {
    round.answers.push_back(trouble.what);
    round.postponed = true;
    round.ended = trouble.kind == ErrorKind::transient;
}

Done judged(const Round& round) {
    const Verdict verdict = round.postponed ? Verdict::transient
                            : round.refused ? Verdict::rejected
                                            : Verdict::delivered;
    return {verdict, std::nullopt, escape_text(join_words(round.answers, "; "), kMaxAnswers), round.reached};
}

Done deliver(const SinkConfig& config, const SmtpDoor& smtp, const SecretDoor& read_secret, const Attempt& attempt) {
    SmtpMessage message;
    message.server = config.server;
    message.without_tls = config.tls == "none";
    message.user = config.user;
    message.from = config.from;
    message.message = mail_message(attempt.alert, {config.from, config.to}, attempt.now);
    Round round{attempt.reached, {}, false, false, false};
    if (!config.user.empty()) {
        const auto password = read_secret(config.password_file);
        if (!password) return {Verdict::transient, std::nullopt, password.error().what, attempt.reached};
        message.password = *password;
    }
    for (const std::string& recipient : config.to) {
        if (contains(round.reached, recipient)) continue;
        message.to = recipient;
        const auto reply = smtp(message);
        reply ? note_reply(round, recipient, *reply) : note_trouble(round, reply.error());
        if (round.ended) break;
    }
    return judged(round);
}

}  // namespace

Sink email_sink(const SinkConfig& config, SmtpDoor smtp, SecretDoor read_secret) {
    auto act = [config, smtp = std::move(smtp), read_secret = std::move(read_secret)](const Attempt& attempt) {
        return deliver(config, smtp, read_secret, attempt);
    };
    return {config.name, config.kind, config.min_severity, std::move(act)};
}

}  // namespace nameward::sinks
