// What every sink must hold, run over the whole list.
#include <chrono>

#include "catch.h"
#include "core/base64.h"
#include "lab_receivers.h"
#include "net/http.h"
#include "net/smtp.h"
#include "sample_alerts.h"
#include "sinks/all.h"
#include "sinks/verdict.h"

using namespace nameward;
using namespace nameward::sinks;
using Verdict = Done::Verdict;

namespace {

const std::string kKey = core::base64_encode("K3Y0123456789abcdef0123456789abc");
const std::string kWebhookSecret = "whsec_" + kKey;
const std::string kMailPassword = "Pa55word-of-the-mail-server";

// A receiver of one kind, and how it is told to misbehave.
struct Bench {
    std::string kind, program;
    std::vector<std::pair<std::string, Verdict>> troubles;
    std::string usual;
};

std::vector<Bench> benches() {
    using enum Done::Verdict;
    return {{"email",
             "smtp_server.py",
             {{"451 later", transient},
              {"data 451 later", transient},
              {"greeting 421 busy", transient},
              {"550 no", rejected},
              {"data 554 no", rejected},
              {"auth 535 not {password} nor {plain}", rejected},
              {"greeting hang", transient},
              {"rcpt hang", transient},
              {"data hang", transient},
              {"drop-greeting", transient},
              {"drop-rcpt", transient},
              {"drop-data", transient},
              {"no-starttls", transient},
              {"drip", transient},
              {"flood", transient},
              {"quit hang", delivered}},
             "250"},
            {"webhook",
             "webhook_receiver.py",
             {{"500", transient},
              {"503 body=go to {path} with {header:webhook-signature}", transient},
              {"400", rejected},
              {"404 body={path}", rejected},
              {"410", gone},
              {"307 location=http://127.0.0.1:1/", rejected},
              {"hang", transient},
              {"drip", transient},
              {"reset", transient},
              {"reset-early", transient},
              {"huge", delivered},
              {"gzip-bomb", delivered},
              {"endless-headers", transient},
              {"garbage", transient}},
             "200"}};
}

struct BenchWorld {
    const Bench bench;
    const std::string certificate;
    ScratchFolder folder;
    lab::Receiver receiver;
    Config config;

    explicit BenchWorld(Bench which, std::string with = "server")
        : bench(std::move(which)), certificate(std::move(with)), receiver(bench.program, arguments()) {
        SinkConfig sink;
        sink.name = "the " + bench.kind;
        sink.kind = bench.kind;
        sink.to = {"soc@example.org"};
        sink.from = "nameward@monitor.example.org";
        sink.server = "smtp://localhost:" + std::to_string(receiver.port());
        sink.user = "nameward";
        sink.password_file = folder / "password";
        sink.url = "https://localhost:" + std::to_string(receiver.port()) + "/hook/URLT0KENURLT0KEN";
        sink.secret_file = folder / "secret";
        config.sinks = {sink};
    }

    std::vector<std::string> arguments() const {
        lab::write_file(folder / "secret", kWebhookSecret);
        lab::write_file(folder / "password", kMailPassword);
        if (bench.kind == "webhook")
            return lab::with_certificate(certificate, {"--secret-file", (folder / "secret").string()});
        return lab::with_certificate(certificate,
                                     {"--user", "nameward", "--password-file", (folder / "password").string()});
    }

    SinkDoors doors(const net::TransferOptions& options) const {
        const auto hurry = [](auto client) {
            return [client](auto request) {
                request.deadline = std::chrono::milliseconds(1500);
                return client(request);
            };
        };
        const auto read_secret = [](const Path& file) -> Result<std::string> {
            std::string text = lab::read_file(file);
            if (text.empty()) return Error{ErrorKind::transient, file.string() + " cannot be read"};
            return text;
        };
        return {hurry(net::HttpClient(options)), hurry(net::SmtpClient(options)), read_secret};
    }

    Done deliver(const Alert& alert) const {
        net::TransferOptions options;
        options.ca_file = lab::certificates() / "ca.pem";
        auto sinks = make_sinks(config, doors(options));
        REQUIRE(sinks);
        REQUIRE(sinks->size() == 1);
        return (*sinks)[0].deliver({alert, samples::kNobody, Now{samples::moment("2026-11-23T07:00:05Z"), {}}});
    }

    // Every id that the receiver has seen with an alert.
    std::vector<std::string> ids() const {
        std::vector<std::string> out;
        for (const auto& line : receiver.log_with("id")) out.push_back(line["id"]);
        return out;
    }
};

void check_keeps_secrets(const Done& done) {
    const std::string plain = core::base64_encode(std::string("\0nameward\0", 10) + kMailPassword);
    for (const auto& secret : {kKey, kWebhookSecret, kMailPassword, core::base64_encode(kMailPassword), plain,
                               std::string("URLT0KEN"), std::string("/hook/")})
        CHECK(done.answer.find(secret) == std::string::npos);
    CHECK(done.answer.size() <= 700);
    CHECK(done.answer.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("every kind of sink has a bench here", "[sinks][conformance]") {
    std::vector<std::string> kinds;
    for (const auto& bench : benches()) kinds.push_back(bench.kind);
    CHECK(sink_kinds() == kinds);
}

TEST_CASE("every sink survives its receiver, says so in time and keeps its secrets", "[sinks][conformance]") {
    for (const auto& bench : benches()) {
        const BenchWorld world(bench);
        for (const auto& [how, verdict] : bench.troubles) {
            world.receiver.behave(how);
            const auto begun = std::chrono::steady_clock::now();
            const Done done = world.deliver(samples::hijack());
            INFO(bench.kind << ", " << how << ": " << done.answer);
            CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(8));
            CHECK(done.verdict == verdict);
            CHECK(!done.answer.empty());
            check_keeps_secrets(done);
        }
        world.receiver.behave(bench.usual);
        CHECK(world.deliver(samples::hijack()).verdict == Verdict::delivered);
        CHECK(world.ids().size() > 2);
        for (const auto& id : world.ids()) CHECK(id == "a-0f1e2d3c");  // all of these were the same alert
    }
}

TEST_CASE("every sink refuses a certificate for another name, and nothing arrives", "[sinks][conformance]") {
    for (const auto& bench : benches()) {
        const BenchWorld world(bench, "other");
        const Done done = world.deliver(samples::hijack());
        INFO(bench.kind << ": " << done.answer);
        CHECK(done.verdict == Verdict::transient);
        CHECK(done.answer.find("certificate") != std::string::npos);
        CHECK(world.ids().empty());
        check_keeps_secrets(done);
    }
}

TEST_CASE("every sink postpones while its secret cannot be read", "[sinks][conformance]") {
    for (const auto& bench : benches()) {
        BenchWorld world(bench);
        world.config.sinks[0].secret_file = world.config.sinks[0].password_file = world.folder / "absent";
        const Done done = world.deliver(samples::hijack());
        CHECK(done.verdict == Verdict::transient);
        CHECK(done.answer.find("cannot be read") != std::string::npos);
        CHECK(world.ids().empty());
    }
}

TEST_CASE("every sink tells every kind of alert, hostile ones included", "[sinks][conformance]") {
    const std::vector<Alert> alerts = {
        samples::hijack(),
        samples::lame(),
        samples::update(),
        samples::closing(),
        samples::blindness(),
        samples::test_alert(),
        samples::hostile({"a\r\nBcc: x", "\x1b]0;x\x07", "<script>", "\xff", "\r\n.\r\n"})};
    for (const auto& bench : benches()) {
        const BenchWorld world(bench);
        std::vector<std::string> sent;
        for (const auto& alert : alerts) {
            sent.push_back(alert.id);
            CHECK(world.deliver(alert).verdict == Verdict::delivered);
        }
        CHECK(world.ids() == sent);
    }
}

TEST_CASE("a door that throws is a failed attempt, not the end", "[sinks][conformance]") {
    for (const auto& bench : benches()) {
        const BenchWorld world(bench);
        SinkDoors doors = world.doors({});
        doors.http = [](const HttpRequest&) -> Result<HttpResponse> { throw std::runtime_error("a bug"); };
        doors.smtp = [](const SmtpMessage&) -> Result<SmtpReply> { throw std::runtime_error("a bug"); };
        const auto sinks = make_sinks(world.config, doors);
        REQUIRE(sinks);
        const Done done = (*sinks)[0].deliver({samples::hijack(), {"x@example.org"}, Now{}});
        CHECK(done.verdict == Verdict::transient);
        CHECK(done.reached == std::vector<std::string>{"x@example.org"});
    }
}

TEST_CASE("a sink that cannot be made is named with the reason", "[sinks][conformance]") {
    Config config;
    SinkConfig sink;
    sink.name = "chat";
    const auto reason = [&] {
        config.sinks = {sink};
        const auto made = make_sinks(config, {});
        REQUIRE(!made);
        CHECK(made.error().kind == ErrorKind::config);
        return made.error().what;
    };
    sink.kind = "slack";
    CHECK(reason() == "sink \"chat\": kind \"slack\" is not available, but email and webhook are");
    sink.kind = "webhook";
    CHECK(reason() == "sink \"chat\": kind \"webhook\" needs the key url");
    sink.url = "https://example.net/";
    CHECK(reason() == "sink \"chat\": kind \"webhook\" needs the key secret_file");
    sink.kind = "email";
    CHECK(reason() == "sink \"chat\": kind \"email\" needs the key to");
    config.sinks.clear();
    CHECK(make_sinks(config, {}));
}

TEST_CASE("SMTP codes become verdicts", "[sinks]") {
    for (const int code : {250, 251}) CHECK(verdict_of_smtp(code) == Verdict::delivered);
    for (const int code : {421, 450, 454, 354, 0}) CHECK(verdict_of_smtp(code) == Verdict::transient);
    for (const int code : {500, 535, 550, 554}) CHECK(verdict_of_smtp(code) == Verdict::rejected);
}
