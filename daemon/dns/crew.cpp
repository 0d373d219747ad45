#include "dns/crew.h"

#include <future>
#include <memory>
#include <system_error>
#include <vector>

namespace nameward::dns {

void Crew::add(Job job) {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back(std::move(job));
    ++open_;
    changed_.notify_one();
}

void Crew::run(std::size_t most_threads) {
    std::vector<std::future<void>> helpers;  // wait when they go, and hand over exceptions
    try {
        while (helpers.size() + 1 < most_threads) {
            helpers.push_back(std::async(std::launch::async, [this] { work(); }));
        }
    } catch (const std::system_error&) {
        // Those that there are do it all.
    }
    work();
    for (std::future<void>& helper : helpers) helper.get();
}

void Crew::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return !jobs_.empty() || open_ == 0; });
        if (jobs_.empty()) return;
        const Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        {
            const auto done = [](Crew* crew) { crew->finish_one(); };  // also where the job throws
            const std::unique_ptr<Crew, decltype(done)> guard(this, done);
            job();
        }
        lock.lock();
    }
}

void Crew::finish_one() {
    const std::scoped_lock lock(mutex_);
    if (--open_ == 0) changed_.notify_all();
}

}  // namespace nameward::dns
