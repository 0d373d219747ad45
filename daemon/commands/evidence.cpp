#include "commands/commands.h"
#include "commands/render.h"
#include "commands/setup.h"

namespace nameward::commands {
namespace {

// "c-" and five hexadecimal digits: less is a guess, not a beginning.
constexpr std::size_t kShortestBeginning = 7;

std::vector<Change> changes_called(const std::string& id, Store& store) {
    HistoryFilter exactly;
    exactly.id = id;
    auto found = store.changes(exactly);
    if (!found.empty() || id.size() < kShortestBeginning) return found;
    for (auto& change : store.changes({}))
        if (change.id.starts_with(id)) found.push_back(std::move(change));
    return found;
}

void print_raw(const std::vector<StoredEvidence>& evidence, const Console& console) {
    for (const auto& stored : evidence)
        console.out << (console.terminal ? hex_dump(stored.evidence.bytes) : stored.evidence.bytes);
}

}  // namespace

int evidence(const Arguments& arguments, const Console& console) {
    const auto print = [&](const Config&, Store& store) {
        const auto changes = changes_called(arguments.change, store);
        if (changes.size() != 1) {
            console.say((changes.empty() ? "there is no change " : "more than one change begins with ") +
                        arguments.change + "; `nameward history --json` shows whole ids, which begin with c-");
            return 1;
        }
        const auto evidence = store.evidence(changes.front().id);
        if (!arguments.raw) console.out << render_evidence(changes.front(), evidence, console.style);
        if (!arguments.raw) return 0;
        if (evidence.empty()) console.say("no evidence is kept for it");
        print_raw(evidence, console);
        return evidence.empty() ? 1 : 0;  // an empty file would pass for an answer
    };
    return with_store(arguments, console, print, /*nothing_recorded=*/1);  // whoever names a change expects one
}

}  // namespace nameward::commands
