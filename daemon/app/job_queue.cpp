#include "app/job_queue.h"

#include <algorithm>

#include "core/schedule.h"

namespace nameward::app {
namespace {

constexpr auto kLongTurn = std::chrono::seconds(1);         // longest sleep: the wall clock may jump meanwhile
constexpr auto kShortTurn = std::chrono::milliseconds(50);  // whole seconds hide how near the due time is

void bring_forward(Job& job, Wall due) {
    if (!job.second) job.due = std::min(job.due, due);
}

}  // namespace

void JobQueue::insert(Job job) {
    const auto due = job.due;
    waiting_.emplace(due, std::move(job));
}

void JobQueue::put(Job job) {
    const std::scoped_lock lock(mutex_);
    insert(std::move(job));
    tell_waiting();
}

bool JobQueue::is_held_back(const Job& job) const {
    const auto found = at_work_.find(job.key.second);
    return most_ && found != at_work_.end() && found->second >= most_(job.key.second);
}

// Whoever is held back waits for another job's end, not for a moment.
bool JobQueue::is_one_due_by(Wall moment) const {
    for (auto entry = waiting_.begin(); entry != waiting_.end() && entry->first <= moment; ++entry)
        if (!is_held_back(entry->second)) return true;
    return false;
}

std::optional<Job> JobQueue::pick(Wall now) {
    for (auto entry = waiting_.begin(); entry != waiting_.end(); ++entry) {
        if (!core::is_due(entry->second.due, entry->second.longest_wait, now) || is_held_back(entry->second)) continue;
        auto job = std::move(entry->second);
        waiting_.erase(entry);
        busy_.insert(job.key);
        ++at_work_[job.key.second];
        job.number = ++taken_;
        return job;
    }
    return std::nullopt;
}

std::optional<Job> JobQueue::take(std::stop_token stop, const std::function<void()>& turn) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        turn();
        const auto now = clock_.wall();
        if (auto job = pick(now)) return job;
        const bool soon = is_one_due_by(now + kLongTurn);
        changed_.wait_for(lock, stop, soon ? kShortTurn : std::chrono::milliseconds(kLongTurn),
                          [this, seen = changes_] { return changes_ != seen; });
    }
    return std::nullopt;
}

void JobQueue::done(const Job& job, std::optional<Job> next) {
    const std::scoped_lock lock(mutex_);
    busy_.erase(job.key);
    --at_work_[job.key.second];
    if (const auto hurried = hurried_.extract(job.key)) {
        if (!next) next = hurried.mapped();
        bring_forward(*next, hurried.mapped().due);
    }
    if (next) insert(*std::move(next));
    tell_waiting();
}

std::uint64_t JobQueue::hurry(const std::vector<Job>& jobs) {
    const std::scoped_lock lock(mutex_);
    std::map<JobKey, Job> wanted;
    for (const auto& job : jobs) wanted.emplace(job.key, job);
    std::multimap<Wall, Job> waiting;
    std::swap(waiting, waiting_);
    for (auto& [due, job] : waiting) {
        if (const auto found = wanted.extract(job.key)) bring_forward(job, found.mapped().due);
        insert(std::move(job));
    }
    for (auto& [key, job] : wanted) {
        if (busy_.contains(key))
            hurried_.insert_or_assign(key, job);
        else
            insert(job);
    }
    tell_waiting();
    return taken_;
}

void JobQueue::tell_waiting() {
    ++changes_;
    changed_.notify_all();
}

}  // namespace nameward::app
