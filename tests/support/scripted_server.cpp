#include "scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace nameward::test {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

int listen_on(const std::string& address) {
    const bool six = address.find(':') != std::string::npos;
    const int listener = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    inet_pton(AF_INET, address.c_str(), &v4.sin_addr);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr);
    const auto* to = six ? reinterpret_cast<sockaddr*>(&v6) : reinterpret_cast<sockaddr*>(&v4);
    if (bind(listener, to, six ? sizeof v6 : sizeof v4) != 0 || listen(listener, 64) != 0)
        throw std::runtime_error("cannot listen on " + address);
    return listener;
}

bool ready(int socket, short event) {
    pollfd waiting{socket, event, 0};
    return poll(&waiting, 1, 50) > 0;
}

}  // namespace

std::uint16_t port_of(int socket) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);
    return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(bound).sin_port);
}

std::string ScriptedServer::Client::read_until(const std::string& end) {
    std::string text;
    const auto limit = Steady::now() + std::chrono::seconds(10);
    while (text.find(end) == std::string::npos && Steady::now() < limit && !stopping_) {
        if (!ready(socket_, POLLIN)) continue;
        char bytes[4096];
        const auto size = recv(socket_, bytes, sizeof bytes, 0);
        if (size <= 0) break;
        text.append(bytes, static_cast<std::size_t>(size));
    }
    return text;
}

void ScriptedServer::Client::send(const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size() && !stopping_;) {
        if (!ready(socket_, POLLOUT)) continue;
        const auto size = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size <= 0) return;
        sent += static_cast<std::size_t>(size);
    }
}

void ScriptedServer::Client::reset() {
    const linger at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void ScriptedServer::Client::wait(milliseconds time) {
    const auto limit = Steady::now() + time;
    while (Steady::now() < limit && !stopping_) std::this_thread::sleep_for(milliseconds(10));
}

ScriptedServer::ScriptedServer(const std::string& address, std::string end, Script script)
    : end_(std::move(end)), script_(std::move(script)), listener_(listen_on(address)), port_(port_of(listener_)) {
    thread_ = std::thread([this] { serve(); });
}

ScriptedServer::~ScriptedServer() {
    stopping_ = true;
    thread_.join();
    for (auto& talk : talks_) talk.join();
    close(listener_);
}

std::vector<ScriptedServer::Heard> ScriptedServer::heard() const {
    const std::scoped_lock lock(mutex_);
    return heard_;
}

void ScriptedServer::serve() {
    while (!stopping_) {
        if (!ready(listener_, POLLIN)) continue;
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0) talks_.emplace_back([this, socket, number = ++connections_] { talk(socket, number); });
    }
}

void ScriptedServer::talk(int socket, int number) {
    Client client(socket, stopping_);
    const auto at = Steady::now();
    const auto request = client.read_until(end_);
    {
        const std::scoped_lock lock(mutex_);
        heard_.push_back({request, at});
    }
    script_(client, request, number);
    close(socket);
}

ScriptedServer::Script always_answering(const std::string& answer) {
    return [answer](ScriptedServer::Client& client, const std::string&, int) { client.send(answer); };
}

std::string http_answer(int status, const std::string& body, const std::string& headers) {
    return "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

}  // namespace nameward::test
