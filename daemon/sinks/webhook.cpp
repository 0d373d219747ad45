#include "sinks/webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

#include "core/base64.h"
#include "core/redact.h"
#include "formats/rows.h"
#include "nameward/text.h"
#include "sinks/verdict.h"

namespace nameward::sinks {
namespace {

constexpr std::chrono::seconds kDeadline{20};  // the specification asks for 15 to 30 s
constexpr std::size_t kBodyLimit = 4096;       // of the answer: only its beginning is shown
constexpr std::size_t kMaxAnswer = 300;        // for a line in a report
constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kLeastKeyBytes = 24, kMostKeyBytes = 64;

Result<std::string> url_of(const SinkConfig& config, const SecretDoor& read_secret) {
    if (config.url_file.empty()) return config.url;
    return read_secret(config.url_file);
}

HttpRequest signed_request(const std::string& url, const std::string& key, const Attempt& attempt) {
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.body = formats::webhook_body(attempt.alert);
    request.deadline = kDeadline;
    request.body_limit = kBodyLimit;
    request.wall = attempt.now.wall;
    const std::string& id = attempt.alert.id;
    request.headers = {{"content-type", "application/json"},
                       {"webhook-id", id},
                       {"webhook-timestamp", std::to_string(attempt.now.wall.time_since_epoch().count())},
                       {"webhook-signature", webhook_signature(key, id, attempt.now.wall, request.body)}};
    return request;
}

// What it said, without what it may know of us.
std::string answer_text(const HttpResponse& response, const std::string& url, const std::string& secret) {
    std::vector<std::string> secrets = core::url_secrets(url);
    secrets.push_back(secret);
    secrets.push_back(core::base64_encode(secret));
    const std::string said = escape_text(core::redact(response.body, secrets), kMaxAnswer);
    return "HTTP " + std::to_string(response.status) + (said.empty() ? "" : ": " + said);
}

Done deliver(const SinkConfig& config, const HttpDoor& http, const SecretDoor& read_secret, const Attempt& attempt) {
    const auto url = url_of(config, read_secret);
    if (!url) return transient(url.error().what);
    const auto secret = read_secret(config.secret_file);
    if (!secret) return transient(secret.error().what);
    const auto key = webhook_key(*secret);
    if (!key) return transient(key.error().what);

    const auto response = http(signed_request(*url, *key, attempt));
    if (!response) return transient(response.error().what);
    return {verdict_of_http(response->status), response->retry_after, answer_text(*response, *url, *secret), {}};
}

}  // namespace

Result<std::string> webhook_key(std::string_view secret) {
    const auto malformed = [](const std::string& why) {
        return Error{ErrorKind::config,
                     "the webhook secret cannot be used: " + why + "; it needs whsec_ and base64 of 24 to 64 bytes"};
    };
    if (!secret.starts_with(kSecretPrefix)) return malformed("it does not begin with whsec_");
    const auto key = core::base64_decode(secret.substr(kSecretPrefix.size()));
    if (!key) return malformed("what follows whsec_ is not base64");
    if (key->size() < kLeastKeyBytes || key->size() > kMostKeyBytes) return malformed("its length is wrong");
    return *key;
}

std::string webhook_signature(std::string_view key, std::string_view id, Wall timestamp, std::string_view body) {
    const std::string text =
        std::string(id) + "." + std::to_string(timestamp.time_since_epoch().count()) + "." + std::string(body);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), digest, &size) == nullptr)
        throw std::runtime_error("OpenSSL could not compute an HMAC");
    return "v1," + core::base64_encode({reinterpret_cast<const char*>(digest), size});
}

Sink webhook_sink(const SinkConfig& config, HttpDoor http, SecretDoor read_secret) {
    auto act = [config, http = std::move(http), read_secret = std::move(read_secret)](const Attempt& attempt) {
        return deliver(config, http, read_secret, attempt);
    };
    return {config.name, config.kind, config.min_severity, std::move(act)};
}

}  // namespace nameward::sinks
