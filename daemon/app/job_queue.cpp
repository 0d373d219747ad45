#include "app/job_queue.h"

#include <algorithm>

#include "core/schedule.h"

namespace nameward::app {
namespace {

constexpr auto kTurn = std::chrono::seconds(1);             // longest sleep: the wall clock may jump meanwhile
constexpr auto kShortTurn = std::chrono::milliseconds(50);  // whole seconds hide how near the due time is

}  // namespace

void JobQueue::put(Job job) {
    const std::scoped_lock lock(mutex_);
    const auto due = job.due;
    waiting_.emplace(due, std::move(job));
    tell_waiting();
}

std::optional<Job> JobQueue::pick(Wall now) {
    for (auto entry = waiting_.begin(); entry != waiting_.end(); ++entry) {
        if (!core::is_due(entry->second.due, entry->second.longest_wait, now)) continue;
        if (busy_.contains(entry->second.key.first)) continue;
        auto job = std::move(entry->second);
        waiting_.erase(entry);
        busy_.insert(job.key.first);
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
        if (end_ == End::when_idle && idle()) return std::nullopt;
        const bool soon = !waiting_.empty() && waiting_.begin()->first <= now + kTurn;
        changed_.wait_for(lock, stop, soon ? kShortTurn : std::chrono::milliseconds(kTurn),
                          [this, seen = changes_] { return changes_ != seen; });
    }
    return std::nullopt;
}

void JobQueue::done(const Job& job, std::optional<Job> next) {
    const std::scoped_lock lock(mutex_);
    busy_.erase(job.key.first);
    if (next) {
        if (hurried_.erase(next->key) > 0) next->due = clock_.wall();
        const auto due = next->due;
        waiting_.emplace(due, std::move(*next));
    }
    tell_waiting();
}

std::set<JobKey> JobQueue::hurry(const std::vector<JobKey>& keys) {
    const std::scoped_lock lock(mutex_);
    std::set<JobKey> wanted(keys.begin(), keys.end());
    std::vector<Job> found;
    for (auto entry = waiting_.begin(); entry != waiting_.end();) {
        if (wanted.erase(entry->second.key) > 0) {
            found.push_back(std::move(entry->second));
            entry = waiting_.erase(entry);
        } else {
            ++entry;
        }
    }
    for (auto& job : found) {
        job.due = clock_.wall();
        const auto due = job.due;
        waiting_.emplace(due, std::move(job));
    }
    hurried_.insert(wanted.begin(), wanted.end());
    tell_waiting();
    return wanted;
}

void JobQueue::tell_waiting() {
    ++changes_;
    changed_.notify_all();
}

std::size_t JobQueue::waiting() const {
    const std::scoped_lock lock(mutex_);
    return waiting_.size();
}

}  // namespace nameward::app
