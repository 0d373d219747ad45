// What the store's tests share: a folder of their own, times by number, and looks made in one line.
#pragma once

#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "builders.h"
#include "catch.h"
#include "store/store.h"

namespace nameward::store_test {

// Where thousands of commits need no disk: memory, where there is some.
inline std::filesystem::path fast_place() {
    return std::filesystem::exists("/dev/shm") ? std::filesystem::path("/dev/shm")
                                               : std::filesystem::temp_directory_path();
}

class Folder {
  public:
    explicit Folder(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
        std::string pattern = (parent / "nameward-store-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path file() const { return path_ / "nameward.db"; }

  private:
    std::filesystem::path path_;
};

inline std::unique_ptr<Store> open(const std::filesystem::path& file, Store::Mode mode = Store::Mode::write) {
    auto store = Store::open(file, mode);
    if (!store) FAIL(store.error().what);
    return *std::move(store);
}

inline const Values good{"ns1.example.net", "ns2.example.net"};
inline const Values evil{"ns1.example.org"};

using test::at;

inline Fact name_servers(const std::string& domain = "example.com") {
    return {domain, "delegation.ns", "parent"};
}

inline EvidencePtr packet(const std::string& bytes, Wall when) {
    return std::make_shared<const Evidence>(Evidence{"dns", "127.0.0.1:53", "example.com NS over UDP", when, bytes});
}

// A look at which everything that was seen is `facts`, and all is well with their source.
inline Record look(Wall when, const Observations& learnt, const std::vector<Fact>& seen = {}) {
    Record record;
    record.domain = "example.com";
    record.collector = "delegation";
    record.at = when;
    record.learnt = learnt;
    record.seen = seen;
    for (const auto& [fact, word] : learnt) record.seen.push_back(fact);
    for (const auto& fact : record.seen) {
        Sight sight;
        sight.last_ok = when;
        record.sights[fact.source] = sight;
    }
    record.next_run = when + Seconds(300);
    return record;
}

inline Record blind_look(Wall when, const std::vector<Fact>& facts, const std::string& reason,
                         std::optional<Wall> last_ok, Wall blind_since) {
    auto record = look(when, {});
    for (const auto& fact : facts) {
        record.blind[fact] = reason;
        Sight sight;
        sight.last_ok = last_ok;
        sight.blind_since = blind_since;
        sight.reason = reason;
        record.sights[fact.source] = sight;
    }
    return record;
}

inline Change change_of(const Fact& fact, Wall when, Values before, Values after, Wall before_since) {
    Change change;
    change.at = when;
    change.domain = "example.com";
    change.collector = "delegation";
    change.fact = fact;
    change.before = std::move(before);
    change.after = std::move(after);
    change.before_since = before_since;
    change.severity = Severity::critical;
    change.layer = Layer::registry;
    change.attack = {"T1584.002"};
    change.summary = "name servers changed at the registry";
    return change;
}

// A look that learns one new value of one fact, and suspects a change.
inline Record change_look(Wall when, const Fact& fact, const Values& before, const Seen& after, Wall before_since) {
    auto record = look(when, {{fact, after}});
    record.suspected = {change_of(fact, when, before, after.values, before_since)};
    record.second_look = SecondLook{when + Seconds(30), when, 0};
    return record;
}

inline Finding finding_of(const std::string& type, const std::string& domain, Wall opened) {
    Finding finding;
    finding.type = type;
    finding.domain = domain;
    finding.subject = domain;
    finding.opened = opened;
    finding.summary = type + " on " + domain;
    finding.layer = type.rfind("monitor.", 0) == 0 ? Layer::monitor : Layer::registry;
    finding.id = finding_id(finding);
    return finding;
}

inline Incident incident_of(const std::string& id, const std::string& domain, Wall opened) {
    Incident incident;
    incident.id = id;
    incident.domain = domain;
    incident.opened = incident.last_activity = opened;
    incident.severity = Severity::critical;
    incident.summary = "name servers changed at the registry";
    incident.story = "first line";
    return incident;
}

inline Alert alert_of(const std::string& id, const std::string& incident, Wall when) {
    Alert alert;
    alert.id = id;
    alert.incident = incident;
    alert.at = when;
    alert.severity = Severity::critical;
    alert.domain = "example.com";
    alert.summary = "name servers changed at the registry";
    alert.story = "first line\nsecond line";
    alert.next_steps = {"call the registrar"};
    return alert;
}

// The file as another program sees it.
class Raw {
  public:
    explicit Raw(const std::filesystem::path& file) {
        REQUIRE(sqlite3_open(file.c_str(), &db_) == SQLITE_OK);
        sqlite3_busy_timeout(db_, 5000);
    }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    ~Raw() { sqlite3_close(db_); }

    void run(const std::string& sql) {
        char* message = nullptr;
        const int result = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message);
        const std::string text = message ? message : "";
        sqlite3_free(message);
        INFO(sql << ": " << text);
        REQUIRE(result == SQLITE_OK);
    }
    std::string text(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        INFO(sql << ": " << sqlite3_errmsg(db_));
        REQUIRE(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
        std::string value;
        if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0))
            value = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
        sqlite3_finalize(statement);
        return value;
    }
    int number(const std::string& sql) { return std::stoi(text(sql)); }
    std::vector<std::string> column(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        INFO(sql << ": " << sqlite3_errmsg(db_));
        REQUIRE(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
        std::vector<std::string> values;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            std::string row;
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
                const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
                row += (bytes ? std::string(bytes, size) : "") + "|";
            }
            values.push_back(std::move(row));
        }
        sqlite3_finalize(statement);
        return values;
    }
    std::string joined(const std::string& sql) {
        std::string all;
        for (const auto& row : column(sql)) all += row + "\n";
        return all;
    }
    std::vector<std::string> tables() {
        std::vector<std::string> names;
        for (const auto& name : column("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
            names.push_back(name.substr(0, name.size() - 1));
        return names;
    }
    // How many rows every table has, and everything that is in them.
    std::string all_rows() {
        std::string counts;
        for (const auto& table : tables()) counts += table + "=" + text("SELECT count(*) FROM " + table) + " ";
        return counts;
    }
    std::string contents() {
        std::string all;
        for (const auto& table : tables()) all += table + "\n" + joined("SELECT * FROM " + table);
        return all;
    }

  private:
    sqlite3* db_ = nullptr;
};

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

inline void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc).write(bytes.data(), std::streamsize(bytes.size()));
}

}  // namespace nameward::store_test
