#include "app/commons.h"

#include <utility>

#include "net/doors.h"
#include "system/log.h"

namespace nameward::app {
namespace {

// A look does not fail because its manners could not be written down.
template <class Write>
void written_if_possible(const std::string& name, Write write) {
    try {
        write();
    } catch (const StoreError& trouble) {
        log::error("outward.not_kept", {{"name", name}, {"reason", trouble.what()}, {"next", "tried again"}});
    }
}

net::DocumentShelf shelf_in(Store& store) {
    return {[&store](const std::string& url) -> std::optional<KeptDocument> {
                std::optional<KeptDocument> kept;
                written_if_possible(url, [&] { kept = store.document(url); });
                return kept;
            },
            [&store](const KeptDocument& kept) { written_if_possible(kept.url, [&] { store.save_document(kept); }); }};
}

}  // namespace

std::shared_ptr<net::Commons> commons_kept_in(Store& store) {
    const auto keep = [&store](const HostStanding& host) {
        written_if_possible(host.name, [&] { store.save_host(host); });
    };
    auto commons = std::make_shared<net::Commons>(keep, shelf_in(store));
    commons->manners.load(store.hosts());
    return commons;
}

}  // namespace nameward::app
