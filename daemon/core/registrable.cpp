#include "core/registrable.h"

#include <libpsl.h>

namespace nameward::core {

std::optional<Domain> registrable_domain(const Domain& domain) {
    const auto is_suffix = [](const std::string& name) {
        return psl_is_public_suffix2(psl_builtin(), name.c_str(), PSL_TYPE_ICANN) != 0;
    };
    auto name = domain.name();
    if (is_suffix(name)) return std::nullopt;
    for (;;) {
        const auto above = name.substr(name.find('.') + 1);
        if (is_suffix(above) || above.find('.') == above.npos) break;
        name = above;
    }
    auto registrable = Domain::parse(name);
    if (!registrable) return std::nullopt;
    return *registrable;
}

}  // namespace nameward::core
