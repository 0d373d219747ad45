#include "formats/bounded_json.h"

#include <cstdint>
#include <string>

#include "formats/json.h"

namespace nameward::formats {
namespace {

// Walks through the text without keeping anything, and stops it where a limit is passed.
class Measure : public nlohmann::json_sax<Json> {
  public:
    explicit Measure(const JsonLimits& limits) : limits_(limits) {}

    const std::string& trouble() const { return trouble_; }

    bool null() override { return count(); }
    bool boolean(bool) override { return count(); }
    bool number_integer(std::int64_t) override { return count(); }
    bool number_unsigned(std::uint64_t) override { return count(); }
    bool number_float(double, const std::string&) override { return count(); }
    bool string(std::string&) override { return count(); }
    bool binary(Json::binary_t&) override { return count(); }
    bool key(std::string&) override { return count(); }
    bool start_object(std::size_t) override { return descend(); }
    bool start_array(std::size_t) override { return descend(); }
    bool end_object() override { return ascend(); }
    bool end_array() override { return ascend(); }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        trouble_ = "it is no JSON from byte " + std::to_string(position) + " on";
        return false;
    }

  private:
    bool stop(std::string trouble) {
        trouble_ = std::move(trouble);
        return false;
    }
    bool count() {
        return ++values_ <= limits_.values || stop("it holds more than " + std::to_string(limits_.values) + " values");
    }
    bool descend() {
        if (++depth_ > limits_.depth) return stop("it nests deeper than " + std::to_string(limits_.depth) + " levels");
        return count();
    }
    bool ascend() {
        --depth_;
        return true;
    }

    const JsonLimits& limits_;
    std::size_t depth_ = 0, values_ = 0;
    std::string trouble_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
    if (text.empty()) return malformed("it is empty");
    if (text.size() > limits.bytes) return malformed("it is longer than " + std::to_string(limits.bytes) + " bytes");
    Measure measure(limits);
    if (!Json::sax_parse(text, &measure)) return malformed(measure.trouble());
    auto json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded()) return malformed("it is no JSON");
    return json;
}

Result<Json> parse_json_object(std::string_view text, const JsonLimits& limits) {
    auto json = parse_json(text, limits);
    if (json && !json->is_object()) return malformed("it is JSON, but no object");
    return json;
}

}  // namespace nameward::formats
