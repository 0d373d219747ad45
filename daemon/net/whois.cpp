#include "net/whois.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/route.h"
#include "nameward/text.h"
#include "net/host_text.h"
#include "net/socket_address.h"

namespace nameward::net {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr std::uint16_t kPort = 43;
constexpr milliseconds kTurn{200};  // how soon a stop is seen
constexpr std::size_t kLargestReply =
    std::size_t{256} * 1024;                // the longest honest answers, with all their small print, have 20 KiB
constexpr std::size_t kMostAddresses = 6;   // each gets its share of the deadline
constexpr std::size_t kLongestQuery = 512;  // a name has at most 253 letters, and some servers want a flag before it

class Socket {
  public:
    explicit Socket(int number) : number_(number) {}
    Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (number_ >= 0) close(number_);
    }
    int get() const { return number_; }

  private:
    int number_;
};

std::string words_of(int error) {
    return std::generic_category().message(error);
}

// How each error begins.
std::string attempt(const std::string& host, const WhoisQuestion& question) {
    return "WHOIS " + escape_text(host, 300) + ", asked for " + escape_text(question.query, 300);
}

// A host as a referral may name it: letters that no name or address has are not handed to a resolver.
bool is_host(const std::string& host) {
    const auto fits = [](unsigned char c) {
        return std::isalnum(c) || c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
    };
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), fits);
}

bool is_query(const std::string& query) {
    return !query.empty() && query.size() <= kLongestQuery &&
           query.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

// IPv4 and IPv6 by turns, beginning with what the resolver put first.
std::vector<IpAddress> by_turns(std::vector<IpAddress> addresses) {
    std::vector<IpAddress> out;
    while (!addresses.empty() && out.size() < kMostAddresses) {
        const auto other = [&](const IpAddress& one) { return out.empty() || one.family != out.back().family; };
        auto next = std::find_if(addresses.begin(), addresses.end(), other);
        if (next == addresses.end()) next = addresses.begin();
        out.push_back(*next);
        addresses.erase(next);
    }
    return out;
}

class Conversation {
  public:
    Conversation(const WhoisQuestion& question, std::string host, const DoorOptions& options)
        : question_(question),
          host_(std::move(host)),
          options_(options),
          attempted_(attempt(host_, question)),
          given_(std::min(kLongestQuestion,
                          std::chrono::duration_cast<milliseconds>(options.look->end() - Steady::now()))),
          end_(Steady::now() + given_) {}

    Result<WhoisReply> hold() {
        const auto addresses = find();
        if (!addresses) return addresses.error();
        const auto socket = connect_to_one(*addresses);
        if (!socket) return socket.error();
        if (auto sent = send_query(socket->get()); !sent) return sent.error();
        return read_reply(socket->get());
    }

    // Whether a failure says something of the server.
    bool was_fair() const { return given_ >= kFairTime || Steady::now() < end_; }

  private:
    Error fail(const std::string& what, ErrorKind kind = ErrorKind::transient) const {
        return {kind, attempted_ + ": " + what};
    }
    std::string too_long() const { return "within " + in_seconds(given_); }

    Result<std::vector<IpAddress>> find();
    Result<Socket> connect_to_one(const std::vector<IpAddress>& addresses);
    std::string connected(const Socket& socket, const IpAddress& address, Steady::time_point until);
    bool wait(int socket, short event, Steady::time_point until) const;
    Status send_query(int socket) const;
    Result<WhoisReply> read_reply(int socket);
    Result<WhoisReply> reply(WhoisReply reply) const;

    const WhoisQuestion& question_;
    const std::string host_;
    const DoorOptions& options_;
    const std::string attempted_;
    const milliseconds given_;
    const Steady::time_point end_;
    std::uint16_t port_ = kPort;
    std::string server_{};  // "whois.example.com 192.0.2.1:43"
};

Result<std::vector<IpAddress>> Conversation::find() {
    const auto route = core::route_to(host_, kPort, options_.transfer.connect_to);
    port_ = route.by_operator ? route.port : options_.whois_port;
    Addresses found = std::vector<IpAddress>{};
    if (const auto literal = IpAddress::parse(route.host))
        found = std::vector<IpAddress>{*literal};
    else
        found = options_.transfer.resolve(route.host);
    if (!found) return fail(found.error().what, found.error().kind);
    if (found->empty()) return fail("the host has no address");
    if (!question_.by_operator && !route.by_operator)
        std::erase_if(*found, [&](const IpAddress& address) { return !options_.allowed(address); });
    if (found->empty()) return fail("it leads to an address that may not be connected to", ErrorKind::rejected);
    return by_turns(*found);
}

// False when the time is over or a stop is requested.
bool Conversation::wait(int socket, short event, Steady::time_point until) const {
    while (!options_.stop.stop_requested()) {
        const auto left = std::chrono::ceil<milliseconds>(until - Steady::now());
        if (left <= milliseconds(0)) return false;
        pollfd waiting{socket, event, 0};
        if (poll(&waiting, 1, static_cast<int>(std::min(left, kTurn).count())) > 0) return true;
    }
    return false;
}

Result<Socket> Conversation::connect_to_one(const std::vector<IpAddress>& addresses) {
    std::vector<std::string> troubles;
    for (std::size_t i = 0; i < addresses.size() && Steady::now() < end_; ++i) {
        const auto& address = addresses[i];
        const auto until = Steady::now() + (end_ - Steady::now()) / static_cast<int>(addresses.size() - i);
        const int family = address.family == IpAddress::Family::v4 ? AF_INET : AF_INET6;
        Socket socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        const auto trouble = socket.get() < 0 ? words_of(errno) : connected(socket, address, until);
        if (trouble.empty()) {
            server_ = host_ + " " + with_port(address.text(), port_);
            return socket;
        }
        troubles.push_back(address.text() + " (" + trouble + ")");
    }
    if (troubles.empty()) return fail("its addresses were not found " + too_long());
    return fail("no connection could be made to " + join_words(troubles));
}

// Why not; empty where it is.
std::string Conversation::connected(const Socket& socket, const IpAddress& address, Steady::time_point until) {
    const auto to = socket_address(address, port_);
    if (connect(socket.get(), to.get(), to.size) == 0) return "";
    if (errno != EINPROGRESS) return words_of(errno);
    if (!wait(socket.get(), POLLOUT, until)) return "no answer in time";
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0 ? "" : words_of(error);
}

Status Conversation::send_query(int socket) const {
    const std::string line = question_.query + "\r\n";
    for (std::size_t sent = 0; sent < line.size();) {
        if (!wait(socket, POLLOUT, end_)) return fail("the question could not be sent " + too_long());
        const auto some = send(socket, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (some < 0 && errno != EAGAIN && errno != EINTR)
            return fail("the question could not be sent: " + words_of(errno));
        if (some > 0) sent += static_cast<std::size_t>(some);
    }
    return Nothing{};
}

Result<WhoisReply> Conversation::read_reply(int socket) {
    WhoisReply heard;
    std::array<char, 16 * 1024> buffer;
    while (!heard.cut) {
        if (!wait(socket, POLLIN, end_)) {
            heard.broken_off = "it did not end " + too_long();
            break;
        }
        const auto some = recv(socket, buffer.data(), buffer.size(), 0);
        if (some < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (some < 0) heard.broken_off = "the connection broke: " + words_of(errno);
        if (some <= 0) break;
        const auto size = static_cast<std::size_t>(some);
        heard.cut = heard.bytes.size() + size > kLargestReply;
        heard.bytes.append(buffer.data(), std::min(size, kLargestReply - heard.bytes.size()));
    }
    return reply(std::move(heard));
}

Result<WhoisReply> Conversation::reply(WhoisReply heard) const {
    if (options_.stop.stop_requested()) return fail(std::string("broken off, because ") + kStopping);
    if (heard.bytes.empty() && heard.broken_off.empty()) return fail("it closed the connection without a word");
    if (heard.bytes.empty()) return fail("it sent nothing: " + heard.broken_off);
    Evidence evidence{"whois", server_, question_.query, options_.wall(), heard.bytes};
    heard.evidence = std::make_shared<const Evidence>(std::move(evidence));
    return heard;
}

}  // namespace

Result<WhoisReply> ask_whois(const WhoisQuestion& question, const DoorOptions& options, Manners& manners) {
    const std::string host = plain_host(question.host);
    const auto fail = [&](ErrorKind kind, const std::string& what) {
        return Error{kind, attempt(host, question) + ": " + what};
    };
    if (!is_query(question.query)) return fail(ErrorKind::config, "that is not one line of at most 512 bytes");
    if (!is_host(host)) return fail(ErrorKind::malformed, "that is no host name");
    Look& look = *options.look;
    if (look.over(Steady::now())) return fail(ErrorKind::transient, look.too_late_to_ask());
    if (!look.take_question()) return fail(ErrorKind::transient, look.no_question_left());
    const std::string name = with_port(host, kPort);
    auto turn = manners.begin({name, name, options.spacing, options.look, options.stop}, options.wall);
    if (!turn) return fail(turn.error().kind, turn.error().what);
    if (look.over(Steady::now())) return fail(ErrorKind::transient, look.too_late_to_ask());

    Conversation conversation(question, host, options);
    auto heard = conversation.hold();
    if (heard)
        turn->answered();
    else if (heard.error().kind == ErrorKind::transient && conversation.was_fair() && !options.stop.stop_requested())
        turn->failed(heard.error().what);
    return heard;
}

}  // namespace nameward::net
