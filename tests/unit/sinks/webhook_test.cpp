#include "sinks/webhook.h"

#include "catch.h"
#include "core/base64.h"
#include "formats/rows.h"
#include "lab_receivers.h"
#include "net/http.h"
#include "sample_alerts.h"
#include "sinks/verdict.h"

using namespace nameward;
using namespace nameward::sinks;
using Verdict = Done::Verdict;

namespace {

const std::string kSecret = "whsec_" + core::base64_encode("0123456789abcdef0123456789abcdef");

Result<std::string> read_secret(const Path& file) {
    std::string text = lab::read_file(file);
    if (text.empty())
        return Error{ErrorKind::transient, "the secret " + file.string() + " cannot be read: no such file"};
    return text.substr(0, text.find('\n'));
}

// A receiver, its secret, and the sink that knows both.
struct HookWorld {
    ScratchFolder folder;
    Path secret_file = folder / "secret";
    lab::Receiver receiver;
    SinkConfig config;
    std::chrono::milliseconds deadline{8000};

    HookWorld() : receiver("webhook_receiver.py", arguments()) {
        config.name = "siem";
        config.kind = "webhook";
        config.url = "https://localhost:" + std::to_string(receiver.port()) + "/hook/T0KENT0KEN?key=T0KEN2T0KEN2";
        config.secret_file = secret_file;
    }

    std::vector<std::string> arguments() {
        lab::write_file(secret_file, kSecret + "\n");
        return lab::with_certificate("server", {"--secret-file", secret_file.string()});
    }

    Done deliver(const Alert& alert, Wall at = samples::moment("2026-11-23T07:00:05Z")) const {
        net::TransferOptions options;
        options.ca_file = lab::certificates() / "ca.pem";
        const auto http = [client = net::HttpClient(options), this](HttpRequest request) {
            request.deadline = deadline;
            return client(request);
        };
        return webhook_sink(config, http, read_secret).deliver({alert, samples::kNobody, Now{at, {}}});
    }
};

}  // namespace

TEST_CASE("a webhook is signed as the specification says, and its body is the promised one", "[sinks][webhook]") {
    const HookWorld world;
    const Done done = world.deliver(samples::hijack());
    CHECK(done.verdict == Verdict::delivered);
    const auto log = world.receiver.log_with("signature");
    REQUIRE(log.size() == 1);
    CHECK(log[0]["signature"] == "good");
    CHECK(log[0]["method"] == "POST");
    CHECK(log[0]["headers"]["webhook-id"] == "a-0f1e2d3c");
    CHECK(log[0]["headers"]["webhook-timestamp"] == "1795417205");
    CHECK(log[0]["headers"]["content-type"] == "application/json");
    CHECK(log[0]["headers"]["user-agent"].get<std::string>().starts_with("nameward/"));
    CHECK(log[0]["body"] == formats::webhook_body(samples::hijack()));
}

TEST_CASE("a repeat has the same id and body and a signature of its own time", "[sinks][webhook]") {
    const HookWorld world;
    world.receiver.behave("500");
    CHECK(world.deliver(samples::hijack()).verdict == Verdict::transient);
    world.receiver.behave("200");
    CHECK(world.deliver(samples::hijack(), samples::moment("2026-11-23T08:00:00Z")).verdict == Verdict::delivered);
    const auto log = world.receiver.log_with("signature");
    REQUIRE(log.size() == 2);
    CHECK(log[0]["id"] == log[1]["id"]);
    CHECK(log[0]["body"] == log[1]["body"]);
    CHECK(log[1]["signature"] == "good");
    CHECK(log[0]["headers"]["webhook-signature"] != log[1]["headers"]["webhook-signature"]);
}

TEST_CASE("a receiver with another key sees that the signature is wrong", "[sinks][webhook]") {
    HookWorld world;
    world.config.secret_file = world.folder / "ours";
    lab::write_file(world.config.secret_file, "whsec_" + core::base64_encode(std::string(32, 'z')));
    CHECK(world.deliver(samples::hijack()).verdict == Verdict::delivered);
    CHECK(world.receiver.log_with("signature").at(0)["signature"] == "wrong signature");
}

TEST_CASE("the key is read at each use, so it can be changed while running", "[sinks][webhook]") {
    const HookWorld world;
    world.deliver(samples::hijack());
    lab::write_file(world.secret_file, "whsec_" + core::base64_encode(std::string(64, 'n')));
    world.deliver(samples::hijack());
    for (const auto& line : world.receiver.log_with("signature")) CHECK(line["signature"] == "good");
}

TEST_CASE("what a webhook answers becomes the verdict of the product page", "[sinks][webhook]") {
    const HookWorld world;
    const std::vector<std::pair<std::string, Verdict>> table = {
        {"200", Verdict::delivered}, {"204", Verdict::delivered},
        {"299", Verdict::delivered}, {"307 location=http://127.0.0.1:1/", Verdict::rejected},
        {"304", Verdict::rejected},  {"400", Verdict::rejected},
        {"401", Verdict::rejected},  {"404", Verdict::rejected},
        {"408", Verdict::transient}, {"410", Verdict::gone},
        {"425", Verdict::transient}, {"429", Verdict::transient},
        {"500", Verdict::transient}, {"503", Verdict::transient}};
    for (const auto& [how, verdict] : table) {
        INFO(how);
        world.receiver.behave(how);
        const Done done = world.deliver(samples::hijack());
        CHECK(done.verdict == verdict);
        CHECK(done.answer.starts_with("HTTP " + how.substr(0, 3)));
    }
    CHECK(world.receiver.log_with("signature").size() == table.size());  // no redirect was followed
}

TEST_CASE("Retry-After of a webhook is handed on", "[sinks][webhook]") {
    const HookWorld world;
    world.receiver.behave("429 retry-after=7");
    CHECK(world.deliver(samples::hijack()).retry_after == Seconds(7));
    world.receiver.behave("503 retry-after=Mon, 23 Nov 2026 07:05:05 GMT");
    CHECK(world.deliver(samples::hijack()).retry_after == Seconds(300));
    world.receiver.behave("503 retry-after=whenever");
    CHECK(!world.deliver(samples::hijack()).retry_after);
}

TEST_CASE("a receiver that says our secrets back does not get them into the report", "[sinks][webhook]") {
    const HookWorld world;
    world.receiver.behave("404 body=no {path} and {header:webhook-id} \x1b[2J and " + kSecret);
    const Done done = world.deliver(samples::hijack());
    CHECK(done.answer.find("T0KEN") == std::string::npos);
    CHECK(done.answer.find(kSecret.substr(6)) == std::string::npos);
    CHECK(done.answer.find("a-0f1e2d3c") != std::string::npos);
    CHECK(done.answer.find("\\x1b[2J") != std::string::npos);
    CHECK(done.answer.size() < 400);
}

TEST_CASE("a secret that is missing or malformed postpones, with a sentence and without its content",
          "[sinks][webhook]") {
    HookWorld world;
    const std::vector<std::string> secrets = {"",
                                              "plainsecretvalue",
                                              "whsec_",
                                              "whsec_!!!!notbase64!!!!",
                                              "whsec_" + core::base64_encode(std::string(23, 's')),
                                              "whsec_" + core::base64_encode(std::string(65, 's'))};
    for (const auto& secret : secrets) {
        lab::write_file(world.secret_file, secret);
        const Done done = world.deliver(samples::hijack());
        INFO(done.answer);
        CHECK(done.verdict == Verdict::transient);
        CHECK(done.answer.find("secret") != std::string::npos);
        if (secret.size() > 6) CHECK(done.answer.find(secret.substr(6)) == std::string::npos);
    }
    CHECK(world.receiver.log().empty());
}

TEST_CASE("a webhook's URL can be in a file, and is then as secret", "[sinks][webhook]") {
    HookWorld world;
    world.config.url_file = world.folder / "url";
    lab::write_file(world.config.url_file, world.config.url);
    world.config.url.clear();
    CHECK(world.deliver(samples::hijack()).verdict == Verdict::delivered);
    lab::write_file(world.config.url_file, "ftp://localhost/T0KENT0KEN");
    const Done done = world.deliver(samples::hijack());
    CHECK(done.verdict == Verdict::transient);
    CHECK(done.answer.find("T0KEN") == std::string::npos);
}

TEST_CASE("the signature is the one that openssl computes", "[sinks][webhook]") {
    // Computed with: printf '%s' "$id.$timestamp.$body" | openssl dgst -sha256 -hmac "$key" -binary | base64
    CHECK(webhook_signature("0123456789abcdef0123456789abcdef", "a-1", Wall{Seconds(1'795'417'200)}, "{\"a\":1}") ==
          "v1,w7RTJTEGUMlpPbsAZO0T6NJ0Nz0YbdjXdof7YP6LvQA=");
}
