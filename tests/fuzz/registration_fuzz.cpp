// Any bytes as an RDAP answer, a WHOIS answer and IANA's list of servers: they must be read or refused, and what was
// read must keep what its header promises.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "formats/rdap.h"
#include "formats/rdap_bootstrap.h"
#include "formats/text_encoding.h"
#include "formats/whois.h"
#include "formats/whois_servers.h"
#include "fuzz_target.h"

using namespace nameward;
using Class = formats::Registration::Class;

namespace {

void check(const formats::Registration& read) {
    demand((read.kind == Class::found) == read.reason.empty(), "everything but found has a reason");
    demand(read.name_servers.size() <= formats::kMostListed && read.statuses.size() <= formats::kMostListed,
           "sets are bounded");
    if (read.kind == Class::not_found)
        demand(read.registrar.empty() && read.name_servers.empty(), "what names a registrar or servers is not absent");
    for (const auto& [role, fields] : read.contacts)
        for (const auto& [field, values] : fields) {
            demand(!values.empty() && values.size() <= formats::kMostContactValues, "contact values are bounded");
            for (const auto& value : values)
                demand(!value.empty() && value.size() <= formats::kLongestValue, "a contact value is bounded");
        }
    const auto json = formats::to_json(read);
    demand(formats::is_utf8(json) && json.find('\n') == json.npos, "the normal form is one line of UTF-8");
}

}  // namespace

std::vector<std::string> good_inputs() {
    std::vector<std::string> samples;
    for (const auto* folder : {"rdap", "whois"})
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path(SOURCE_DIR) / "tests/fixtures" / folder)) {
            std::ifstream file(entry.path(), std::ios::binary);
            samples.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        }
    demand(samples.size() > 10, "the fixtures are there");
    samples.push_back(
        R"({"services":[[["com","net"],["https://rdap.example/"]],[["kg"],["http://rdap.kg.example/"]]]})");
    return samples;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    check(formats::read_rdap(bytes));
    check(formats::read_rdap_answer(404, bytes));
    for (const auto* charset : {"", "windows-1251", "iso-2022-jp"}) {
        const auto text = formats::to_utf8(bytes, charset);
        demand(formats::is_utf8(text), "to_utf8() makes UTF-8");
        check(formats::read_whois(text));
        (void)formats::whois_referral(text);
    }
    (void)formats::registrar_whois_host(bytes, "whois.example");
    if (const auto servers = formats::read_rdap_bootstrap(bytes)) {
        const auto server = formats::rdap_server_for(*servers, "example.com");
        demand(!server || server->plain == !server->base.starts_with("https://"), "http is marked");
    }
    return 0;
}
