// Documents that are kept, over real sockets.
#include "doors_fixture.h"

using namespace nameward;
using namespace nameward::test;
using namespace std::chrono_literals;
using Client = ScriptedServer::Client;

namespace {

constexpr const char* kSeed = "{\"seed\"}";

// What is on the shelf stays when the process goes.
struct Library {
    std::map<std::string, KeptDocument> shelf;
    std::string answer = http_answer(200, "{1}", "ETag: \"v1\"\r\nLast-Modified: Thu, 14 Jan 2027 08:00:00 GMT\r\n");
    bool hang = false;
    std::mutex mutex;
    ScriptedServer server{"127.0.0.1", "\r\n\r\n", [this](Client& client, const std::string&, int) {
                              const auto [text, hangs] = [&] {
                                  const std::scoped_lock lock(mutex);
                                  return std::pair(answer, hang);
                              }();
                              if (hangs) return client.wait(60s);
                              client.send(text);
                          }};

    void answers(const std::string& text) {
        const std::scoped_lock lock(mutex);
        answer = text;
    }

    // One process, which knows the shelf.
    struct Process : Outside {
        explicit Process(Library& library) : library_(library) {
            commons = std::make_shared<net::Commons>(
                std::function<void(const HostStanding&)>{},
                net::DocumentShelf{[&library](const std::string& url) {
                                       const auto found = library.shelf.find(url);
                                       return found == library.shelf.end() ? std::nullopt
                                                                           : std::optional(found->second);
                                   },
                                   [&library](const KeptDocument& kept) { library.shelf[kept.url] = kept; }});
        }
        Document get() {
            DocumentWish wish;
            wish.url = "http://iana.example:" + std::to_string(library_.server.port()) + "/dns.json";
            wish.seed = kSeed;
            wish.valid = [](const std::string& text) { return text.starts_with("{"); };
            return look().document(wish);
        }
        Library& library_;
    };
};

}  // namespace

TEST_CASE("a document is fetched once a day, and then asked whether it is still the same", "[net][documents]") {
    Library library;
    Library::Process process(library);
    const auto first = process.get();
    CHECK(*first.text == "{1}");
    CHECK(first.fetched == kDawn);
    CHECK(first.trouble.empty());
    process.now += 24h - 1s;
    CHECK(process.get().text == first.text);
    CHECK(library.server.connections() == 1);
    CHECK_FALSE(has(library.server.heard()[0].request, "If-"));

    process.now += 1s;
    library.answers(http_answer(304));
    const auto same = process.get();
    CHECK(*same.text == "{1}");
    CHECK(same.fetched == process.now);
    REQUIRE(library.server.connections() == 2);
    CHECK(has(library.server.heard()[1].request, "If-None-Match: \"v1\"\r\n"));
    CHECK(has(library.server.heard()[1].request, "If-Modified-Since: Thu, 14 Jan 2027 08:00:00 GMT\r\n"));

    INFO("and so does the next process");
    Library::Process next(library);
    next.now = process.now + 23h;
    CHECK(*next.get().text == "{1}");
    CHECK(library.server.connections() == 2);
    next.now += 1h;
    library.answers(http_answer(200, "{2}"));
    CHECK(*next.get().text == "{2}");
    next.now += 24h;
    CHECK(*next.get().text == "{2}");
    CHECK_FALSE(has(library.server.heard()[3].request, "If-"));  // {2} came without a word on its version
}

TEST_CASE("what is not the document replaces nothing, and is asked for again after an hour", "[net][documents]") {
    const std::vector<std::pair<std::string, std::string>> table = {
        {http_answer(200, "<html>", "Content-Type: text/html\r\n"), "what came is something else (text/html, 6 bytes)"},
        {http_answer(200, "{" + std::string(std::size_t{3} << 20, ' ')), "it is larger than 2 MiB"},
        {http_answer(500), "HTTP 500"},
        {http_answer(404), "HTTP 404"},
        {"garbage\r\n\r\n", "could not be understood"},
    };
    for (const auto& [answer, words] : table) {
        INFO(words);
        for (const bool fetched_before : {false, true}) {
            Library library;
            Library::Process process(library);
            if (fetched_before) process.get();
            const int before = library.server.connections();
            process.now += 25h;
            library.answers(answer);
            const auto document = process.get();
            CHECK(*document.text == (fetched_before ? "{1}" : kSeed));
            CHECK(document.fetched == (fetched_before ? std::optional(kDawn) : std::nullopt));
            CHECK(has(document.trouble, words));
            CHECK(has(document.trouble,
                      fetched_before ? "the copy of 2027-01-15T08:00:00Z is used" : "the one built in is used"));
            Library::Process next(library);
            next.now = process.now + 1h - 1s;
            CHECK(next.get().trouble == document.trouble);
            CHECK(library.server.connections() == before + 1);
            next.now += 1s;
            library.answers(http_answer(200, "{2}"));
            CHECK(*next.get().text == "{2}");
            CHECK(next.get().trouble.empty());
        }
    }
}

TEST_CASE("304 for a document that nobody has is no document", "[net][documents]") {
    Library library;
    library.answers(http_answer(304));
    Library::Process process(library);
    const auto document = process.get();
    CHECK(*document.text == kSeed);
    CHECK(has(document.trouble, "HTTP 304"));
}

TEST_CASE("a document that hangs costs one deadline, and the copy holds meanwhile", "[net][documents]") {
    Library library;
    Library::Process process(library);
    process.get();
    process.now += 25h;
    library.hang = true;
    process.limits = {1s, 2s, 10};
    const auto began = std::chrono::steady_clock::now();
    std::jthread other([&] { CHECK(*process.get().text == "{1}"); });
    CHECK(*process.get().text == "{1}");
    CHECK(std::chrono::steady_clock::now() - began < 15s);
}

TEST_CASE("a document is refreshed by one look for all", "[net][documents]") {
    Library library;
    Library::Process process(library);
    std::vector<std::jthread> looks;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i) looks.emplace_back([&] { right += *process.get().text == "{1}"; });
    looks.clear();
    CHECK(right == 8);
    CHECK(library.server.connections() == 1);
}
