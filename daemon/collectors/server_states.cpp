#include "collectors/server_states.h"

namespace nameward::collectors {
namespace {

std::string member_of(const std::string& value) {
    return value.substr(0, value.rfind('='));
}

std::string name_of(const std::string& value) {
    return value.substr(0, member_of(value).rfind('/'));
}

std::set<std::string> never_found(const Values& values) {
    std::set<std::string> names;
    for (const auto& value : values)
        if (value == name_of(value) + '/' + kNoAddress + '=' + kUnreachable) names.insert(name_of(value));
    return names;
}

std::set<std::string> members(const Values& values, const std::set<std::string>& without) {
    std::set<std::string> found;
    for (const auto& value : values)
        if (!without.contains(name_of(value))) found.insert(member_of(value));
    return found;
}

}  // namespace

bool same_servers(const Values& before, const Values& after) {
    auto unknown = never_found(before);
    unknown.merge(never_found(after));
    return members(before, unknown) == members(after, unknown);
}

std::string state_of(const Values& values, const std::string& member) {
    for (const auto& value : values)
        if (member_of(value) == member) return value.substr(member.size() + 1);
    return "";
}

std::set<std::string> server_names(const Values& values) {
    std::set<std::string> names;
    for (const auto& value : values) names.insert(name_of(value));
    return names;
}

}  // namespace nameward::collectors
