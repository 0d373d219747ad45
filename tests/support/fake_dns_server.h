// Name servers for tests on 127.0.0.0/8: scripted ones that misbehave as told, and honest ones that serve zones.
// Packets are put together here and records come from ldns, so that nothing of the code under test tests itself.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace nameward::test {

struct FakeQuery {
    std::string packet;  // without the length of TCP
    std::uint16_t id = 0;
    std::string qname;  // wire, in the letter case that was sent
    std::string name;   // text, lower case, no trailing dot
    std::uint16_t type = 0;
    bool tcp = false, edns = false;
    std::string client;  // address
    std::uint16_t client_port = 0;
};

// What a server sends. Records are lines in presentation form: "example.com. 300 A 127.0.0.1".
struct FakeReply {
    int rcode = 0;
    bool authoritative = true, truncated = false, question = true;
    std::vector<std::string> answer, authority, additional;
};

std::string packet_for(const FakeQuery& query, const FakeReply& reply);

class FakeDnsServer {
  public:
    // Talks to one client. Over TCP the connection closes when the behaviour returns.
    class Client {
      public:
        virtual ~Client() = default;
        virtual void send(const std::string& packet) = 0;  // with its length over TCP
        virtual void send_raw(const std::string& bytes) = 0;
        virtual void send_from(const std::string& address, std::uint16_t port, const std::string& packet) = 0;  // UDP
        virtual void hold() = 0;  // TCP: says nothing until the client closes; at most 10 s
        void answer(const FakeQuery& query, const FakeReply& reply) { send(packet_for(query, reply)); }
    };
    using Behaviour = std::function<void(const FakeQuery&, Client&)>;

    // Port 0 = any. UDP and TCP. Throws where the port is taken.
    FakeDnsServer(const std::string& address, std::uint16_t port, Behaviour behaviour, bool with_tcp = true);
    ~FakeDnsServer();

    std::uint16_t port() const { return port_; }
    std::vector<FakeQuery> queries() const;
    std::size_t count(const std::string& name, const std::string& type = "") const;
    std::size_t count() const { return queries().size(); }

  private:
    void serve_udp();
    void serve_tcp();
    void serve_connection(int fd, const FakeQuery& from);
    void note(const FakeQuery& query);

    std::string address_;
    std::uint16_t port_ = 0;
    Behaviour behaviour_;
    int udp_ = -1, tcp_ = -1;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<FakeQuery> queries_;
    std::vector<std::thread> connections_;
    std::thread udp_thread_, tcp_thread_;
};

struct FakeZone {
    std::string origin;  // "" is the root
    std::vector<std::string> records;
};

// Answers from the deepest of its zones as an authoritative server without recursion does.
FakeDnsServer::Behaviour serve(std::vector<FakeZone> zones);

// A port that is free over UDP and TCP on all these addresses just now.
std::uint16_t free_port(const std::vector<std::string>& addresses);

}  // namespace nameward::test
