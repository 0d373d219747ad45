#include "formats/bounded_json.h"

#include <string>

namespace nameward::formats {
namespace {

using Json = nlohmann::json;

// Counts and keeps nothing. Every refusal is final: the parser stops there.
class Counter : public nlohmann::json_sax<Json> {
  public:
    explicit Counter(const JsonLimits& limits) : limits_(limits) {}

    bool null() override { return value(); }
    bool boolean(bool) override { return value(); }
    bool number_integer(number_integer_t) override { return value(); }
    bool number_unsigned(number_unsigned_t) override { return value(); }
    bool number_float(number_float_t, const string_t&) override { return value(); }
    bool string(string_t&) override { return value(); }
    bool binary(binary_t&) override { return value(); }
    bool key(string_t&) override { return true; }
    bool start_object(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        why_ = "is not JSON (from byte " + std::to_string(position) + " on)";
        return false;
    }

    const std::string& why() const { return why_; }

  private:
    bool value() {
        if (++values_ <= limits_.values) return true;
        why_ = "has more than " + std::to_string(limits_.values) + " values";
        return false;
    }
    bool open() {
        if (++depth_ <= limits_.depth) return value();
        why_ = "is nested deeper than " + std::to_string(limits_.depth) + " levels";
        return false;
    }
    bool close() {
        --depth_;
        return true;
    }

    const JsonLimits& limits_;
    std::size_t values_ = 0, depth_ = 0;
    std::string why_;
};

}  // namespace

Result<Json> read_json(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.bytes)
        return Error{ErrorKind::malformed, "has more than " + std::to_string(limits.bytes / 1024) + " KiB"};
    Counter counter(limits);
    if (!Json::sax_parse(text, &counter)) return Error{ErrorKind::malformed, counter.why()};
    auto json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded()) return Error{ErrorKind::malformed, "is not JSON"};
    return json;
}

const Json* member(const Json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::string text_of(const Json* value) {
    if (!value) return {};
    if (value->is_string()) return value->get<std::string>();
    return value->is_number() ? value->dump() : std::string();
}

std::vector<const Json*> items_of(const Json* value) {
    std::vector<const Json*> items;
    if (!value || value->is_null()) return items;
    if (!value->is_array()) return {value};
    for (const auto& item : *value) items.push_back(&item);
    return items;
}

}  // namespace nameward::formats
