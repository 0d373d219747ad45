#include "app/storage_news.h"

#include "core/compose.h"
#include "system/log.h"

namespace nameward::app {
namespace {

bool goes_on(const std::future<void>& work) {
    return work.valid() && work.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
}

}  // namespace

void StorageNews::turn(const std::shared_ptr<Shift>& shift, const std::optional<StorageTrouble::Outage>& outage) {
    if (!outage) return;
    if (!open_ && !outage->over && !goes_on(telling_)) begin(shift, *outage);
    if (open_ && outage->over) end(shift->app(), *outage->over);
}

void StorageNews::begin(const std::shared_ptr<Shift>& shift, const StorageTrouble::Outage& outage) {
    log::error("store.failed", {{"reason", outage.reason}, {"next", "trying again every 10 s"}});
    open_ = core::storage_finding(outage.reason, outage.since);
    telling_ = std::async(std::launch::async, [shift, alert = core::compose_storage(*open_, outage.since)] {
        shift->tell_directly(alert);
    });
}

void StorageNews::end(const App& app, Wall over) {
    auto closed = *open_;
    closed.closed = over;
    Outgoing outgoing{core::compose_storage(closed, over), {}};
    for (const auto& sink : app.sinks()) outgoing.sinks.push_back(sink.name);
    store_.tell(outgoing, over, {{FindingEvent::Kind::opened, *open_}, {FindingEvent::Kind::closed, closed}});
    open_.reset();
    log::info("store.recovered", {{"next", "looks are recorded again"}});
}

}  // namespace nameward::app
