#include "app/storage_trouble.h"

namespace nameward::app {

void StorageTrouble::failed(const std::string& who, const std::string& reason, Wall now) {
    const std::scoped_lock lock(mutex_);
    const bool begins = failing_.empty();
    failing_.insert(who);
    if (!begins) return;
    latest_ = Outage{now, reason, std::nullopt};
}

void StorageTrouble::worked(const std::string& who, Wall now) {
    const std::scoped_lock lock(mutex_);
    if (failing_.erase(who) > 0) end_if_nobody_fails(now);
}

void StorageTrouble::keep_only(const std::set<std::string>& who, Wall now) {
    const std::scoped_lock lock(mutex_);
    if (std::erase_if(failing_, [&](const std::string& name) { return !who.contains(name); }) > 0)
        end_if_nobody_fails(now);
}

void StorageTrouble::end_if_nobody_fails(Wall now) {
    if (!failing_.empty()) return;
    latest_->over = now;
}

std::optional<StorageTrouble::Outage> StorageTrouble::latest() const {
    const std::scoped_lock lock(mutex_);
    return latest_;
}

}  // namespace nameward::app
