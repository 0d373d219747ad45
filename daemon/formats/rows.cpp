#include "formats/rows.h"

#include "formats/json.h"
#include "formats/shorten.h"

namespace nameward::formats {
namespace {

// Depth of what we wrote ourselves is 4; anything deeper is not ours.
constexpr int kMaxDepth = 16;

OrderedJson json_of(const Change& change) {
    return {{"kind", "change"},
            {"id", change.id},
            {"sequence", change.sequence},
            {"at", format_time(change.at)},
            {"domain", change.domain},
            {"subject", change.fact.subject},
            {"property", change.fact.property},
            {"source", change.fact.source},
            {"collector", change.collector},
            {"before", change.before},
            {"after", change.after},
            {"added", change.added()},
            {"removed", change.removed()},
            {"before_since", format_time(change.before_since)},
            {"severity", to_string(change.severity)},
            {"state", to_string(change.state)},
            {"layer", to_string(change.layer)},
            {"incident", text_or_null(change.incident)},
            {"attack", change.attack},
            {"summary", change.summary},
            {"evidence", change.evidence},
            {"planned_by", text_or_null(change.planned_by)},
            {"acknowledged_by", text_or_null(change.acknowledged_by)},
            {"reverted_by", text_or_null(change.reverted_by)}};
}

OrderedJson json_of(const Finding& finding) {
    return {{"kind", "finding"},
            {"id", finding.id},
            {"type", finding.type},
            {"domain", finding.domain},
            {"subject", finding.subject},
            {"collector", finding.collector},
            {"source", finding.source},
            {"severity", to_string(finding.severity)},
            {"layer", to_string(finding.layer)},
            {"opened", format_time(finding.opened)},
            {"closed", time_or_null(finding.closed)},
            {"summary", finding.summary},
            {"incident", text_or_null(finding.incident)}};
}

template <class T>
OrderedJson list_of(const std::vector<T>& things) {
    OrderedJson list = OrderedJson::array();
    for (const auto& thing : things) list.push_back(json_of(thing));
    return list;
}

OrderedJson data_of(const Alert& alert) {
    return {{"alert", alert.id},
            {"incident", text_or_null(alert.incident)},
            {"severity", to_string(alert.severity)},
            {"domain", alert.domain},
            {"layer", to_string(alert.layer)},
            {"summary", alert.summary},
            {"story", alert.story},
            {"changes", list_of(alert.changes)},
            {"findings", list_of(alert.findings)},
            {"restored", alert.restored},
            {"next_steps", alert.next_steps},
            {"chain_head", text_or_null(alert.chain_head)}};
}

std::string text_at(const OrderedJson& json, const char* key) {
    const OrderedJson& value = json.at(key);
    return value.is_null() ? std::string() : value.get<std::string>();
}

// What alert_from_json() refuses, as one exception that it turns into an Error.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

Wall time_at(const OrderedJson& json, const char* key) {
    auto moment = parse_time(json.at(key).get<std::string>());
    if (!moment) throw Unreadable(moment.error().what);
    return *moment;
}

template <class T, class Parse>
T word_at(const OrderedJson& json, const char* key, Parse parse) {
    const auto word = json.at(key).get<std::string>();
    const auto value = parse(word);
    if (!value) throw Unreadable(std::string(key) + " is \"" + word + "\", which is not a word of this version");
    return *value;
}

Change change_of(const OrderedJson& json) {
    Change change;
    change.id = text_at(json, "id");
    change.sequence = json.at("sequence").get<std::int64_t>();
    change.at = time_at(json, "at");
    change.domain = text_at(json, "domain");
    change.collector = text_at(json, "collector");
    change.fact = {text_at(json, "subject"), text_at(json, "property"), text_at(json, "source")};
    change.before = json.at("before").get<Values>();
    change.after = json.at("after").get<Values>();
    change.before_since = time_at(json, "before_since");
    change.severity = word_at<Severity>(json, "severity", severity_from);
    change.state = word_at<ChangeState>(json, "state", change_state_from);
    change.layer = word_at<Layer>(json, "layer", layer_from);
    change.incident = text_at(json, "incident");
    change.attack = json.at("attack").get<std::vector<std::string>>();
    change.summary = text_at(json, "summary");
    change.evidence = json.at("evidence").get<std::vector<std::string>>();
    change.planned_by = text_at(json, "planned_by");
    change.acknowledged_by = text_at(json, "acknowledged_by");
    change.reverted_by = text_at(json, "reverted_by");
    return change;
}

Finding finding_of(const OrderedJson& json) {
    Finding finding;
    finding.id = text_at(json, "id");
    finding.type = text_at(json, "type");
    finding.domain = text_at(json, "domain");
    finding.subject = text_at(json, "subject");
    finding.collector = text_at(json, "collector");
    finding.source = text_at(json, "source");
    finding.severity = word_at<Severity>(json, "severity", severity_from);
    finding.layer = word_at<Layer>(json, "layer", layer_from);
    finding.opened = time_at(json, "opened");
    if (!json.at("closed").is_null()) finding.closed = time_at(json, "closed");
    finding.summary = text_at(json, "summary");
    finding.incident = text_at(json, "incident");
    return finding;
}

Alert alert_of(const OrderedJson& json) {
    const OrderedJson& data = json.at("data");
    Alert alert;
    alert.id = text_at(data, "alert");
    alert.incident = text_at(data, "incident");
    alert.type = word_at<Alert::Type>(json, "type", alert_type_from);
    alert.at = time_at(json, "timestamp");
    alert.severity = word_at<Severity>(data, "severity", severity_from);
    alert.domain = text_at(data, "domain");
    alert.layer = word_at<Layer>(data, "layer", layer_from);
    alert.summary = text_at(data, "summary");
    alert.story = text_at(data, "story");
    for (const auto& change : data.at("changes")) alert.changes.push_back(change_of(change));
    for (const auto& finding : data.at("findings")) alert.findings.push_back(finding_of(finding));
    alert.restored = data.value("restored", std::vector<std::string>{});  // older alerts lack it
    alert.next_steps = data.at("next_steps").get<std::vector<std::string>>();
    alert.chain_head = text_at(data, "chain_head");
    return alert;
}

OrderedJson parse(std::string_view text) {
    return OrderedJson::parse(text, [](int depth, OrderedJson::parse_event_t, OrderedJson&) {
        if (depth > kMaxDepth) throw Unreadable("nested deeper than " + std::to_string(kMaxDepth));
        return true;
    });
}

Error unreadable(std::string_view what, const std::exception& why) {
    return {ErrorKind::malformed, std::string(what) + " in the store cannot be read: " + why.what()};
}

}  // namespace

std::string row(const Change& change) {
    return json_line(json_of(change));
}
std::string row(const Finding& finding) {
    return json_line(json_of(finding));
}

std::string row(const ObservationRow& observation) {
    return json_line({{"kind", "observation"},
                      {"domain", observation.domain},
                      {"subject", observation.fact.subject},
                      {"property", observation.fact.property},
                      {"source", observation.fact.source},
                      {"collector", observation.collector},
                      {"state", to_string(observation.state)},
                      {"values", observation.values},
                      {"reason", observation.reason},
                      {"since", format_time(observation.since)},
                      {"last_seen", time_or_null(observation.last_seen)}});
}

std::string row(const SightRow& row) {
    return json_line({{"kind", "status"},
                      {"domain", row.domain},
                      {"collector", row.collector},
                      {"source", row.source},
                      {"state", state_word(row)},
                      {"last_ok", time_or_null(row.sight.last_ok)},
                      {"blind_since", time_or_null(row.sight.blind_since)},
                      {"reason", row.sight.reason},
                      {"next_run", time_or_null(row.next_run)},
                      {"interval", row.interval ? OrderedJson(format_duration(*row.interval)) : OrderedJson("")}});
}

std::string row(const Delivery& delivery) {
    return json_line({{"kind", "delivery"},
                      {"id", delivery.id},
                      {"alert", delivery.alert},
                      {"incident", text_or_null(delivery.incident)},
                      {"sink", delivery.sink},
                      {"state", to_string(delivery.state)},
                      {"attempts", delivery.attempts},
                      {"next_attempt", time_or_null(delivery.next_attempt)},
                      {"last_error", delivery.last_error},
                      {"severity", to_string(delivery.severity)},
                      {"domain", delivery.domain}});
}

std::string row(const std::string& collector, const PropertySpec& property) {
    return json_line({{"kind", "property"},
                      {"collector", collector},
                      {"property", property.name},
                      {"source", property.source},
                      {"title", property.title},
                      {"layer", to_string(property.layer)},
                      {"on_add", to_string(property.on_add)},
                      {"on_change", to_string(property.on_change)},
                      {"on_replace", to_string(property.on_replace)},
                      {"on_vanish", to_string(property.on_vanish)},
                      {"attack", property.attack}});
}

std::string webhook_body(const Alert& alert) {
    return shortened(alert_to_json(alert));
}

std::string alert_to_json(const Alert& alert) {
    return json_line({{"type", to_string(alert.type)}, {"timestamp", format_time(alert.at)}, {"data", data_of(alert)}});
}

Result<Alert> alert_from_json(std::string_view text) try {
    return alert_of(parse(text));
} catch (const std::exception& why) {
    return unreadable("an alert", why);
}

std::string values_to_json(const Values& values) {
    return json_line(OrderedJson(values));
}

Result<Values> values_from_json(std::string_view text) try {
    return parse(text).get<Values>();
} catch (const std::exception& why) {
    return unreadable("a list of values", why);
}

}  // namespace nameward::formats
