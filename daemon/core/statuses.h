// What the statuses of a registration stand for (EPP: RFC 5731, RFC 3915). Pure.
#pragma once

#include <string_view>

namespace nameward::core {

bool is_hold(std::string_view status);           // takes the domain off the net
bool is_deletion(std::string_view status);       // announces its end
bool is_transfer(std::string_view status);       // announces its move
bool is_lock(std::string_view status);           // forbids something
bool is_transfer_lock(std::string_view status);  // forbids to move it
bool is_registry_lock(std::string_view status);  // a lock that goes only by a hand at the registry

}  // namespace nameward::core
