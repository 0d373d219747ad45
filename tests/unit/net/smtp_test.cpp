#include "net/smtp.h"

#include "catch.h"
#include "lab_receivers.h"
#include "texts.h"

using namespace nameward;
using nameward::net::SmtpClient;
using nameward::net::TransferOptions;
using nameward::test::has;

namespace {

constexpr const char* kPassword = "correct horse";

SmtpClient client() {
    TransferOptions options;
    options.ca_file = lab::certificates() / "ca.pem";
    return SmtpClient(options);
}

// A mail server with a user "nameward".
struct MailServer {
    ScratchFolder folder;
    lab::Receiver receiver;

    explicit MailServer(const std::string& tls, const std::string& certificate = "server")
        : receiver("smtp_server.py", arguments(tls, certificate)) {}

    std::vector<std::string> arguments(const std::string& tls, const std::string& certificate) {
        lab::write_file(folder / "password", kPassword);
        std::vector<std::string> list{
            "--tls", tls, "--user", "nameward", "--password-file", (folder / "password").string()};
        return tls == "none" ? list : lab::with_certificate(certificate, list);
    }

    SmtpMessage message(const std::string& scheme) const {
        SmtpMessage mail;
        mail.server = scheme + "://localhost:" + std::to_string(receiver.port());
        mail.user = "nameward";
        mail.password = kPassword;
        mail.from = "nameward@monitor.example.org";
        mail.to = "soc@example.org";
        mail.message = "Subject: test\r\nX-Nameward-Id: a-1\r\n\r\nfirst\r\n.\r\n..two\r\nlast\r\n";
        mail.deadline = std::chrono::seconds(20);
        return mail;
    }
};

}  // namespace

TEST_CASE("a mail arrives whole over STARTTLS, over implicit TLS, and in clear where that is asked for",
          "[sinks][net]") {
    const std::vector<std::pair<std::string, std::string>> ways = {
        {"starttls", "smtp"}, {"implicit", "smtps"}, {"none", "smtp"}};
    for (const auto& [tls, scheme] : ways) {
        INFO(tls);
        const MailServer server(tls);
        auto mail = server.message(scheme);
        mail.without_tls = tls == "none";
        const auto reply = client()(mail);
        REQUIRE(reply);
        CHECK(reply->code == 250);
        CHECK(reply->text == "2.0.0 taken");
        const auto log = server.receiver.log_with("message");
        REQUIRE(log.size() == 1);
        CHECK(log[0]["message"] == mail.message);
        CHECK(log[0]["from"] == mail.from);
        CHECK(log[0]["to"] == std::vector<std::string>{mail.to});
        CHECK(log[0]["user"] == "nameward");
        CHECK(log[0]["helo"] == "monitor.example.org");
        CHECK(log[0]["tls"] == (tls != "none"));
    }
}

TEST_CASE("nothing is sent without TLS unless that is asked for, nor to a server with a wrong certificate",
          "[sinks][net]") {
    SECTION("STARTTLS is not offered") {
        const MailServer server("starttls");
        server.receiver.behave("no-starttls");
        const auto reply = client()(server.message("smtp"));
        REQUIRE(!reply);
        CHECK(has(reply.error().what, "does not offer STARTTLS"));
        CHECK(reply.error().kind == ErrorKind::transient);
        CHECK(server.receiver.log().empty());
    }
    SECTION("wrong name") {
        const MailServer server("starttls", "other");
        const auto reply = client()(server.message("smtp"));
        REQUIRE(!reply);
        INFO(reply.error().what);
        CHECK(has(reply.error().what, "made out to another name"));
        CHECK(server.receiver.log().empty());
    }
    SECTION("unknown authority") {
        const MailServer server("implicit");
        const auto reply = SmtpClient({})(server.message("smtps"));
        REQUIRE(!reply);
        CHECK(has(reply.error().what, "certificate is not accepted"));
        CHECK(server.receiver.log().empty());
    }
}

TEST_CASE("a refusal at any stage is the server's reply", "[sinks][net]") {
    const MailServer server("starttls");
    const std::vector<std::pair<std::string, int>> table = {
        {"greeting 554 go away", 554},     {"greeting 421 busy", 421},        {"mail 451 later", 451},
        {"550 5.1.1 no such user", 550},   {"451 4.7.1 greylisted", 451},     {"data-command 452 full", 452},
        {"data 554 5.6.0 looks odd", 554}, {"data 451 4.3.0 try again", 451}, {"auth 535 5.7.8 no", 535},
        {"auth 454 4.7.0 later", 454}};
    for (const auto& [how, code] : table) {
        INFO(how);
        server.receiver.behave(how);
        const auto reply = client()(server.message("smtp"));
        REQUIRE(reply);
        CHECK(reply->code == code);
        CHECK(has(how, reply->text));
        CHECK(!reply->text.empty());
    }
}

TEST_CASE("a wrong password is refused by the server", "[sinks][net]") {
    const MailServer server("implicit");
    auto mail = server.message("smtps");
    mail.password = "wrong";
    const auto reply = client()(mail);
    REQUIRE(reply);
    CHECK(reply->code == 535);
    CHECK(server.receiver.log_with("message").empty());
}

TEST_CASE("a password that the server says back is not repeated", "[sinks][net]") {
    const MailServer server("starttls");
    server.receiver.behave("auth 535 I know {password} and {plain}");
    const auto reply = client()(server.message("smtp"));
    REQUIRE(reply);
    CHECK(reply->text == "I know [secret] and [secret]");
}

TEST_CASE("a connection that breaks or says nothing more is an error in time", "[sinks][net]") {
    const MailServer server("starttls");
    for (const std::string how :
         {"drop-greeting", "drop-rcpt", "drop-data", "greeting hang", "rcpt hang", "data hang", "drip", "flood"}) {
        INFO(how);
        server.receiver.behave(how);
        auto mail = server.message("smtp");
        mail.deadline = std::chrono::milliseconds(1500);
        const auto begun = std::chrono::steady_clock::now();
        const auto reply = client()(mail);
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(8));
        REQUIRE(!reply);
        CHECK(reply.error().kind != ErrorKind::config);
        CHECK(has(reply.error().what, "mail to soc@example.org by smtp://localhost:"));
    }
}

TEST_CASE("a message that was taken is delivered even if the server never says goodbye", "[sinks][net]") {
    const MailServer server("starttls");
    for (const std::string how : {"quit hang", "quit 421 no"}) {
        INFO(how);
        server.receiver.behave(how);
        const auto begun = std::chrono::steady_clock::now();
        const auto reply = client()(server.message("smtp"));
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(8));
        REQUIRE(reply);
        CHECK(reply->code == 250);
    }
}

TEST_CASE("an address that could end the command is refused before anything is sent", "[sinks][net]") {
    const MailServer server("none");
    for (const std::string address :
         {"", "soc", "soc@", "@example.org", "a@b>\r\nRCPT TO:<c@d", "a b@example.org", "a@b,c@d", "<a@b>", "a@b\n"}) {
        INFO(address);
        auto mail = server.message("smtp");
        mail.without_tls = true;
        mail.to = address;
        const auto reply = client()(mail);
        REQUIRE(!reply);
        CHECK(reply.error().kind == ErrorKind::config);
        CHECK(!has(reply.error().what, "\n"));
    }
    CHECK(server.receiver.log().empty());
}
