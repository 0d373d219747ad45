#include "core/delivery.h"

#include <algorithm>
#include <map>

#include "core/digest.h"

namespace nameward::core {
namespace {

using State = Delivery::State;

// -20 % to +20 %, the same for the same attempt of the same delivery.
double jitter(std::string_view id, int attempts) {
    const auto hash = sha256(std::string(id) + '/' + std::to_string(attempts));
    return 0.8 + 0.4 * static_cast<unsigned char>(hash[0]) / 255.0;
}

void park(Delivery& delivery, std::optional<Wall> next) {
    delivery.state = State::parked;
    delivery.next_attempt = next;
}

bool waited_a_week(const Delivery& delivery, Wall now) {
    return now - delivery.created >= kGiveUpAfter;
}

void postpone(Delivery& delivery, Receiver& receiver, const Done& done, Wall now) {
    receiver.failures++;
    // A receiver's own word is kept; it never brings the next attempt forward.
    const auto wait = [&](int failures) {
        return std::max(retry_after(failures, delivery.id), done.retry_after.value_or(Seconds{0}));
    };
    receiver.until = now + wait(receiver.failures);
    delivery.next_attempt = now + wait(delivery.attempts);
}

std::map<std::string, const Delivery*> oldest_pending(const std::vector<Delivery>& unsent) {
    std::map<std::string, const Delivery*> heads;
    for (const auto& delivery : unsent) {
        if (delivery.state != State::pending) continue;
        auto& head = heads[delivery.domain];
        if (!head || delivery.sequence < head->sequence) head = &delivery;
    }
    return heads;
}

bool goes_before(const Delivery& a, const Delivery& b) {
    if (a.attempts != b.attempts) return a.attempts < b.attempts;
    if (a.severity != b.severity) return a.severity > b.severity;
    return a.sequence < b.sequence;
}

std::vector<const Delivery*> candidates(const std::vector<Delivery>& unsent) {
    std::vector<const Delivery*> list;
    for (const auto& [domain, head] : oldest_pending(unsent)) list.push_back(head);
    for (const auto& delivery : unsent)
        if (delivery.state == State::parked && delivery.next_attempt) list.push_back(&delivery);
    return list;
}

}  // namespace

Seconds retry_after(int attempts, std::string_view id) {
    const int doublings = std::clamp(attempts - 1, 0, 16);
    const auto exact = std::min(kFirstRetry * (1 << doublings), kLongestRetry);
    return Seconds(static_cast<Seconds::rep>(static_cast<double>(exact.count()) * jitter(id, attempts)));
}

Outcome after_attempt(Delivery delivery, Receiver receiver, const Done& done, Wall now) {
    const bool was_parked = delivery.state == State::parked;
    delivery.attempts++;
    delivery.reached = done.reached;
    delivery.last_error = done.verdict == Done::Verdict::delivered ? "" : done.answer;
    bool given_up = false;
    switch (done.verdict) {
        case Done::Verdict::delivered:
            delivery.state = State::sent;
            delivery.next_attempt.reset();
            receiver = {};
            break;
        case Done::Verdict::rejected:
            park(delivery, now + kParkedRetry);
            receiver = {};
            break;
        case Done::Verdict::gone:
            park(delivery, std::nullopt);
            receiver = {};
            break;
        case Done::Verdict::transient:
            postpone(delivery, receiver, done, now);
            given_up = !was_parked && waited_a_week(delivery, now);
            if (was_parked || given_up) park(delivery, now + kParkedRetry);
            break;
    }
    return {std::move(delivery), receiver, given_up};
}

std::vector<Delivery> given_up_with(const Delivery& given_up, const std::vector<Delivery>& unsent, Wall now) {
    std::vector<Delivery> others;
    for (auto delivery : unsent) {
        if (delivery.id == given_up.id || delivery.state != State::pending || !waited_a_week(delivery, now)) continue;
        park(delivery, now + kParkedRetry);
        if (delivery.last_error.empty()) delivery.last_error = given_up.last_error;
        others.push_back(std::move(delivery));
    }
    return others;
}

std::optional<Delivery> next_to_try(const std::vector<Delivery>& unsent, const Receiver& receiver, Wall now) {
    if (receiver.until > now) return std::nullopt;
    const Delivery* best = nullptr;
    for (const auto* delivery : candidates(unsent)) {
        const bool due = !delivery->next_attempt || *delivery->next_attempt <= now;
        if (due && (!best || goes_before(*delivery, *best))) best = delivery;
    }
    return best ? std::optional(*best) : std::nullopt;
}

std::optional<Wall> next_time(const std::vector<Delivery>& unsent, const Receiver& receiver) {
    std::optional<Wall> next;
    for (const auto* delivery : candidates(unsent)) {
        const auto due = std::max(delivery->next_attempt.value_or(Wall{}), receiver.until);
        if (!next || due < *next) next = due;
    }
    return next;
}

}  // namespace nameward::core
