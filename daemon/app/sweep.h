// One whole pass now, due or not: which looks it makes, how far it is, and what it brought.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

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
    std::vector<Delivery> deliveries;  // each that was tried meanwhile, as it is now
    std::size_t looks = 0;             // regular looks made
    std::size_t blind = 0;             // of these, the ones that saw nothing at all
    std::string trouble;               // why the pass broke off; empty when it ended well
};

// What a person at a terminal sees meanwhile.
struct Progress {
    std::size_t done = 0, total = 0;
    std::string domain;              // looked at last
    std::optional<Wall> waiting_to;  // nothing to do until this second look
};
using OnProgress = std::function<void(const Progress&)>;

// The account of a pass, kept by whoever lets it be made. Not thread-safe.
class Pass {
  public:
    Pass(const std::vector<JobKey>& jobs, const OnProgress& on_progress);

    // Looks taken up until `number` began before this pass did: they do not count.
    void begin(std::uint64_t number) { number_ = number; }
    // Whether a look at it is still to come.
    bool wants(const JobKey& key) const { return open_.contains(key); }
    void looked(const Job& job, const Checked& checked);
    void failed(const Job& job, const std::string& why);
    bool all_looked() const { return open_.empty(); }

    // From now on every sink has to come to the end of what is due: to find nothing more to deliver, in a turn that
    // began after `moment` and after all that was tried.
    void await(const std::set<std::string>& sinks, std::uint64_t moment);
    bool awaits(const std::string& sink) const { return awaited_.contains(sink); }
    void tried(const std::string& sink, std::uint64_t began, const std::vector<Delivery>& deliveries,
               std::uint64_t moment);
    bool all_told() const { return awaited_.empty(); }

    void break_off(const std::string& why);
    bool broken() const { return !result_.trouble.empty(); }
    const PassResult& result() const { return result_; }

  private:
    std::map<JobKey, bool> open_;  // whether its regular look was made; what comes before may be a second look
    std::uint64_t number_ = 0;
    std::set<std::string> sinks_, awaited_;
    std::uint64_t since_ = 0;  // when the sinks that are awaited had last something to do
    const OnProgress& on_progress_;
    Progress progress_;
    PassResult result_;
};

}  // namespace nameward::app
