// What happens to the store when the machine does not do its part.
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <iostream>
#include <random>
#include <thread>

#include "store_fixture.h"

using namespace nameward;
using namespace nameward::store_test;

namespace {

std::string failure_of(Store& store, const Record& record) {
    try {
        store.record(record);
    } catch (const StoreError& error) {
        return error.what();
    }
    return "";
}

// A look that writes to every table that a look can write to.
Record rich_look(const Change& settled, int when) {
    const Fact ds{"example.com", "delegation.ds", "parent"}, lost{"example.com", "delegation.glue", "parent"};
    auto record =
        change_look(at(when), ds, {}, Seen::present({"DS " + std::to_string(when)}, {packet("p", at(when))}), at(0));
    record.blind[lost] = "no answer " + std::to_string(when);
    record.settled = {settled};
    record.settled[0].state = ChangeState::confirmed;
    record.settled[0].incident = "i-" + std::to_string(when);
    record.findings = {{FindingEvent::Kind::opened, finding_of("monitor.blind", "example.com", at(when))}};
    record.streaks[{"delegation.lame", std::to_string(when)}] = {1, at(when), ""};
    record.incidents = {incident_of("i-" + std::to_string(when), "example.com", at(when))};
    record.outgoing = {{alert_of("a-" + std::to_string(when), "i-" + std::to_string(when), at(when)), {"soc"}}};
    record.outgoing[0].alert.changes = {record.settled[0]};
    return record;
}

Change first_change(Store& store) {
    store.record(look(at(0), {{name_servers(), Seen::present(good, {packet("old", at(0))})}}));
    return store.record(change_look(at(100), name_servers(), good, Seen::present(evil), at(0))).at(0);
}

// A file system of its own, where this user may mount one.
class SmallDisk {
  public:
    explicit SmallDisk(const std::filesystem::path& place) : place_(place) {
        std::filesystem::create_directory(place_);
        mounted_ = ::mount("tmpfs", place_.c_str(), "tmpfs", 0, "size=4m") == 0;
        if (!mounted_) std::cerr << "no file system can be mounted here: the test of a full disk is left out\n";
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (mounted_) ::umount2(place_.c_str(), MNT_DETACH);
    }
    bool mounted() const { return mounted_; }
    std::filesystem::path file() const { return place_ / "nameward.db"; }
    void fill() {
        std::ofstream out(place_ / "ballast", std::ios::binary);
        const std::string block(4096, 'x');
        while (out.write(block.data(), std::streamsize(block.size())).flush()) continue;
    }
    void free() { std::filesystem::remove(place_ / "ballast"); }
    void set_read_only(bool read_only) {
        const auto flags = MS_REMOUNT | (read_only ? static_cast<unsigned long>(MS_RDONLY) : 0UL);
        REQUIRE(::mount("tmpfs", place_.c_str(), "tmpfs", flags, "size=4m") == 0);
    }

  private:
    std::filesystem::path place_;
    bool mounted_ = false;
};

// No file of this process may grow beyond `bytes` while this lives: writes fail as on a broken disk.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) : old_signal_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &old_);
        const rlimit limit{bytes, old_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, old_signal_);
    }

  private:
    rlimit old_{};
    void (*old_signal_)(int);
};

}  // namespace

TEST_CASE("a look that fails anywhere leaves nothing behind, and works afterwards", "[store]") {
    Folder folder(fast_place());
    auto store = open(folder.file());
    const auto change = first_change(*store);
    Raw raw(folder.file());
    int tried = 0;
    for (const auto& table : raw.tables()) {
        if (table.rfind("sqlite_", 0) == 0) continue;
        for (const char* verb : {"INSERT", "UPDATE", "DELETE"}) {
            INFO(verb << " " << table);
            raw.run("CREATE TRIGGER stop BEFORE " + std::string(verb) + " ON " + table +
                    " BEGIN SELECT raise(ABORT, 'broken on purpose'); END");
            const auto before = raw.contents();
            const auto record = rich_look(change, 200 + ++tried);
            const auto said = failure_of(*store, record);
            if (!said.empty()) {
                CHECK(said.find("broken on purpose") != said.npos);
                CHECK(said.find("record a look at example.com") != said.npos);
                CHECK(raw.contents() == before);
            }
            raw.run("DROP TRIGGER stop");
            if (!said.empty()) --tried;
            if (said.empty()) store->set_note("written", table);
        }
    }
    CHECK(failure_of(*store, rich_look(change, 900)).empty());
    CHECK(store->alert("a-900"));
}

TEST_CASE("a verdict on a change that the store does not have is refused whole", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    Raw raw(folder.file());
    const auto before = raw.contents();
    Change stranger = change_of(name_servers(), at(0), good, evil, at(0));
    stranger.id = "c-stranger";
    CHECK(failure_of(*store, rich_look(stranger, 5)).find("c-stranger") != std::string::npos);
    CHECK(raw.contents() == before);
}

TEST_CASE("a full disk fails the look in a plain sentence, and with space it goes on", "[store]") {
    Folder folder;
    SmallDisk disk(folder.path() / "disk");
    if (!disk.mounted()) return;
    auto store = open(disk.file());
    auto change = first_change(*store);
    disk.fill();
    std::string said;
    int written = 0;
    for (; said.empty() && written < 3000; ++written)
        said = failure_of(*store,
                          look(at(200 + written),
                               {{name_servers(), Seen::present({std::string(3000, 'v') + std::to_string(written)})}}));
    INFO(said);
    CHECK(said.find("disk is full") != said.npos);
    CHECK(said.find("free some space") != said.npos);
    const auto held = store->observations("example.com", std::nullopt).at(0);
    CHECK(failure_of(*store, rich_look(change, 990)).find("full") != std::string::npos);
    CHECK(!store->alert("a-990"));
    CHECK(store->changes({}).at(0).state == ChangeState::suspected);
    CHECK(store->observations("example.com", std::nullopt).at(0).values == held.values);
    disk.free();
    CHECK(failure_of(*store, rich_look(change, 991)).empty());
    CHECK(store->alert("a-991"));
    CHECK(store->changes({}).at(0).state == ChangeState::confirmed);
    store.reset();
    CHECK(Raw(disk.file()).text("PRAGMA integrity_check") == "ok");
    CHECK(open(disk.file())->alert("a-991"));
}

TEST_CASE("on a full disk a closed store opens for reading, and says why not for writing", "[store]") {
    Folder folder;
    SmallDisk disk(folder.path() / "disk");
    if (!disk.mounted()) return;
    const auto change = first_change(*open(disk.file()));
    disk.fill();
    const auto refused = Store::open(disk.file(), Store::Mode::write);
    REQUIRE(!refused);
    CHECK(refused.error().what.find("disk is full; nothing of it was kept; free some space") != std::string::npos);
    CHECK(open(disk.file(), Store::Mode::read)->changes({}).at(0).id == change.id);
    disk.free();
    CHECK(open(disk.file())->changes({}).at(0).id == change.id);
}

TEST_CASE("a file system that turns read-only stops writing, not reading", "[store]") {
    Folder folder;
    SmallDisk disk(folder.path() / "disk");
    if (!disk.mounted()) return;
    auto store = open(disk.file());
    const auto change = first_change(*store);
    store.reset();
    disk.set_read_only(true);
    auto refused = Store::open(disk.file(), Store::Mode::write);
    REQUIRE(!refused);
    CHECK(refused.error().what.find("Read-only file system") != std::string::npos);
    auto reader = open(disk.file(), Store::Mode::read);
    CHECK(reader->changes({}).at(0).id == change.id);
    reader.reset();
    disk.set_read_only(false);
    CHECK(failure_of(*open(disk.file()), rich_look(change, 200)).empty());
}

TEST_CASE("a disk that refuses to write fails the look, and when it works again so does the store", "[store]") {
    Folder folder(fast_place());
    auto store = open(folder.file());
    const auto change = first_change(*store);
    const auto before = Raw(folder.file()).contents();
    for (int i = 0; i < 20; ++i) {
        const FileSizeLimit limit(4096);
        const auto said = failure_of(*store, rich_look(change, 300 + i));
        INFO(said);
        CHECK(said.find("nothing of it was kept") != said.npos);
    }
    CHECK(Raw(folder.file()).contents() == before);
    CHECK(failure_of(*store, rich_look(change, 400)).empty());
    store.reset();
    CHECK(open(folder.file())->alert("a-400"));
    CHECK(Raw(folder.file()).text("PRAGMA integrity_check") == "ok");
}

TEST_CASE("several threads and a reader beside them see whole looks", "[store]") {
    Folder folder(fast_place());
    auto store = open(folder.file());
    auto reader = open(folder.file(), Store::Mode::read);
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t)
        threads.emplace_back([&store, t] {
            for (int i = 0; i < 40; ++i) {
                const std::string domain = "d" + std::to_string(t) + ".example.com";
                auto record = look(at(i), {{name_servers(domain), Seen::present({"v" + std::to_string(i)})}});
                record.domain = domain;
                record.outgoing = {{alert_of("a-" + domain + std::to_string(i), "", at(i)), {"soc"}}};
                store->record(record);
                store->unsent();
            }
        });
    std::size_t torn = 0;
    for (int i = 0; i < 60; ++i)
        for (const auto& delivery : reader->unsent()) torn += reader->alert(delivery.alert) ? 0U : 1U;
    for (auto& thread : threads) thread.join();
    CHECK(torn == 0);
    CHECK(reader->unsent().size() == 120);
    CHECK(store->observations("d2.example.com", std::nullopt).at(0).values == Values{"v39"});
}

namespace {

// Writes looks until it is killed: each settles the change before it and tells it. Says on `out` which look is kept.
[[noreturn]] void write_until_killed(const std::filesystem::path& file, int out) {
    auto store = Store::open(file, Store::Mode::write);
    if (!store) ::_exit(2);
    int step = 0;
    if (const auto note = (*store)->note("step")) step = std::stoi(*note);
    for (;; ++step) {
        const auto known = (*store)->knowledge("example.com", "delegation");
        const auto value = "value " + std::to_string(step);
        const auto fact = known.facts.find(name_servers());
        auto record = look(at(step), {{name_servers(), Seen::present({value}, {packet(value, at(step))})}});
        if (fact != known.facts.end() && fact->second.seen.values != Values{value})
            record.suspected = {
                change_of(name_servers(), at(step), fact->second.seen.values, {value}, fact->second.since)};
        for (auto change : known.pending) {
            change.state = ChangeState::confirmed;
            change.incident = "i-" + change.id;
            record.settled.push_back(change);
            record.incidents.push_back(incident_of(change.incident, "example.com", at(step)));
            auto alert = alert_of("a-" + change.id, change.incident, at(step));
            alert.changes = {change};
            record.outgoing.push_back({alert, {"soc", "siem"}});
        }
        (*store)->record(record);
        (*store)->set_note("step", std::to_string(step + 1));
        if (::write(out, &step, sizeof step) != sizeof step) ::_exit(3);
    }
}

// The last look that the child reported before it was killed after so long; -1 for none.
int run_and_kill(const std::filesystem::path& file, std::chrono::milliseconds patience) {
    int report[2];
    REQUIRE(::pipe(report) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(report[0]);
        write_until_killed(file, report[1]);
    }
    ::close(report[1]);
    std::this_thread::sleep_for(patience);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    int last = -1, step = 0;
    while (::read(report[0], &step, sizeof step) == sizeof step) last = step;
    ::close(report[0]);
    return last;
}

void check_invariants(Store& store) {
    std::size_t told = 0;
    for (const auto& delivery : store.unsent()) {
        const auto alert = store.alert(delivery.alert);
        REQUIRE(alert);
        REQUIRE(store.incident(alert->incident));
        for (const auto& change : alert->changes) {
            HistoryFilter filter;
            filter.id = change.id;
            const auto kept = store.changes(filter);
            REQUIRE(kept.size() == 1);
            REQUIRE(kept[0].state == ChangeState::confirmed);
            REQUIRE(kept[0].incident == alert->incident);
            REQUIRE(store.evidence(change.id).size() == 2);
            ++told;
        }
    }
    HistoryFilter confirmed, suspected;
    confirmed.state = ChangeState::confirmed;
    suspected.state = ChangeState::suspected;
    CHECK(store.changes(confirmed).size() * 2 == told);
    CHECK(store.changes(suspected).size() == store.knowledge("example.com", "delegation").pending.size());
}

}  // namespace

TEST_CASE("a writer killed at any moment loses nothing that it reported and leaves no half look", "[store]") {
    Folder folder;
    std::mt19937 random(20261123);
    for (int round = 0; round < 12; ++round) {
        const int last = run_and_kill(folder.file(), std::chrono::milliseconds(20 + random() % 120));
        INFO("round " << round << ", reported " << last);
        if (!std::filesystem::exists(folder.file())) continue;
        auto store = open(folder.file());
        CHECK(Raw(folder.file()).text("PRAGMA integrity_check") == "ok");
        CHECK(Raw(folder.file()).column("PRAGMA foreign_key_check").empty());
        const auto note = store->note("step");
        CHECK((note ? std::stoi(*note) : 0) >= last + 1);
        if (last >= 0) CHECK(store->knowledge("example.com", "delegation").facts.at(name_servers()).since >= at(last));
        check_invariants(*store);
    }
    CHECK(open(folder.file())->changes({}).size() > 0);
}
