// Where every walk begins: the root's servers, built in or from a file in named.root format.
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <system_error>

#include "dns/resolver.h"
#include "nameward/text.h"

namespace nameward::dns {
namespace {

constexpr std::size_t kLargestFile = 64 * 1024;  // IANA's has 3.3 kB

struct RootServer {
    char letter;
    const char *v4, *v6;
};

// IANA, https://www.iana.org/domains/root/servers; b changed last, in November 2023.
constexpr std::array<RootServer, 13> kRootServers{{
    {'a', "198.41.0.4", "2001:503:ba3e::2:30"},
    {'b', "170.247.170.2", "2801:1b8:10::b"},
    {'c', "192.33.4.12", "2001:500:2::c"},
    {'d', "199.7.91.13", "2001:500:2d::d"},
    {'e', "192.203.230.10", "2001:500:a8::e"},
    {'f', "192.5.5.241", "2001:500:2f::f"},
    {'g', "192.112.36.4", "2001:500:12::d0d"},
    {'h', "198.97.190.53", "2001:500:1::53"},
    {'i', "192.36.148.17", "2001:7fe::53"},
    {'j', "192.58.128.30", "2001:503:c27::2:30"},
    {'k', "193.0.14.129", "2001:7fd::1"},
    {'l', "199.7.83.42", "2001:500:9f::42"},
    {'m', "202.12.27.33", "2001:dc3::35"},
}};

std::vector<NameServer> built_in() {
    std::vector<NameServer> out;
    for (const RootServer& server : kRootServers) {
        out.push_back({std::string(1, server.letter) + ".root-servers.net",
                       {*IpAddress::parse(server.v4), *IpAddress::parse(server.v6)}});
    }
    return out;
}

std::string lower_without_dot(const std::string& written) {
    auto name = lower(written);
    if (name.ends_with('.')) name.pop_back();
    return name;
}

bool is_number(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// The hints as they are read, line by line.
class Hints {
  public:
    // What is wrong with the line, empty where nothing is.
    std::string add(const std::string& line) {
        std::vector<std::string> words = split(line.substr(0, line.find(';')));
        if (words.empty()) return "";
        const std::string owner = lower_without_dot(words.front());
        words.erase(words.begin());
        if (!words.empty() && is_number(words.front())) words.erase(words.begin());  // TTL
        if (!words.empty() && lower_without_dot(words.front()) == "in") words.erase(words.begin());
        if (words.size() != 2) return "expected \"name TTL type value\"";
        return add(owner, lower_without_dot(words[0]), words[1]);
    }

    // What is missing, empty where nothing is.
    std::string missing() const {
        if (names_.empty()) return "there is no NS record of the root";
        for (const std::string& name : names_) {
            if (!addresses_.contains(name)) return "the root server " + name + " has no address";
        }
        return "";
    }

    std::vector<NameServer> servers() const {
        std::vector<NameServer> out;
        for (const std::string& name : names_) out.push_back({name, addresses_.at(name)});
        return out;
    }

  private:
    static std::vector<std::string> split(const std::string& line) {
        std::istringstream words(line);
        return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
    }

    std::string add(const std::string& owner, const std::string& type, const std::string& value) {
        if (type == "ns") return add_server(owner, lower_without_dot(value));
        if (type == "a" || type == "aaaa") return add_address(owner, type == "a", value);
        return "only NS, A and AAAA records belong here, not \"" + type + "\"";
    }

    std::string add_server(const std::string& owner, const std::string& name) {
        if (!owner.empty()) return "an NS record of \"" + owner + "\", expected the root's (\".\")";
        if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
        return "";
    }

    std::string add_address(const std::string& owner, bool v4, const std::string& value) {
        const auto address = IpAddress::parse(value);
        if (!address || (address->family == IpAddress::Family::v4) != v4) {
            return "\"" + value + "\" is not an " + (v4 ? "IPv4" : "IPv6") + " address";
        }
        addresses_[owner].push_back(*address);
        return "";
    }

    std::vector<std::string> names_;
    std::map<std::string, std::vector<IpAddress>> addresses_;
};

Error wrong(const std::string& where, const std::string& what) {
    return {ErrorKind::config, where + ": " + what + " (root hints in named.root format)"};
}

Result<std::string> read_whole(const std::filesystem::path& file) {
    std::error_code trouble;
    if (std::filesystem::exists(file, trouble) && !std::filesystem::is_regular_file(file, trouble))
        return wrong(file.string(), "is not a regular file");  // to open a pipe is to wait for its other end
    std::ifstream in(file, std::ios::binary);
    std::string text(kLargestFile + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in && !in.eof()) return wrong(file.string(), "cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > kLargestFile) return wrong(file.string(), "is larger than 64 KiB");
    return text;
}

}  // namespace

Result<std::vector<NameServer>> root_hints(const std::filesystem::path& file) {
    if (file.empty()) return built_in();
    const auto text = read_whole(file);
    if (!text) return text.error();
    Hints hints;
    std::istringstream lines(*text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        const std::string problem = hints.add(line);
        if (!problem.empty()) return wrong(file.string() + ":" + std::to_string(number), problem);
    }
    if (const std::string problem = hints.missing(); !problem.empty()) return wrong(file.string(), problem);
    return hints.servers();
}

}  // namespace nameward::dns
