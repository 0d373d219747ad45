#include "system/secret_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "catch.h"

using namespace nameward;
using nameward::system::read_secret;

namespace {

class Folder {
  public:
    Folder() {
        char name[] = "/tmp/nameward-secret-XXXXXX";
        path_ = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    Path write(const std::string& content, mode_t mode = 0600) const {
        const Path file = path_ / "secret";
        std::ofstream(file, std::ios::binary) << content;
        ::chmod(file.c_str(), mode);
        return file;
    }
    const Path& path() const { return path_; }

  private:
    Path path_;
};

}  // namespace

TEST_CASE("a secret is the line in its file", "[config][secret]") {
    const Folder folder;
    for (const std::string content : {"correct horse", "correct horse\n", "correct horse\r\n"}) {
        const auto secret = read_secret(folder.write(content));
        REQUIRE(secret);
        CHECK(secret->value == "correct horse");
        CHECK(secret->warning.empty());
    }
    CHECK(read_secret(folder.write(" blanks stay \n"))->value == " blanks stay ");
}

TEST_CASE("a secret is read anew at each use", "[config][secret]") {
    const Folder folder;
    CHECK(read_secret(folder.write("first"))->value == "first");
    CHECK(read_secret(folder.write("second"))->value == "second");
}

TEST_CASE("a secret that everybody can write is used with a warning", "[config][secret]") {
    const Folder folder;
    CHECK(read_secret(folder.write("topsecret", 0602))
              ->warning.ends_with("can be written by everybody on this machine: chmod o-w it"));
    CHECK(read_secret(folder.write("topsecret", 0666))
              ->warning.ends_with("can be read and written by everybody on this machine: chmod o-rw it"));
}

TEST_CASE("a secret that everybody can read is used with a warning", "[config][secret]") {
    const Folder folder;
    const auto secret = read_secret(folder.write("topsecret", 0644));
    REQUIRE(secret);
    CHECK(secret->warning.find("chmod") != std::string::npos);
    CHECK(secret->warning.find("topsecret") == std::string::npos);
}

TEST_CASE("an unusable secret file is refused by name and never by content", "[config][secret]") {
    const Folder folder;
    for (const std::string& content : {std::string(), std::string("\n"), std::string("topsecret\nsecond line\n"),
                                       std::string("topsecret\0", 10), std::string(65 * 1024, 't')}) {
        const auto secret = read_secret(folder.write(content));
        REQUIRE_FALSE(secret);
        CHECK(secret.error().kind == ErrorKind::config);
        CHECK(secret.error().what.find((folder.path() / "secret").string()) != std::string::npos);
        CHECK(secret.error().what.find("topsecret") == std::string::npos);
    }
}

TEST_CASE("a missing secret file may come back, a folder or a pipe may not", "[config][secret]") {
    const Folder folder;
    CHECK(read_secret(folder.path() / "missing").error().kind == ErrorKind::transient);
    CHECK(read_secret(folder.path()).error().kind == ErrorKind::config);
    const Path pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(read_secret(pipe).error().kind == ErrorKind::config);
}

TEST_CASE("an unset credentials directory is an error at the use of the secret", "[config][secret]") {
    const auto secret = read_secret("${CREDENTIALS_DIRECTORY}/smtp-password");
    REQUIRE_FALSE(secret);
    CHECK(secret.error().what.find("CREDENTIALS_DIRECTORY is not set") != std::string::npos);
}
