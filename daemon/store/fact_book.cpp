#include "store/fact_book.h"

#include <algorithm>

#include "store/dictionary.h"
#include "store/evidence.h"

namespace nameward::store {

FactBook::FactBook(SQLite::Database& db, RowId domain, std::string collector, Wall at)
    : db_(db), domain_(domain), collector_(std::move(collector)), at_(at) {
    load();
    Query sight(db_, "SELECT source, last_ok FROM sight WHERE domain = ? AND collector = ?", domain_, collector_);
    while (sight.next()) {
        const std::string source = sight.text();
        if (const auto moment = sight.maybe_time()) last_ok_[source] = *moment;
    }
}

void FactBook::load() {
    Query row(db_,
              "SELECT f.subject, f.property, f.source, f.id, f.epoch, f.last_seen, "
              "s.sequence, s.first_seen, s.state, s.content, g.sequence, g.reason, g.last_seen "
              "FROM fact f LEFT JOIN span s ON s.fact = f.id AND s.last_seen IS NULL "
              "LEFT JOIN gap g ON g.fact = f.id AND g.until IS NULL WHERE f.domain = ? AND f.collector = ?",
              domain_, collector_);
    while (row.next()) {
        const Fact fact{row.text(), row.text(), row.text()};
        Held& held = held_[fact];
        held = {row.number(), row.small(), row.maybe_time(), {}, {}};
        const auto sequence = row.maybe_number();
        const Span span{sequence.value_or(0), row.time(), row.text(), row.number()};
        if (sequence) held.span = span;
        const auto gap_sequence = row.maybe_number();
        const Gap gap{gap_sequence.value_or(0), row.text(), row.maybe_time()};
        if (gap_sequence) held.gap = gap;
    }
}

std::optional<FactBook::Span> FactBook::open_span(RowId fact) const {
    Query row(db_, "SELECT sequence, first_seen, state, content FROM span WHERE fact = ? AND last_seen IS NULL", fact);
    if (!row.next()) return std::nullopt;
    return Span{row.number(), row.time(), row.text(), row.number()};
}

FactBook::Held& FactBook::held(const Fact& fact, int epoch) {
    const auto [place, is_new] = held_.try_emplace(fact);
    if (!is_new) return place->second;
    Query added(db_,
                "INSERT INTO fact (domain, collector, subject, property, source, epoch) VALUES (?, ?, ?, ?, ?, ?) "
                "RETURNING id",
                domain_, collector_, fact.subject, fact.property, fact.source, epoch);
    added.next();
    place->second = {added.number(), epoch, {}, {}, {}};
    return place->second;
}

void FactBook::set_epoch(Held& held, int epoch) {
    if (held.epoch == epoch) return;
    Query(db_, "UPDATE fact SET epoch = ? WHERE id = ?", epoch, held.id).run();
    held.epoch = epoch;
}

// A span's end is where the next one begins; its last_seen is when the value was really seen last.
void FactBook::learn(const Fact& fact, const Seen& seen, int epoch) {
    Held& known = held(fact, epoch);
    set_epoch(known, epoch);
    const std::string state(to_string(seen.state));
    const RowId content = content_id(db_, seen.values);
    if (known.span && known.span->state == state && known.span->content == content) return;
    if (known.span)
        Query(db_, "UPDATE span SET last_seen = ? WHERE sequence = ?", last_seen(fact, known), known.span->sequence)
            .run();
    Query added(db_, "INSERT INTO span (fact, first_seen, state, content) VALUES (?, ?, ?, ?) RETURNING sequence",
                known.id, at_, state, content);
    added.next();
    known.span = Span{added.number(), at_, state, content};
    keep_evidence_of_span(db_, known.span->sequence, seen.evidence);
}

void FactBook::restore(const Fact& fact, std::optional<RowId> target) {
    if (!knows(fact)) return;
    Held& known = held_.at(fact);
    if (!known.span) return;
    const RowId limit = target ? *target + 1 : known.span->sequence;
    const auto back_to = span_before(known.id, std::min(limit, known.span->sequence));
    if (!back_to) return;
    Query(db_,
          "UPDATE span SET retracted = ?1, last_seen = coalesce(last_seen, ?1) "
          "WHERE fact = ?2 AND sequence > ?3 AND retracted IS NULL",
          at_, known.id, *back_to)
        .run();
    Query(db_, "UPDATE span SET last_seen = NULL WHERE sequence = ?", *back_to).run();
    known.span = open_span(known.id);
}

void FactBook::miss(const Fact& fact, const std::string& reason, int epoch) {
    Held& known = held(fact, epoch);
    if (known.gap) {
        if (known.gap->reason == reason) return;
        Query(db_, "UPDATE gap SET reason = ? WHERE sequence = ?", reason, known.gap->sequence).run();
        known.gap->reason = reason;
        return;
    }
    const auto seen = last_seen(fact, known);
    Query added(db_, "INSERT INTO gap (fact, since, last_seen, reason) VALUES (?, ?, ?, ?) RETURNING sequence",
                known.id, at_, seen, reason);
    added.next();
    known.gap = Gap{added.number(), reason, seen};
}

void FactBook::see(const Fact& fact, bool covered) {
    if (!knows(fact)) return;
    Held& known = held_.at(fact);
    const bool was_blind = known.gap.has_value();
    end_gap(known);
    if (was_blind || !covered) set_last_seen(known, at_);
}

void FactBook::end_gap(Held& known) {
    if (!known.gap) return;
    Query(db_, "UPDATE gap SET until = ? WHERE sequence = ?", at_, known.gap->sequence).run();
    known.gap.reset();
}

void FactBook::set_last_seen(Held& known, Wall moment) {
    if (known.last_seen == moment) return;
    Query(db_, "UPDATE fact SET last_seen = ? WHERE id = ?", moment, known.id).run();
    known.last_seen = moment;
}

void FactBook::leave(const Leaving& leaving) {
    for (auto& [fact, known] : held_)
        if (!known.gap && leaving.has(fact.source)) miss(fact, leaving.reason, known.epoch);
}

std::optional<Wall> FactBook::last_seen(const Fact& fact, const Held& known) const {
    if (!known.span) return std::nullopt;
    if (known.gap && known.gap->last_seen) return std::max(*known.gap->last_seen, known.span->first_seen);
    Wall moment = known.span->first_seen;
    if (known.gap) return moment;
    if (known.last_seen) moment = std::max(moment, *known.last_seen);
    if (const auto ok = last_ok_.find(fact.source); ok != last_ok_.end()) moment = std::max(moment, ok->second);
    return moment;
}

std::optional<RowId> FactBook::current_span(const Fact& fact) const {
    const auto found = held_.find(fact);
    if (found == held_.end() || !found->second.span) return std::nullopt;
    return found->second.span->sequence;
}

std::optional<RowId> FactBook::previous_span(const Fact& fact) const {
    const auto current = current_span(fact);
    return current ? span_before(id(fact), *current) : std::nullopt;
}

std::optional<RowId> FactBook::span_before(RowId fact, RowId sequence) const {
    Query row(db_, "SELECT max(sequence) FROM span WHERE fact = ? AND sequence < ? AND retracted IS NULL", fact,
              sequence);
    row.next();
    return row.maybe_number();
}

}  // namespace nameward::store
