#include "app/storage_news.h"

#include "core/compose.h"

namespace nameward::app {
namespace {

constexpr Seconds kTellAgain{60};

std::vector<std::string> names_of(const std::vector<Sink>& sinks) {
    std::vector<std::string> names;
    for (const auto& sink : sinks) names.push_back(sink.name);
    return names;
}

}  // namespace

void StorageNews::turn(const std::shared_ptr<Shift>& shift, const std::optional<StorageTrouble::Outage>& outage) {
    if (!outage) return;
    if (!told_ && !outage->over) begin(*shift, *outage);
    if (told_ && outage->over) end(*shift, *outage->over);
    if (told_) tell_those_left(shift);
}

void StorageNews::begin(const Shift& shift, const StorageTrouble::Outage& outage) {
    told_ = outage;
    left_ = names_of(shift.app().sinks());
    next_ = clock_.wall();
}

void StorageNews::end(const Shift& shift, Wall over) {
    store_.tell({core::compose_storage_over(told_->reason, told_->since, over), names_of(shift.app().sinks())}, over);
    told_.reset();
}

void StorageNews::tell_those_left(const std::shared_ptr<Shift>& shift) {
    if (telling_.valid()) {
        if (telling_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
        left_ = telling_.get();
        next_ = clock_.wall() + kTellAgain;
    }
    if (left_.empty() || clock_.wall() < next_) return;
    telling_ = std::async(std::launch::async, [shift, alert = core::compose_storage(told_->reason, told_->since),
                                               names = left_] { return shift->tell_directly(alert, names); });
}

}  // namespace nameward::app
