#include <sstream>

#include "catch.h"
#include "commands/commands.h"
#include "scratch_folder.h"

using namespace nameward;

namespace {

struct Run {
    int exit_code = 0;
    std::string out, err;
};

Run parse(const std::string& format, const Path& file, const std::vector<std::string>& domains = {}) {
    std::ostringstream out, err;
    commands::Arguments arguments;
    arguments.format = format;
    arguments.file = file;
    arguments.domains = domains;
    const int code = commands::parse(arguments, {out, err, {}, false});
    return {code, out.str(), err.str()};
}

}  // namespace

TEST_CASE("parse prints one line of JSON and ends well whatever the answer is", "[registration][commands]") {
    const ScratchFolder folder;
    const auto write = [&](const std::string& text) { return folder.write("answer", text); };
    const auto found = parse("whois", write("Domain: example.com\nRegistrar: Example\n"));
    CHECK(found.exit_code == 0);
    CHECK(found.out.find(R"({"class":"found","registered":true,"domain":"example.com",)") == 0);
    CHECK(found.out.find('\n') == found.out.size() - 1);
    CHECK(found.err.empty());
    CHECK(parse("rdap", write("<html>")).out.find(R"({"class":"error")") == 0);
    CHECK(parse("rdap", write("<html>")).exit_code == 0);
    CHECK(parse("whois", write("No match"), {"EXAMPLE.org"}).out.find(R"("domain":"example.org")") !=
          std::string::npos);
    CHECK(parse("rdap", write(R"({"errorCode":429})")).out.find(R"({"class":"throttled")") == 0);
    CHECK(parse("whois", write(std::string(600 * 1024, 'x'))).out.find("more than 512 KiB") != std::string::npos);

    const auto missing = parse("whois", folder / "nothing");
    CHECK(missing.exit_code == 1);
    CHECK(missing.out.empty());
    CHECK(missing.err.find("cannot read ") != std::string::npos);
}
