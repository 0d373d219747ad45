// What is decided on one host that asked for peace or does not answer. Pure: only wall time, for it outlives the
// process.
#pragma once

#include <optional>
#include <string>

#include "nameward/kept.h"

namespace nameward::net {

// Nobody asks while it is paused. A wall clock that was set back cannot make a pause longer than the longest one.
bool is_paused(const HostStanding& host, Wall now);

// It wants peace for `wish`, held between 1 s and 24 h; without one for 30 s, twice as long each time, 1 h at most.
// While it is paused already, that is the word on one question more that was on its way: it only prolongs the pause.
void pause(HostStanding& host, std::optional<Seconds> wish, const std::string& reason, Wall now);

enum class Breaker {
    closed,     // may be asked
    open,       // did not answer three times in a row: not asked before probe_at
    probe_due,  // may be asked once
};
Breaker breaker_of(const HostStanding& host, Wall now);

// `probe`: the question was let through an open breaker. The others that were on their way when it opened say nothing
// more: it stays as it is.
void did_not_answer(HostStanding& host, const std::string& trouble, bool probe, Wall now);
void did_answer(HostStanding& host);

// For people, after "not asked: ". Both say until when.
std::string why_paused(const HostStanding& host);
std::string why_open(const HostStanding& host);

}  // namespace nameward::net
