#include "formats/json.h"

namespace nameward::formats {

std::string json_line(const OrderedJson& json) {
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

OrderedJson text_or_null(const std::string& text) {
    return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

OrderedJson time_or_null(const std::optional<Wall>& moment) {
    return moment ? OrderedJson(format_time(*moment)) : OrderedJson(nullptr);
}

}  // namespace nameward::formats
