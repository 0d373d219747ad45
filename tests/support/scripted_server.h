// A TCP server in the test's own process that does to each connection what the test wrote down, and remembers what it
// heard and when.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace nameward::test {

inline const std::string kEndOfHead = "\r\n\r\n";  // of an HTTP request

// The port that this bound socket has.
std::uint16_t port_of(int socket);

class ScriptedServer {
  public:
    // One connection. Gone with its handler.
    class Client {
      public:
        Client(int socket, const std::atomic<bool>& stopping) : socket_(socket), stopping_(stopping) {}
        // What has come until it holds `end`, at most 10 s; the whole.
        std::string read_until(const std::string& end);
        void send(const std::string& bytes);  // as far as the other side takes it
        void reset();
        void wait(std::chrono::milliseconds time);  // or until the server stops
        bool stopping() const { return stopping_; }

      private:
        friend class ScriptedServer;
        int socket_;
        const std::atomic<bool>& stopping_;
    };
    struct Heard {
        std::string request;  // what read_until() brought
        std::chrono::steady_clock::time_point at;
    };
    // `number` counts from 1.
    using Script = std::function<void(Client& client, const std::string& request, int number)>;

    // Reads each request up to `end` and hands it to the script.
    ScriptedServer(const std::string& address, std::string end, Script script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const { return port_; }
    int connections() const { return connections_; }  // made so far, whatever was said on them
    std::vector<Heard> heard() const;

  private:
    void serve();
    void talk(int socket, int number);

    const std::string end_;
    const Script script_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::vector<Heard> heard_;
    std::vector<std::thread> talks_;
    std::thread thread_;
};

// A server that says the same to everybody.
ScriptedServer::Script always_answering(const std::string& answer);

// An answer of HTTP/1.1 with these header lines ("Retry-After: 7\r\n").
std::string http_answer(int status, const std::string& body = "", const std::string& headers = "");

}  // namespace nameward::test
