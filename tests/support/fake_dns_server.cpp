#include "fake_dns_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>

#include "dns/ldns_codec.h"
#include "dns_packet.h"
#include "nameward/text.h"
#include "scripted_server.h"

namespace nameward::test {
namespace {

constexpr int kPollMs = 20;
constexpr int kHoldMs = 10'000;

sockaddr_in v4(const std::string& address, std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    if (inet_pton(AF_INET, address.c_str(), &out.sin_addr) != 1) throw std::runtime_error("not IPv4: " + address);
    return out;
}

int bound(int type, const std::string& address, std::uint16_t port) {
    const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
    const int on = 1;
    if (type == SOCK_STREAM) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const int buffer = 4 << 20;  // thousands of questions at once
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    const sockaddr_in local = v4(address, port);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0) {
        ::close(fd);
        return -1;
    }
    return fd;
}

bool readable(int fd, int milliseconds) {
    pollfd one{fd, POLLIN, 0};
    return ::poll(&one, 1, milliseconds) > 0;
}

std::uint16_t u16_at(const std::string& bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

std::optional<FakeQuery> read_query(const std::string& packet) {
    FakeQuery out;
    out.packet = packet;
    if (packet.size() < 17) return std::nullopt;
    out.id = u16_at(packet, 0);
    std::size_t at = 12;
    while (at < packet.size() && packet[at] != 0) {
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(packet[at]));
        out.name += (out.name.empty() ? "" : ".") + packet.substr(at + 1, length);
        at += length + 1;
    }
    if (at + 5 > packet.size()) return std::nullopt;
    out.qname = packet.substr(12, at - 11);
    out.name = lower(out.name);
    out.type = u16_at(packet, at + 1);
    out.edns = u16_at(packet, 10) > 0;
    return out;
}

std::string wire(const std::string& line) {
    ldns_rr* rr = nullptr;
    if (ldns_rr_new_frm_str(&rr, line.c_str(), 0, nullptr, nullptr) != LDNS_STATUS_OK) {
        throw std::runtime_error("not a record: " + line);
    }
    std::uint8_t* bytes = nullptr;
    std::size_t size = 0;
    const ldns_status status = ldns_rr2wire(&bytes, rr, LDNS_SECTION_ANSWER, &size);
    std::string out(reinterpret_cast<const char*>(bytes), status == LDNS_STATUS_OK ? size : 0);
    free(bytes);
    ldns_rr_free(rr);
    return out;
}

std::string wires(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += wire(line);
    return out;
}

class UdpClient : public FakeDnsServer::Client {
  public:
    UdpClient(int fd, const sockaddr_in& to) : fd_(fd), to_(to) {}
    void send(const std::string& packet) override { send_by(fd_, packet); }
    void send_raw(const std::string& bytes) override { send_by(fd_, bytes); }
    void hold() override {}
    void send_from(const std::string& address, std::uint16_t port, const std::string& packet) override {
        const int other = bound(SOCK_DGRAM, address, port);
        if (other < 0) throw std::runtime_error("cannot send from " + address);
        send_by(other, packet);
        ::close(other);
    }

  private:
    void send_by(int fd, const std::string& bytes) {
        ::sendto(fd, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to_), sizeof to_);
    }
    int fd_;
    sockaddr_in to_;
};

class TcpClient : public FakeDnsServer::Client {
  public:
    TcpClient(int fd, const std::atomic<bool>& stopping) : fd_(fd), stopping_(stopping) {}
    void send(const std::string& packet) override { send_raw(u16(packet.size()) + packet); }
    void send_raw(const std::string& bytes) override {
        std::size_t done = 0;
        while (done < bytes.size() && !stopping_) {
            const ssize_t sent = ::send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
            if (sent <= 0) return;
            done += static_cast<std::size_t>(sent);
        }
    }
    void hold() override {
        char byte = 0;
        for (int waited = 0; waited < kHoldMs && !stopping_; waited += kPollMs) {
            if (readable(fd_, kPollMs) && ::recv(fd_, &byte, 1, 0) <= 0) return;
        }
    }
    void send_from(const std::string&, std::uint16_t, const std::string&) override {}

  private:
    int fd_;
    const std::atomic<bool>& stopping_;
};

bool read_exactly(int fd, std::string& out, std::size_t size, const std::atomic<bool>& stopping) {
    out.clear();
    while (out.size() < size && !stopping) {
        if (!readable(fd, kPollMs)) continue;
        char byte = 0;
        if (::recv(fd, &byte, 1, 0) <= 0) return false;
        out.push_back(byte);
    }
    return out.size() == size;
}

}  // namespace

std::string packet_for(const FakeQuery& query, const FakeReply& reply) {
    std::string out = u16(query.id);
    out += u16(0x8000u | (reply.authoritative ? 0x0400u : 0u) | (reply.truncated ? 0x0200u : 0u) |
               static_cast<unsigned>(reply.rcode));
    out += u16(reply.question ? 1 : 0) + u16(reply.answer.size()) + u16(reply.authority.size()) +
           u16(reply.additional.size());
    if (reply.question) out += query.qname + u16(query.type) + u16(1);
    return out + wires(reply.answer) + wires(reply.authority) + wires(reply.additional);
}

FakeDnsServer::FakeDnsServer(const std::string& address, std::uint16_t port, Behaviour behaviour, bool with_tcp)
    : address_(address), behaviour_(std::move(behaviour)) {
    port_ = port == 0 ? free_port({address}) : port;
    udp_ = bound(SOCK_DGRAM, address, port_);
    if (with_tcp) tcp_ = bound(SOCK_STREAM, address, port_);
    if (udp_ < 0 || (with_tcp && (tcp_ < 0 || ::listen(tcp_, 256) != 0))) {
        throw std::runtime_error("cannot listen on " + address);
    }
    udp_thread_ = std::thread([this] { serve_udp(); });
    if (with_tcp) tcp_thread_ = std::thread([this] { serve_tcp(); });
}

FakeDnsServer::~FakeDnsServer() {
    stopping_ = true;
    udp_thread_.join();
    if (tcp_thread_.joinable()) tcp_thread_.join();
    for (std::thread& connection : connections_) connection.join();
    ::close(udp_);
    if (tcp_ >= 0) ::close(tcp_);
}

std::vector<FakeQuery> FakeDnsServer::queries() const {
    const std::scoped_lock lock(mutex_);
    return queries_;
}

std::size_t FakeDnsServer::count(const std::string& name, const std::string& type) const {
    const std::scoped_lock lock(mutex_);
    const auto number = type.empty() ? 0 : ldns_get_rr_type_by_name(type.c_str());
    return static_cast<std::size_t>(std::count_if(queries_.begin(), queries_.end(), [&](const FakeQuery& query) {
        return query.name == name && (number == 0 || query.type == number);
    }));
}

void FakeDnsServer::note(const FakeQuery& query) {
    const std::scoped_lock lock(mutex_);
    queries_.push_back(query);
}

void FakeDnsServer::serve_udp() {
    std::string buffer(65535, '\0');
    while (!stopping_) {
        if (!readable(udp_, kPollMs)) continue;
        sockaddr_in from{};
        socklen_t size = sizeof from;
        const ssize_t got =
            ::recvfrom(udp_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
        if (got < 0) continue;
        auto query = read_query(buffer.substr(0, static_cast<std::size_t>(got)));
        if (!query) continue;
        query->client = inet_ntoa(from.sin_addr);
        query->client_port = ntohs(from.sin_port);
        note(*query);
        UdpClient client(udp_, from);
        behaviour_(*query, client);
    }
}

void FakeDnsServer::serve_tcp() {
    while (!stopping_) {
        if (!readable(tcp_, kPollMs)) continue;
        sockaddr_in from{};
        socklen_t size = sizeof from;
        const int fd = ::accept(tcp_, reinterpret_cast<sockaddr*>(&from), &size);
        if (fd < 0) continue;
        FakeQuery origin;
        origin.client_port = ntohs(from.sin_port);
        connections_.emplace_back([this, fd, origin] { serve_connection(fd, origin); });
    }
}

void FakeDnsServer::serve_connection(int fd, const FakeQuery& from) {
    std::string length, packet;
    if (read_exactly(fd, length, 2, stopping_) && read_exactly(fd, packet, u16_at(length, 0), stopping_)) {
        if (auto query = read_query(packet)) {
            query->tcp = true;
            query->client_port = from.client_port;
            note(*query);
            TcpClient client(fd, stopping_);
            behaviour_(*query, client);
        }
    }
    ::close(fd);
}

std::uint16_t free_port(const std::vector<std::string>& addresses) {
    for (int attempt = 0; attempt < 100; ++attempt) {
        std::vector<int> fds{bound(SOCK_DGRAM, addresses.front(), 0)};
        const std::uint16_t port = port_of(fds.front());
        for (const std::string& address : addresses) {
            if (address != addresses.front()) fds.push_back(bound(SOCK_DGRAM, address, port));
            fds.push_back(bound(SOCK_STREAM, address, port));
        }
        const bool all = std::find(fds.begin(), fds.end(), -1) == fds.end();
        for (const int fd : fds) {
            if (fd >= 0) ::close(fd);
        }
        if (all) return port;
    }
    throw std::runtime_error("no free port");
}

}  // namespace nameward::test
