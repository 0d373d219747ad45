#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <random>

#include "nameward/embedded.h"
#include "store/schema.h"
#include "store_fixture.h"

using namespace nameward;
using namespace nameward::store_test;

namespace {

int mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return static_cast<int>(status.st_mode & 0777);
}

std::string refusal(const std::filesystem::path& file, Store::Mode mode = Store::Mode::write) {
    auto store = Store::open(file, mode);
    REQUIRE(!store);
    return store.error().what;
}

bool says(const std::string& sentence, const std::string& words) {
    INFO(sentence);
    return sentence.find(words) != sentence.npos;
}

// A store with something of everything in it, closed in order.
void fill(const std::filesystem::path& file) {
    auto store = open(file);
    for (int i = 0; i < 30; ++i) {
        const std::string domain = "d" + std::to_string(i) + ".example.com";
        const Fact fact{domain, "delegation.ns", "parent"};
        auto record = look(at(i), {{fact, Seen::present(good, {packet(std::string(400, 'a') + domain, at(i))})}});
        record.domain = domain;
        store->record(record);
        auto change = change_look(at(100 + i), fact, good, Seen::present({"ns." + domain}), at(i));
        change.domain = change.suspected[0].domain = domain;
        change.findings = {{FindingEvent::Kind::opened, finding_of("delegation.lame", domain, at(i))}};
        change.incidents = {incident_of("i-" + domain, domain, at(i))};
        change.outgoing = {{alert_of("a-" + domain, "i-" + domain, at(i)), {"soc"}}};
        store->record(change);
    }
}

// Touches everything; each call may only succeed or throw StoreError.
int troubles_in(Store& store) {
    int troubles = 0;
    const auto attempt = [&](auto call) {
        try {
            call();
        } catch (const StoreError& error) {
            CHECK(says(error.what(), "store "));
            ++troubles;
        }
    };
    for (int i = 0; i < 30; i += 7) {
        const std::string domain = "d" + std::to_string(i) + ".example.com";
        attempt([&] { store.knowledge(domain, "delegation"); });
        attempt([&] { store.observations(domain, std::nullopt); });
        attempt([&] { store.observations(domain, at(50)); });
        attempt([&] { store.alert("a-" + domain); });
        attempt([&] { store.incident("i-" + domain); });
    }
    attempt([&] {
        for (const auto& change : store.changes({})) store.evidence(change.id);
    });
    attempt([&] { store.findings({}, false); });
    attempt([&] { store.sights({}); });
    attempt([&] { store.schedule(); });
    attempt([&] { store.unsent(); });
    attempt([&] { store.record(look(at(900), {{name_servers(), Seen::present(good)}})); });
    return troubles;
}

}  // namespace

TEST_CASE("a new store and its folders are for their owner only", "[store]") {
    Folder folder;
    const auto file = folder.path() / "a" / "b" / "nameward.db";
    auto store = open(file);
    store->set_note("a", "b");
    CHECK(mode_of(folder.path() / "a") == 0700);
    CHECK(mode_of(folder.path() / "a" / "b") == 0700);
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) CHECK(mode_of(file.string() + suffix) == 0600);
}

TEST_CASE("the store is in WAL mode, durable, and at the newest version", "[store]") {
    Folder folder;
    auto store = open(folder.file());
    Raw raw(folder.file());
    CHECK(raw.text("PRAGMA journal_mode") == "wal");
    CHECK(raw.number("PRAGMA user_version") == static_cast<int>(embedded::migrations().size()));
    CHECK(raw.text("PRAGMA integrity_check") == "ok");
    CHECK(raw.joined("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 "
                     "AND name NOT LIKE 'sqlite%'")
              .empty());
}

TEST_CASE("a second writer is refused and told who writes", "[store]") {
    Folder folder;
    auto first = open(folder.file());
    const auto said = refusal(folder.file());
    CHECK(says(said, "the process " + std::to_string(::getpid())));
    CHECK(says(said, folder.file().string()));
    first.reset();
    CHECK(open(folder.file()) != nullptr);
}

TEST_CASE("a writer that was killed holds no lock", "[store]") {
    Folder folder;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto store = Store::open(folder.file(), Store::Mode::write);
        (*store)->set_note("by", "child");
        if (::write(ready[1], "x", 1) == 1) ::pause();
        ::_exit(0);
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    CHECK(says(refusal(folder.file()), "the process " + std::to_string(child)));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    CHECK(open(folder.file())->note("by") == "child");
}

TEST_CASE("a reader works beside the writer and after it, and never writes", "[store]") {
    Folder folder;
    CHECK(says(refusal(folder.file(), Store::Mode::read), "there is none yet"));
    auto writer = open(folder.file());
    writer->set_note("count", "1");
    auto reader = open(folder.file(), Store::Mode::read);
    CHECK(reader->note("count") == "1");
    writer->set_note("count", "2");
    CHECK(reader->note("count") == "2");
    std::string said;
    try {
        reader->set_note("count", "3");
    } catch (const StoreError& error) {
        said = error.what();
    }
    CHECK(says(said, "reading only"));
    writer.reset();
    CHECK(reader->note("count") == "2");
    reader.reset();
    const auto before = bytes_of(folder.file());
    CHECK(open(folder.file(), Store::Mode::read)->note("count") == "2");
    CHECK(bytes_of(folder.file()) == before);
    CHECK(open(folder.file())->note("count") == "2");
}

TEST_CASE("a file of version 0 is copied beside and brought up to date", "[store]") {
    Folder folder;
    {
        Raw raw(folder.file());
        raw.run("PRAGMA user_version = 0; VACUUM; PRAGMA journal_mode = WAL");
    }
    REQUIRE(std::filesystem::file_size(folder.file()) > 0);
    open(folder.file())->set_note("a", "b");
    const auto copy = folder.file().string() + ".v0.bak";
    REQUIRE(std::filesystem::exists(copy));
    CHECK(mode_of(copy) == 0600);
    CHECK(Raw(copy).number("PRAGMA user_version") == 0);
    CHECK(Raw(copy).number("SELECT count(*) FROM sqlite_schema") == 0);
    CHECK(open(folder.file())->note("a") == "b");
    CHECK(!std::filesystem::exists(folder.file().string() + ".v1.bak"));
}

TEST_CASE("a reader does not bring an older file up to date", "[store]") {
    Folder folder;
    Raw(folder.file()).run("PRAGMA user_version = 0; VACUUM");
    const auto before = bytes_of(folder.file());
    CHECK(says(refusal(folder.file(), Store::Mode::read), "older version"));
    CHECK(bytes_of(folder.file()) == before);
}

TEST_CASE("each step of a migration is kept whole or not at all", "[store]") {
    Folder folder;
    open(folder.file())->set_note("kept", "yes");
    std::vector<embedded::File> steps(embedded::migrations().begin(), embedded::migrations().end());
    const auto now = static_cast<int>(steps.size());
    steps.push_back({"next.sql", "CREATE TABLE later (a TEXT) STRICT; INSERT INTO later SELECT value FROM note;"});
    steps.push_back({"broken.sql", "CREATE TABLE half (a TEXT) STRICT; INSERT INTO nowhere VALUES (1);"});
    SQLite::Database db(folder.file().string(), SQLite::OPEN_READWRITE);
    bool failed = false;
    try {
        store::migrate(db, steps);
    } catch (const SQLite::Exception&) {
        failed = true;
    }
    CHECK(failed);
    CHECK(store::version_of(db) == now + 1);
    Raw raw(folder.file());
    CHECK(raw.text("SELECT a FROM later") == "yes");
    CHECK(raw.number("SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0);
    store::copy_beside(db, folder.file());
    CHECK(Raw(folder.file().string() + ".v" + std::to_string(now + 1) + ".bak").text("SELECT a FROM later") == "yes");
}

TEST_CASE("a newer file is refused and left as it is, byte for byte", "[store]") {
    Folder folder;
    fill(folder.file());
    {
        Raw raw(folder.file());
        raw.run("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
    }
    const auto before = bytes_of(folder.file());
    for (const auto mode : {Store::Mode::write, Store::Mode::read}) {
        const auto said = refusal(folder.file(), mode);
        CHECK(says(said, "newer nameward"));
        CHECK(says(said, "99"));
        CHECK(bytes_of(folder.file()) == before);
    }
}

TEST_CASE("a database of another program is refused and left as it is", "[store]") {
    Folder folder;
    Raw(folder.file()).run("CREATE TABLE domain (id INTEGER); INSERT INTO domain VALUES (7)");
    const auto before = bytes_of(folder.file());
    CHECK(says(refusal(folder.file()), "another program"));
    CHECK(says(refusal(folder.file(), Store::Mode::read), "another program"));
    CHECK(bytes_of(folder.file()) == before);
    write_bytes(folder.file(), "This is a letter and no database. " + std::string(4000, 'x'));
    CHECK(says(refusal(folder.file()), "damaged"));
}

TEST_CASE("damage is reported with what to do, and the file is not touched", "[store]") {
    Folder folder(fast_place());
    fill(folder.file());
    auto bytes = bytes_of(folder.file());
    REQUIRE(bytes.size() > 4 * 4096);
    for (std::size_t page = 2; page < bytes.size() / 4096; ++page) bytes[page * 4096] = '\x7f';
    write_bytes(folder.file(), bytes);
    const auto said = refusal(folder.file());
    CHECK(says(said, "damaged"));
    CHECK(says(said, "backup"));
    CHECK(says(said, folder.file().string()));
    CHECK(bytes_of(folder.file()) == bytes);
}

TEST_CASE("flipped bytes and cut files are reported or do no harm", "[store]") {
    Folder folder(fast_place());
    fill(folder.file());
    const auto whole = bytes_of(folder.file());
    int reported = 0;
    for (unsigned seed = 0; seed < 120; ++seed) {
        INFO("seed " << seed);
        std::mt19937 random(seed);
        auto bytes = whole;
        if (seed % 10 == 9) bytes.resize(1 + random() % bytes.size());
        for (unsigned flips = 1 + seed % 8; flips > 0; --flips)
            bytes[random() % bytes.size()] ^= static_cast<char>(1 + random() % 255);
        Folder place(fast_place());
        write_bytes(place.file(), bytes);
        auto store = Store::open(place.file(), Store::Mode::write);
        if (store) {
            reported += troubles_in(**store) > 0;
        } else {
            CHECK(says(store.error().what, place.file().string()));
            ++reported;
        }
    }
    INFO(reported << " of 120");
    CHECK(reported > 20);
}

TEST_CASE("a folder that can not be made is named", "[store]") {
    Folder folder;
    write_bytes(folder.path() / "plain", "a file");
    CHECK(says(refusal(folder.path() / "plain" / "nameward.db"), (folder.path() / "plain").string()));
}

TEST_CASE("what is no file is named as what it is, and left alone", "[store]") {
    Folder folder;
    std::string expected;
    SECTION("a folder") {
        std::filesystem::create_directory(folder.file());
        expected = "it is a folder";
    }
    SECTION("a pipe") {
        REQUIRE(::mkfifo(folder.file().c_str(), 0600) == 0);
        expected = "it is no ordinary file";
    }
    SECTION("a link to nowhere") {
        std::filesystem::create_symlink(folder.path() / "none", folder.file());
        expected = "it is a link that leads nowhere";
    }
    const auto said = refusal(folder.file());
    CHECK(says(said, expected + "; it was not touched, name a file in store.path"));
    CHECK(says(refusal(folder.file(), Store::Mode::read), expected));
    CHECK_FALSE(std::filesystem::exists(folder.file().string() + ".lock"));
}
