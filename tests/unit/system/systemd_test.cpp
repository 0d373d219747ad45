#include "system/systemd.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "catch.h"
#include "environment.h"
#include "scratch_folder.h"
#include "system/unix_socket.h"

using namespace nameward;

namespace {

// The manager's end: a datagram socket, as in sd_notify(3).
class Manager {
  public:
    Manager() : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        const auto address = UnixAddress::of(folder_ / "notify");
        REQUIRE(address);
        REQUIRE(bind(socket_.get(), address->get(), address->size()) == 0);
    }
    std::string path() const { return (folder_ / "notify").string(); }
    std::string heard() {
        std::array<char, 4096> message{};
        const auto got = recv(socket_.get(), message.data(), message.size(), 0);
        return got < 0 ? "nothing" : std::string(message.data(), static_cast<std::size_t>(got));
    }

  private:
    ScratchFolder folder_;
    Descriptor socket_;
};

}  // namespace

TEST_CASE("the service manager hears each word as its protocol has it", "[system]") {
    Manager manager;
    const EnvironmentVariable socket("NOTIFY_SOCKET", manager.path());
    systemd::ready("watching 3 domains");
    CHECK(manager.heard() == "READY=1\nSTATUS=watching 3 domains");
    systemd::status("looking");
    CHECK(manager.heard() == "STATUS=looking");
    systemd::feed_watchdog();
    CHECK(manager.heard() == "WATCHDOG=1");
    systemd::stopping("ending what is under way");
    CHECK(manager.heard() == "STOPPING=1\nSTATUS=ending what is under way");
    systemd::reloading();
    const auto reloading = manager.heard();
    CHECK(reloading.find("RELOADING=1\nMONOTONIC_USEC=") == 0);
    CHECK(reloading.find_first_not_of("0123456789", reloading.rfind('=') + 1) == std::string::npos);
}

TEST_CASE("a status with a line feed cannot say a second word to the manager", "[system]") {
    Manager manager;
    const EnvironmentVariable socket("NOTIFY_SOCKET", manager.path());
    systemd::status("bad\nMAINPID=1");
    CHECK(manager.heard() == "STATUS=bad\\x0aMAINPID=1");
}

TEST_CASE("outside systemd nothing is told and nothing fails", "[system]") {
    const EnvironmentVariable socket("NOTIFY_SOCKET", std::nullopt);
    Manager manager;
    systemd::ready("x");
    CHECK(manager.heard() == "nothing");
}

TEST_CASE("the watchdog is fed twice as often as it asks, and only by the process it asks", "[system]") {
    const EnvironmentVariable limit("WATCHDOG_USEC", "60000000");
    {
        const EnvironmentVariable pid("WATCHDOG_PID", std::to_string(getpid()));
        CHECK(systemd::watchdog_interval() == std::chrono::seconds(30));
    }
    {
        const EnvironmentVariable pid("WATCHDOG_PID", std::to_string(getpid() + 1));
        CHECK_FALSE(systemd::watchdog_interval());
    }
    const EnvironmentVariable off("WATCHDOG_USEC", std::nullopt);
    CHECK_FALSE(systemd::watchdog_interval());
}
