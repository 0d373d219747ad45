// Jobs that only wait, done side by side by a few threads; a job may add others.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace nameward::dns {

class Crew {
  public:
    using Job = std::function<void()>;

    void add(Job job);
    // Returns when nothing is left, or throws what a job threw. The caller is one of the threads; where the machine has
    // no other left, it is the only one.
    void run(std::size_t most_threads);

  private:
    void work();
    void finish_one();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    std::size_t open_ = 0;  // waiting and under way
};

}  // namespace nameward::dns
