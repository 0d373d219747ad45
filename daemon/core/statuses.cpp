#include "core/statuses.h"

namespace nameward::core {

bool is_hold(std::string_view status) {
    return status.ends_with("Hold");  // clientHold, serverHold
}

bool is_deletion(std::string_view status) {
    return status == "pendingDelete" || status == "redemptionPeriod" || status == "pendingRestore";
}

bool is_transfer(std::string_view status) {
    return status == "pendingTransfer" || status == "transferPeriod";
}

bool is_lock(std::string_view status) {
    return status.ends_with("Prohibited");
}

bool is_transfer_lock(std::string_view status) {
    return status.ends_with("TransferProhibited");
}

bool is_registry_lock(std::string_view status) {
    return is_lock(status) && status.starts_with("server");
}

}  // namespace nameward::core
