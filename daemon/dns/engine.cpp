#include "dns/engine.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>

#include "dns/circuit_breakers.h"
#include "dns/exchange.h"
#include "dns/socket.h"
#include "dns/tcp_frames.h"
#include "dns/timers.h"
#include "dns/token_bucket.h"

namespace nameward::dns {
namespace {

using Time = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

constexpr double kBurst = 20;                     // packets to one server at once
constexpr int kInFlightPerServer = 20;            // questions to one server at once
constexpr milliseconds kTurn{500};                // the loop turns at least this often, for the watchdog
constexpr milliseconds kRetryPause{400};          // before a SERVFAIL or REFUSED is asked about again
constexpr milliseconds kSocketRetry{50};          // when the process has no file descriptor left
constexpr std::chrono::seconds kSocketWait{30};   // then it says so instead of waiting for ever
constexpr std::size_t kLargestPacket = 65535;     // UDP and TCP
constexpr milliseconds kDeadlineTurn{500};        // how exactly a question that waits for its turn is cut off
constexpr std::size_t kTcpPiece = 8192;           // of one read: bounds what a connection holds beyond its message
constexpr int kReadsPerTurn = 16;                 // of one socket, so that a flood starves nobody
constexpr std::size_t kServersRemembered = 4096;  // then idle ones are forgotten
constexpr std::uint64_t kWakeKey = 0;
constexpr const char* kNoSocket = "not asked, this process has no socket left";

// Half of the file descriptors are for the rest of the daemon.
std::size_t most_questions_in_flight() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return 4096;
    return std::clamp<std::size_t>(limit.rlim_cur / 2, 8, 4096);
}

}  // namespace

struct Engine::Impl {
    // One call of ask(). The caller waits on it; it outlives the engine.
    struct Batch {
        Batch(std::size_t count, LookPtr whose) : look(std::move(whose)), answers(count), missing(count) {}

        void put(std::size_t index, DnsAnswer answer) {
            const std::scoped_lock lock(mutex);
            answers[index] = std::move(answer);
            if (--missing == 0) complete.notify_all();
        }

        std::vector<DnsAnswer> wait() {
            std::unique_lock lock(mutex);
            complete.wait(lock, [this] { return missing == 0; });
            return std::move(answers);
        }

        const LookPtr look;  // null = no bounds but the ladder's
        std::mutex mutex;
        std::condition_variable complete;
        std::vector<DnsAnswer> answers;
        std::size_t missing;
    };

    struct Server;

    // One question in the engine.
    struct Task {
        Task(DnsQuestion question, const EngineOptions& options, std::shared_ptr<Batch> whose, std::size_t at)
            : exchange(std::move(question), options), batch(std::move(whose)), index(at) {}

        Exchange exchange;
        std::shared_ptr<Batch> batch;
        std::size_t index;
        Server* server = nullptr;
        bool probe = false;
        bool started = false;  // not in a lane any more
        bool cut_off = false;
        Time arrived{};
        Timers::Handle timer, deadline;

        Socket socket;
        std::uint64_t key = 0;  // of the socket in epoll; a new one per socket, so that old events find nobody
        bool tcp = false;
        std::string unsent;  // TCP
        TcpFrames frames;
        std::optional<Time> no_socket_since;
    };

    struct Server {
        Server(const IpAddress& at, const EngineOptions& options)
            : address(at),
              budget(options.queries_per_second, kBurst),
              registry_budget(options.registry_queries_per_second,
                              std::clamp(options.registry_queries_per_second, 1.0, kBurst)) {}

        IpAddress address;
        TokenBucket budget, registry_budget;  // a registry question is paid from both
        std::deque<Task*> ordinary, registry;
        int in_flight = 0;
        bool starved = false;  // stands in Loop::starved_
        Timers::Handle ordinary_timer, registry_timer;
    };

    // Everything below runs in the engine's thread, except where a comment says otherwise.

    explicit Impl(EngineOptions with);
    ~Impl();

    // Any thread.
    std::vector<DnsAnswer> ask(std::span<const DnsQuestion> questions, const LookPtr& look);
    void stop();
    Wall wall() const { return options_.wall(); }

    EngineOptions options_;
    CircuitBreakers breakers_;
    std::atomic<Time> turned_{std::chrono::steady_clock::now()};
    std::atomic<std::uint64_t> questions_{0}, packets_{0}, tcp_{0}, foreign_{0}, timeouts_{0};

  private:
    using Lane = std::deque<Task*>;
    using Obstacle = std::pair<DnsAnswer::Outcome, std::string>;

    std::optional<Obstacle> obstacle_to(const DnsQuestion& question, const LookPtr& look);  // any thread

    void run();
    void begin_turn();
    void take_arrivals();
    void handle_events();
    void end_everything();
    static void end_unasked(Task& task);
    void wake();

    void pump_waiting();
    void pump(Server& server);
    void pump_lane(Server& server, Lane& lane, bool registry);
    bool may_start(Server& server, bool registry);
    bool has_budget(Server& server, bool registry);
    void start(Server& server, Task& task);
    void suspend(Server& server, Task& task);
    void end_in_lane(Task& task, DnsAnswer::Outcome outcome, std::string reason);
    void watch_deadline(Task& task);
    void on_deadline(Task& task);
    void cut_off(Task& task);

    void follow(Task& task, Step step);
    void ask_udp(Task& task);
    void ask_tcp(Task& task);
    bool attach(Task& task, Opened opened, std::uint32_t events);
    void wait_for_socket(Task& task, Step step);
    void pay(Task& task);
    void detach(Task& task);

    void on_event(Task& task, std::uint32_t events);
    Step read_udp(Task& task);
    Step use_tcp(Task& task, std::uint32_t events);
    Step write_tcp(Task& task);
    Step read_tcp(Task& task);
    void finish(Task& task);
    void settle_breaker(const Task& task);

    Server& server_of(const IpAddress& address);
    void forget_idle_servers();
    bool is_idle(Server& server);

    std::mutex arrivals_mutex_;
    std::vector<std::unique_ptr<Task>> arrivals_;  // guarded by arrivals_mutex_
    bool stopping_ = false;                        // guarded by arrivals_mutex_

    Random random_;
    Timers timers_;
    Time now_{};
    std::unordered_map<Task*, std::unique_ptr<Task>> tasks_;
    std::unordered_map<std::uint64_t, Task*> by_socket_;
    std::uint64_t last_key_ = kWakeKey;
    std::map<IpAddress, Server> servers_;
    std::vector<Server*> to_pump_;
    std::deque<Server*> starved_;  // could start a question but for the limit on questions in flight
    std::size_t in_flight_ = 0;
    const std::size_t most_in_flight_ = most_questions_in_flight();
    std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(kLargestPacket);

    Socket epoll_, wake_;
    std::thread thread_;  // last: it uses everything above
};

Engine::Impl::Impl(EngineOptions with) : options_(std::move(with)) {
    if (!options_.wall) {
        options_.wall = [] { return std::chrono::floor<Seconds>(std::chrono::system_clock::now()); };
    }
    if (!options_.allowed) {
        options_.allowed = [](const IpAddress& address) { return may_be_asked(address, {}); };
    }
    epoll_ = Socket(epoll_create1(EPOLL_CLOEXEC));
    wake_ = Socket(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kWakeKey;
    if (!epoll_.open() || !wake_.open() || epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, wake_.fd(), &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "cannot start the DNS engine");
    }
    thread_ = std::thread([this] { run(); });
}

Engine::Impl::~Impl() {
    stop();
    thread_.join();
}

void Engine::Impl::stop() {
    {
        const std::scoped_lock lock(arrivals_mutex_);
        stopping_ = true;
    }
    wake();
}

std::vector<DnsAnswer> Engine::Impl::ask(std::span<const DnsQuestion> questions, const LookPtr& look) {
    if (questions.empty()) return {};
    questions_ += questions.size();
    const auto batch = std::make_shared<Batch>(questions.size(), look);
    std::vector<std::unique_ptr<Task>> tasks;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        auto task = std::make_unique<Task>(questions[i], options_, batch, i);
        if (const auto obstacle = obstacle_to(questions[i], look)) {
            task->exchange.not_asked(obstacle->first, obstacle->second);
            batch->put(i, task->exchange.take_answer());
        } else {
            tasks.push_back(std::move(task));
        }
    }
    bool stopped = false;
    {
        const std::scoped_lock lock(arrivals_mutex_);
        stopped = stopping_;
        if (!stopped) std::move(tasks.begin(), tasks.end(), std::back_inserter(arrivals_));
    }
    if (stopped) {
        for (auto& task : tasks) end_unasked(*task);
    } else {
        wake();
    }
    return batch->wait();
}

std::optional<Engine::Impl::Obstacle> Engine::Impl::obstacle_to(const DnsQuestion& question, const LookPtr& look) {
    using Outcome = DnsAnswer::Outcome;
    if (!options_.allowed(question.server)) {
        return Obstacle{Outcome::unreachable,
                        "not asked, the address is not a public one and network.allow_private_addresses does not list "
                        "it"};
    }
    if (!look) return std::nullopt;
    if (look->over(std::chrono::steady_clock::now())) return Obstacle{Outcome::cut_off, look->too_late_to_ask()};
    if (!look->take_question()) return Obstacle{Outcome::cut_off, look->no_question_left()};
    return std::nullopt;
}

void Engine::Impl::wake() {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then the thread is being woken anyway.
    [[maybe_unused]] const ssize_t written = ::write(wake_.fd(), &one, sizeof one);
}

void Engine::Impl::run() {
    while (true) {
        begin_turn();
        {
            const std::scoped_lock lock(arrivals_mutex_);
            if (stopping_) break;
        }
        take_arrivals();
        pump_waiting();
        handle_events();
        timers_.run_due(now_);
    }
    end_everything();
}

void Engine::Impl::begin_turn() {
    now_ = std::chrono::steady_clock::now();
    turned_ = now_;
}

void Engine::Impl::take_arrivals() {
    std::vector<std::unique_ptr<Task>> arrived;
    {
        const std::scoped_lock lock(arrivals_mutex_);
        arrived.swap(arrivals_);
    }
    if (!arrived.empty()) forget_idle_servers();
    for (std::unique_ptr<Task>& owned : arrived) {
        Task& task = *owned;
        tasks_.emplace(&task, std::move(owned));
        Server& server = server_of(task.exchange.question().server);
        task.server = &server;
        task.arrived = now_;
        watch_deadline(task);
        (task.exchange.question().registry ? server.registry : server.ordinary).push_back(&task);
        to_pump_.push_back(&server);
    }
}

void Engine::Impl::handle_events() {
    std::array<epoll_event, 256> events{};
    const auto next = timers_.next();
    const auto wait = next ? std::clamp(std::chrono::ceil<milliseconds>(*next - now_), milliseconds(0), kTurn) : kTurn;
    const int timeout = to_pump_.empty() ? static_cast<int>(wait.count()) : 0;
    const int count = epoll_wait(epoll_.fd(), events.data(), static_cast<int>(events.size()), timeout);
    now_ = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.u64 == kWakeKey) {
            std::uint64_t drained = 0;
            [[maybe_unused]] const ssize_t got = ::read(wake_.fd(), &drained, sizeof drained);
            continue;
        }
        const auto found = by_socket_.find(event.data.u64);
        if (found != by_socket_.end()) on_event(*found->second, event.events);
    }
}

void Engine::Impl::end_unasked(Task& task) {
    task.exchange.not_asked(DnsAnswer::Outcome::timeout, "no answer yet when Nameward stopped asking");
    task.batch->put(task.index, task.exchange.take_answer());
}

void Engine::Impl::end_everything() {
    take_arrivals();
    for (auto& [key, task] : tasks_) end_unasked(*task);
    tasks_.clear();
}

// A question that ends at once (no route, no budget) marks its server for another round here instead of starting the
// next one itself: ten thousand of them must not become ten thousand stack frames.
void Engine::Impl::pump_waiting() {
    while (!to_pump_.empty()) {
        std::vector<Server*> servers;
        servers.swap(to_pump_);
        for (Server* server : servers) pump(*server);
    }
    while (in_flight_ < most_in_flight_ && !starved_.empty()) {
        Server* server = starved_.front();
        starved_.pop_front();
        server->starved = false;
        pump(*server);
    }
}

void Engine::Impl::pump(Server& server) {
    pump_lane(server, server.registry, true);
    pump_lane(server, server.ordinary, false);
}

void Engine::Impl::pump_lane(Server& server, Lane& lane, bool registry) {
    while (!lane.empty()) {
        Task& task = *lane.front();
        const auto standing = breakers_.standing(server.address, wall());
        if (standing == CircuitBreakers::Standing::probing) return;  // its end pumps again
        if (standing == CircuitBreakers::Standing::open) {
            lane.pop_front();
            suspend(server, task);
            continue;
        }
        if (!may_start(server, registry)) return;
        lane.pop_front();
        task.probe = standing == CircuitBreakers::Standing::probe_due;
        start(server, task);
    }
}

bool Engine::Impl::may_start(Server& server, bool registry) {
    const bool limited = server.budget.limited() || (registry && server.registry_budget.limited());
    if (limited && server.in_flight >= kInFlightPerServer) return false;  // the end of one pumps again
    if (!has_budget(server, registry)) return false;                      // a timer pumps again
    if (in_flight_ < most_in_flight_) return true;
    if (!server.starved) starved_.push_back(&server);
    server.starved = true;
    return false;
}

bool Engine::Impl::has_budget(Server& server, bool registry) {
    milliseconds wait = server.budget.until_ready(now_);
    if (registry) wait = std::max(wait, server.registry_budget.until_ready(now_));
    if (wait.count() == 0) return true;
    Timers::Handle& timer = registry ? server.registry_timer : server.ordinary_timer;
    timers_.set(timer, now_ + wait, [this, &server] { to_pump_.push_back(&server); });
    return false;
}

void Engine::Impl::start(Server& server, Task& task) {
    ++server.in_flight;
    ++in_flight_;
    task.started = true;
    if (task.batch->look) task.batch->look->held_up(task.arrived, now_);
    if (task.probe) breakers_.probing(server.address);
    follow(task, task.exchange.begin());
}

void Engine::Impl::suspend(Server& server, Task& task) {
    end_in_lane(task, DnsAnswer::Outcome::suspended,
                "not asked, the last questions to it had no answer; it is tried again at " +
                    format_time(breakers_.probe_at(server.address)));
}

void Engine::Impl::end_in_lane(Task& task, DnsAnswer::Outcome outcome, std::string reason) {
    timers_.cancel(task.deadline);
    task.exchange.not_asked(outcome, std::move(reason));
    task.batch->put(task.index, task.exchange.take_answer());
    tasks_.erase(&task);
}

// The end of a look moves while a question of it waits for its turn: seen again when it is reached.
void Engine::Impl::watch_deadline(Task& task) {
    if (!task.batch->look) return;
    Time due = task.batch->look->end();
    if (!task.started) due = std::min(std::max(due, now_ + kDeadlineTurn), task.batch->look->latest());
    timers_.set(task.deadline, due, [this, &task] { on_deadline(task); });
}

void Engine::Impl::on_deadline(Task& task) {
    Look& look = *task.batch->look;
    if (!task.started) look.held_up(task.arrived, now_);
    look.over(now_) ? cut_off(task) : watch_deadline(task);
}

void Engine::Impl::cut_off(Task& task) {
    const Look& look = *task.batch->look;
    if (!task.started) {
        Server& server = *task.server;
        std::erase(task.exchange.question().registry ? server.registry : server.ordinary, &task);
        return end_in_lane(task, DnsAnswer::Outcome::cut_off, look.no_turn("queries_per_second"));
    }
    task.cut_off = true;
    follow(task, task.exchange.cut_off(task.no_socket_since ? std::string(kNoSocket) : look.too_late_to_wait()));
}

void Engine::Impl::follow(Task& task, Step step) {
    switch (step) {
        case Step::keep_waiting:
            return;
        case Step::ask_udp:
            return ask_udp(task);
        case Step::ask_tcp:
            return ask_tcp(task);
        case Step::pause:
            detach(task);
            timers_.set(task.timer, now_ + kRetryPause, [this, &task] { follow(task, task.exchange.pause_over()); });
            return;
        case Step::done:
            return finish(task);
    }
}

void Engine::Impl::ask_udp(Task& task) {
    detach(task);
    task.tcp = false;
    Opened opened = open_udp(task.exchange.question().server, task.exchange.port(), random_);
    if (is_exhaustion(opened.error)) return wait_for_socket(task, Step::ask_udp);
    if (opened.error != 0) return follow(task, task.exchange.udp_error(opened.error));
    if (!attach(task, std::move(opened), EPOLLIN)) return wait_for_socket(task, Step::ask_udp);

    pay(task);
    const std::string packet = task.exchange.packet(random_);
    ++packets_;
    // A full send buffer is a lost packet: the ladder repeats it.
    if (::send(task.socket.fd(), packet.data(), packet.size(), MSG_NOSIGNAL) < 0 && !is_exhaustion(errno)) {
        return follow(task, task.exchange.udp_error(errno));
    }
    timers_.set(task.timer, now_ + task.exchange.udp_timeout(), [this, &task] {
        ++timeouts_;
        follow(task, task.exchange.udp_silence());
    });
}

void Engine::Impl::ask_tcp(Task& task) {
    detach(task);
    task.tcp = true;
    Opened opened = open_tcp(task.exchange.question().server, task.exchange.port());
    if (is_exhaustion(opened.error)) return wait_for_socket(task, Step::ask_tcp);
    if (opened.error != 0) return follow(task, task.exchange.tcp_over(opened.error));
    if (!attach(task, std::move(opened), EPOLLOUT)) return wait_for_socket(task, Step::ask_tcp);

    pay(task);
    task.unsent = tcp_frame(task.exchange.packet(random_));
    task.frames = TcpFrames();
    ++packets_;
    ++tcp_;
    timers_.set(task.timer, now_ + options_.tcp_timeout, [this, &task] {
        ++timeouts_;
        follow(task, task.exchange.tcp_over(0));
    });
}

bool Engine::Impl::attach(Task& task, Opened opened, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = ++last_key_;
    if (epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, opened.socket.fd(), &event) != 0) return false;
    task.socket = std::move(opened.socket);
    task.key = last_key_;
    task.no_socket_since.reset();
    by_socket_.emplace(task.key, &task);
    return true;
}

// Out of file descriptors: wait for one, and in the end say that it was us, never that the server was silent.
void Engine::Impl::wait_for_socket(Task& task, Step step) {
    if (!task.no_socket_since) task.no_socket_since = now_;
    if (now_ - *task.no_socket_since < kSocketWait) {
        timers_.set(task.timer, now_ + kSocketRetry, [this, &task, step] { follow(task, step); });
        return;
    }
    follow(task, task.exchange.not_asked(DnsAnswer::Outcome::unreachable, kNoSocket));
}

void Engine::Impl::pay(Task& task) {
    task.server->budget.take(now_);
    if (task.exchange.question().registry) task.server->registry_budget.take(now_);
}

void Engine::Impl::detach(Task& task) {
    timers_.cancel(task.timer);
    if (!task.socket.open()) return;
    by_socket_.erase(task.key);
    task.socket.close();  // leaves epoll by itself
}

void Engine::Impl::on_event(Task& task, std::uint32_t events) {
    follow(task, task.tcp ? use_tcp(task, events) : read_udp(task));
}

Step Engine::Impl::read_udp(Task& task) {
    for (int i = 0; i < kReadsPerTurn; ++i) {
        const ssize_t got = ::recv(task.socket.fd(), buffer_.data(), buffer_.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return Step::keep_waiting;
        if (got < 0) return task.exchange.udp_error(errno);
        const Step step = task.exchange.udp_packet(Bytes(buffer_).first(static_cast<std::size_t>(got)), wall());
        if (step != Step::keep_waiting) return step;
    }
    return Step::keep_waiting;
}

Step Engine::Impl::use_tcp(Task& task, std::uint32_t events) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(task.socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return task.exchange.tcp_over(error);
    if (!task.unsent.empty() && (events & EPOLLOUT) != 0) return write_tcp(task);
    return read_tcp(task);
}

Step Engine::Impl::write_tcp(Task& task) {
    const ssize_t sent = ::send(task.socket.fd(), task.unsent.data(), task.unsent.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR ? Step::keep_waiting : task.exchange.tcp_over(errno);
    task.unsent.erase(0, static_cast<std::size_t>(sent));
    if (!task.unsent.empty()) return Step::keep_waiting;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = task.key;
    epoll_ctl(epoll_.fd(), EPOLL_CTL_MOD, task.socket.fd(), &event);
    return Step::keep_waiting;
}

Step Engine::Impl::read_tcp(Task& task) {
    const ssize_t got = ::recv(task.socket.fd(), buffer_.data(), kTcpPiece, 0);
    if (got < 0) return errno == EAGAIN || errno == EINTR ? Step::keep_waiting : task.exchange.tcp_over(errno);
    if (got == 0) return task.exchange.tcp_over(0);
    task.frames.feed({reinterpret_cast<const char*>(buffer_.data()), static_cast<std::size_t>(got)});
    while (true) {
        if (!task.exchange.takes(task.frames.announced())) return task.exchange.tcp_too_long(task.frames.announced());
        const auto message = task.frames.next();
        if (!message) return Step::keep_waiting;
        const Bytes bytes(reinterpret_cast<const std::uint8_t*>(message->data()), message->size());
        const Step step = task.exchange.tcp_message(bytes, wall());
        if (step != Step::keep_waiting) return step;
    }
}

void Engine::Impl::finish(Task& task) {
    detach(task);
    timers_.cancel(task.deadline);
    Server& server = *task.server;
    settle_breaker(task);
    --server.in_flight;
    --in_flight_;
    to_pump_.push_back(&server);
    DnsAnswer answer = task.exchange.take_answer();
    foreign_ += answer.foreign_packets;
    task.batch->put(task.index, std::move(answer));
    tasks_.erase(&task);
}

// A server that was not waited for to the end of the ladder has not failed.
void Engine::Impl::settle_breaker(const Task& task) {
    const IpAddress& server = task.server->address;
    if (task.cut_off && !task.exchange.heard()) {
        if (task.probe) breakers_.probe_is_void(server);
    } else if (task.exchange.asked() || task.probe) {
        breakers_.settle(server, task.exchange.heard(), task.probe, wall());
    }
}

Engine::Impl::Server& Engine::Impl::server_of(const IpAddress& address) {
    const auto found = servers_.find(address);
    if (found != servers_.end()) return found->second;
    return servers_.try_emplace(address, address, options_).first->second;
}

void Engine::Impl::forget_idle_servers() {
    if (servers_.size() < kServersRemembered || !to_pump_.empty()) return;
    for (auto it = servers_.begin(); it != servers_.end();) {
        Server& server = it->second;
        if (!is_idle(server)) {
            ++it;
            continue;
        }
        timers_.cancel(server.ordinary_timer);
        timers_.cancel(server.registry_timer);
        it = servers_.erase(it);
    }
}

bool Engine::Impl::is_idle(Server& server) {
    return server.in_flight == 0 && server.ordinary.empty() && server.registry.empty() && !server.starved &&
           server.budget.full(now_) && server.registry_budget.full(now_);
}

Engine::Engine(EngineOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Engine::~Engine() = default;

void Engine::stop() {
    impl_->stop();
}

std::vector<DnsAnswer> Engine::ask(std::span<const DnsQuestion> questions, const LookPtr& look) {
    return impl_->ask(questions, look);
}

void Engine::load(std::span<const Breaker> breakers, bool probe_now) {
    impl_->breakers_.load(breakers, probe_now, impl_->wall());
}

std::vector<Breaker> Engine::breakers() const {
    return impl_->breakers_.failing();
}

std::chrono::steady_clock::time_point Engine::last_turn() const {
    return impl_->turned_;
}

Engine::Counters Engine::counters() const {
    Counters out;
    out.questions = impl_->questions_;
    out.packets_sent = impl_->packets_;
    out.tcp = impl_->tcp_;
    out.foreign_packets = impl_->foreign_;
    out.timeouts = impl_->timeouts_;
    return out;
}

}  // namespace nameward::dns
