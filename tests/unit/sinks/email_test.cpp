#include "sinks/email.h"

#include "catch.h"
#include "lab_receivers.h"
#include "net/smtp.h"
#include "sample_alerts.h"
#include "sinks/mail_message.h"

using namespace nameward;
using namespace nameward::sinks;
using Verdict = Done::Verdict;

namespace {

constexpr const char* kPassword = "correct horse battery";

struct MailWorld {
    ScratchFolder folder;
    Path password_file = folder / "password";
    lab::Receiver receiver;
    SinkConfig config;

    MailWorld() : receiver("smtp_server.py", arguments()) {
        config.name = "soc";
        config.kind = "email";
        config.to = {"first@example.org", "second@example.org", "third@example.org"};
        config.from = "nameward@monitor.example.org";
        config.server = "smtp://localhost:" + std::to_string(receiver.port());
        config.user = "nameward";
        config.password_file = password_file;
    }

    std::vector<std::string> arguments() {
        lab::write_file(password_file, kPassword);
        return lab::with_certificate("server", {"--user", "nameward", "--password-file", password_file.string()});
    }

    Done deliver(const std::vector<std::string>& reached = {}) const {
        net::TransferOptions options;
        options.ca_file = lab::certificates() / "ca.pem";
        const auto smtp = [client = net::SmtpClient(options)](SmtpMessage message) {
            message.deadline = std::chrono::seconds(8);
            return client(message);
        };
        const auto read_secret = [](const Path& file) -> Result<std::string> {
            const std::string text = lab::read_file(file);
            if (text.empty()) return Error{ErrorKind::transient, "the password " + file.string() + " cannot be read"};
            return text;
        };
        const Alert alert = samples::hijack();
        return email_sink(config, smtp, read_secret).deliver({alert, reached, now()});
    }

    static Now now() { return {samples::moment("2026-11-23T07:00:05Z"), {}}; }

    std::vector<std::string> recipients() const {
        std::vector<std::string> out;
        for (const auto& line : receiver.log_with("message")) out.push_back(line["to"][0]);
        return out;
    }
};

}  // namespace

TEST_CASE("each recipient gets the whole mail in a transaction of its own", "[sinks][email]") {
    const MailWorld world;
    const Done done = world.deliver();
    CHECK(done.verdict == Verdict::delivered);
    CHECK(done.reached == world.config.to);
    CHECK(world.recipients() == world.config.to);
    const std::string mail = mail_message(samples::hijack(), {world.config.from, world.config.to}, MailWorld::now());
    for (const auto& line : world.receiver.log_with("message")) {
        CHECK(line["message"] == mail);
        CHECK(line["id"] == "a-0f1e2d3c");
        CHECK(line["tls"] == true);
    }
}

TEST_CASE("a retry serves only those who do not have it", "[sinks][email]") {
    const MailWorld world;
    world.receiver.behave("250\n451 4.7.1 greylisted\n250");
    const Done first = world.deliver();
    CHECK(first.verdict == Verdict::transient);
    CHECK(first.reached == std::vector<std::string>{"first@example.org", "third@example.org"});
    CHECK(first.answer.find("second@example.org: 451 4.7.1 greylisted") != std::string::npos);
    world.receiver.behave("250");
    const Done second = world.deliver(first.reached);
    CHECK(second.verdict == Verdict::delivered);
    CHECK(second.reached.size() == 3);
    CHECK(world.recipients() ==
          std::vector<std::string>{"first@example.org", "third@example.org", "second@example.org"});
}

TEST_CASE("the verdict is the worst: somebody still to be served before somebody refused", "[sinks][email]") {
    const MailWorld world;
    world.receiver.behave("550 5.1.1 unknown\n451 later\n250");
    CHECK(world.deliver().verdict == Verdict::transient);
    world.receiver.behave("250\n550 5.1.1 unknown\n250");
    const Done refused = world.deliver();
    CHECK(refused.verdict == Verdict::rejected);
    CHECK(refused.reached == std::vector<std::string>{"first@example.org", "third@example.org"});
}

TEST_CASE("a refused login is not repeated for each recipient", "[sinks][email]") {
    const MailWorld world;
    lab::write_file(world.password_file, kPassword);
    world.receiver.behave("auth 535 5.7.8 {password} is wrong");
    const Done done = world.deliver();
    CHECK(done.verdict == Verdict::rejected);
    CHECK(world.receiver.log_with("refused").size() == 1);
    CHECK(done.answer.find(kPassword) == std::string::npos);
    CHECK(done.answer.find("535") != std::string::npos);
}

TEST_CASE("a server that breaks off is asked again later, with the same message", "[sinks][email]") {
    MailWorld world;
    world.config.to = {"first@example.org"};
    world.receiver.behave("drop-data");  // it has the mail, and we cannot know
    CHECK(world.deliver().verdict == Verdict::transient);
    world.receiver.behave("250");
    CHECK(world.deliver().verdict == Verdict::delivered);
    const auto log = world.receiver.log_with("message");
    REQUIRE(log.size() == 2);
    CHECK(log[0]["message"] == log[1]["message"]);
}

TEST_CASE("a password that cannot be read postpones and keeps who was reached", "[sinks][email]") {
    MailWorld world;
    world.config.password_file = world.folder / "absent";
    const Done done = world.deliver({"first@example.org"});
    CHECK(done.verdict == Verdict::transient);
    CHECK(done.answer.find("cannot be read") != std::string::npos);
    CHECK(done.reached == std::vector<std::string>{"first@example.org"});
    CHECK(world.receiver.log().empty());
}
