// What the facts of one (domain, collector) hold: their values (spans) and the times in which they could not be seen
// (gaps). Lives inside one transaction; loads once and writes only what differs.
#pragma once

#include <map>
#include <set>
#include <string>

#include "nameward/record.h"
#include "store/query.h"

namespace nameward::store {

class FactBook {
  public:
    FactBook(SQLite::Database& db, RowId domain, std::string collector, Wall at);

    // A value that was seen now. Opens a new span unless the same value holds. The fact is of this epoch now.
    void learn(const Fact& fact, const Seen& seen, int epoch);

    // The spans after `target` were a mistake: they stay, marked, and the value before them holds again as if never
    // left. Without a target, only the last span was. Nothing happens where no value came before.
    void restore(const Fact& fact, std::optional<RowId> target);

    // Could not be seen: its gap opens or goes on. The newest reason is kept.
    void miss(const Fact& fact, const std::string& reason, int epoch);

    // Was seen: its gap ends. `covered` says that the sight of its source will tell this moment.
    void see(const Fact& fact, bool covered);

    // Facts of sources that nobody asks any more: keeps when each was seen last, in gaps with the reason.
    void leave(const Leaving& leaving);

    RowId id(const Fact& fact) const { return held_.at(fact).id; }
    bool knows(const Fact& fact) const { return held_.count(fact) > 0; }
    // The span that holds, and the one that held before it.
    std::optional<RowId> current_span(const Fact& fact) const;
    std::optional<RowId> previous_span(const Fact& fact) const;

  private:
    struct Span {
        RowId sequence;
        Wall first_seen;
        std::string state;
        RowId content;
    };
    struct Gap {
        RowId sequence;
        std::string reason;
        std::optional<Wall> last_seen;
    };
    struct Held {
        RowId id = 0;
        int epoch = 1;
        std::optional<Wall> last_seen;
        std::optional<Span> span;
        std::optional<Gap> gap;
    };

    void load();
    std::optional<Span> open_span(RowId fact) const;
    Held& held(const Fact& fact, int epoch);
    void set_epoch(Held& held, int epoch);
    void end_gap(Held& held);
    void set_last_seen(Held& held, Wall moment);
    std::optional<Wall> last_seen(const Fact& fact, const Held& held) const;
    std::optional<RowId> span_before(RowId fact, RowId sequence) const;

    SQLite::Database& db_;
    RowId domain_;
    std::string collector_;
    Wall at_;
    std::map<Fact, Held> held_;
    std::map<std::string, Wall> last_ok_;  // by source, before this look
};

}  // namespace nameward::store
