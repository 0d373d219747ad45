#include "app/heartbeats.h"

namespace nameward::app {

void Heartbeats::Loop::beat() {
    const std::scoped_lock lock(owner_.mutex_);
    last_ = std::chrono::steady_clock::now();
}

Heartbeats::Loop& Heartbeats::add(std::string name, std::chrono::seconds limit) {
    const std::scoped_lock lock(mutex_);
    loops_.push_back(Loop(*this, std::move(name), limit));
    return loops_.back();
}

std::vector<std::string> Heartbeats::overdue(Time now) const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> names;
    for (const auto& loop : loops_)
        if (now - loop.last_ > loop.limit_) names.push_back(loop.name_);
    return names;
}

}  // namespace nameward::app
