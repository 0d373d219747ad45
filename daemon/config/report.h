// What reading the files has brought to light so far, besides the values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace nameward::config {

struct Place {
    std::string file;
    int line = 0, column = 0;
};

std::string to_string(const Place& place);

// A key that some file sets, with its dotted name without numbers: "domain.expect.locks".
struct KeySet {
    std::string key;
    Place place;
    bool asks_for_nothing = false;  // "", [], false, or a table: its keys ask
};

// A host that alerts pass through.
struct AlertPath {
    Place place;
    std::string sink;
    std::string role;  // "the mail server", "the receiver's address"
    std::string host;
};

// A file that will be read later.
struct FileNamed {
    Place place;
    Path path;
};

class Report {
  public:
    void error(const Place& place, std::string text);
    void warn(const Place& place, std::string text);

    // The name or key `what` is taken at `place`; an error that names both places where it was taken before.
    // `already` says what that means: "is set twice", "is the name of two sinks".
    bool claim(const std::string& what, const Place& place, std::string_view already);

    void sort();

    std::vector<Message> errors, warnings;
    std::vector<KeySet> keys;
    std::vector<AlertPath> alert_paths;
    std::vector<FileNamed> files;

  private:
    std::map<std::string, Place> claims_;
};

}  // namespace nameward::config
