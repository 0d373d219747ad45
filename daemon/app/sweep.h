// One whole pass now, due or not: look, confirm, record, alert, deliver what is due; then it ends.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/app.h"
#include "app/check.h"
#include "app/job_queue.h"

namespace nameward::app {

// Which looks a pass makes.
struct Selection {
    std::vector<std::string> domains;     // empty = all
    std::vector<std::string> collectors;  // empty = all that are switched on
};

// The looks that a selection means. Error (config) names a domain that is not configured, or a collector that does not
// exist.
Result<std::vector<JobKey>> jobs_of(const Config& config, const Selection& selection);

struct PassResult {
    std::vector<std::string> changes;  // ids, in the order in which they were found, each once
    std::vector<FindingEvent> findings;
    std::vector<Delivery> deliveries;  // each that was tried, as it is now
    std::size_t looks = 0;             // regular looks made
    std::size_t blind = 0;             // of these, the ones that saw nothing at all
    std::string trouble;               // why the pass broke off; empty when it ended well
};

void add(PassResult& result, const Checked& checked);

// What a person at a terminal sees meanwhile.
struct Progress {
    std::size_t done = 0, total = 0;
    std::string domain;              // looked at last
    std::optional<Wall> waiting_to;  // nothing to do until this second look
};
using OnProgress = std::function<void(const Progress&)>;

PassResult sweep(App& app, Store& store, const std::vector<JobKey>& jobs, const OnProgress& progress,
                 std::stop_token stop);

}  // namespace nameward::app
