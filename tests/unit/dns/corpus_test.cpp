// Hostile inputs that other projects collected, read in place where NAMEWARD_SHARED_DATA says where they are.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "catch.h"
#include "dns/wire.h"
#include "dns_packet.h"
#include "dns_promises.h"

using namespace nameward::dns;
using nameward::test::bytes;
using namespace nameward;
namespace fs = std::filesystem;

namespace {

struct Input {
    std::string name, bytes;
};

// Empty where the variable is not set. A variable that leads nowhere is a mistake and fails.
std::vector<Input> inputs(const std::string& folder) {
    const char* data = std::getenv("NAMEWARD_SHARED_DATA");
    if (!data || !*data) {
        std::cerr << "SKIPPED: NAMEWARD_SHARED_DATA is not set, corpus/" << folder << " was not read\n";
        return {};
    }
    std::vector<Input> all;
    for (const auto& entry : fs::directory_iterator(fs::path(data) / "corpus" / folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        REQUIRE(file);
        all.push_back({folder + "/" + entry.path().filename().string(),
                       {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}});
    }
    REQUIRE_FALSE(all.empty());
    return all;
}

void check_packet(const std::string& packet) {
    CHECK(test::broken_promise(bytes(packet)) == "");
    const auto header = read_header(bytes(packet));
    const Query query{header ? header->id : std::uint16_t{0}, std::string(1, '\0'), 1, false};
    const bool answers = answers_query(bytes(packet), query, false);
    if (answers) CHECK(header->questions == 1);
}

// Each type over the same bytes: the layouts must hold whatever stands there.
void check_rdata(const std::string& rdata) {
    for (std::uint16_t type = 0; type < 270; ++type) {
        const auto canonical = canonical_rdata(bytes(rdata), 0, rdata.size(), type);
        if (!canonical) continue;
        const auto text = presentation(type, *canonical);
        if (text.empty()) CHECK(type_name(type) == "a type with a text");
    }
}

void check_name(const std::string& name) {
    const auto text = name_to_text(name);
    if (const auto wire = name_to_wire(text)) CHECK(name_to_text(*wire) == text);
    if (const auto wire = name_to_wire(name)) CHECK(wire->size() <= 255);
    CHECK(randomise_case(name, std::vector<std::uint8_t>(8, 0xff)).size() == name.size());
}

std::optional<unsigned> nibble(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

std::string from_hex(const std::string& text) {
    std::string result;
    std::optional<unsigned> high;
    for (const char c : text) {
        const auto value = nibble(c);
        if (value && high) result += static_cast<char>(*high << 4 | *value);
        if (value) high = high ? std::nullopt : value;
    }
    return result;
}

// Some files hold a packet per line, some spread packets over lines up to one that says so: both readings are given.
std::vector<std::string> packets_of_hex(const std::string& text) {
    std::vector<std::string> all(1);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto digits = from_hex(line.substr(0, line.find(';')));
        if (line.find("next packet") != line.npos) all.emplace_back();
        all.back() += digits;
        all.insert(all.begin(), digits);
    }
    return all;
}

}  // namespace

TEST_CASE("collected packets are read or refused", "[wire]") {
    for (const auto& input : inputs("dns-wire")) {
        INFO(input.name);
        check_packet(input.bytes);
        if (!input.bytes.empty()) check_packet(input.bytes.substr(1));  // some begin with an option of their fuzzer
    }
}

TEST_CASE("collected packets in hex are read or refused", "[wire]") {
    const auto files = inputs("dns-wire-hex");
    int readable = 0;
    for (const auto& input : files) {
        INFO(input.name);
        for (const auto& packet : packets_of_hex(input.bytes)) {
            check_packet(packet);
            readable += read_message(bytes(packet)) ? 1 : 0;
        }
    }
    CHECK((files.empty() || readable > 100));  // most of them are real traffic
}

TEST_CASE("collected names are read or refused", "[wire]") {
    for (const auto* folder : {"dns-name-wire", "dns-name-text"})
        for (const auto& input : inputs(folder)) {
            INFO(input.name);
            check_name(input.bytes);
        }
}

TEST_CASE("collected RDATA is read as any type or refused", "[wire]") {
    for (const auto* folder : {"dns-rdata-wire", "dns-rdata-text"})
        for (const auto& input : inputs(folder)) {
            INFO(input.name);
            check_rdata(input.bytes);
            if (input.bytes.size() > 4) check_rdata(input.bytes.substr(4));  // behind type and class
        }
}
