// A folder for the configuration files of one test.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/config.h"

namespace config_test {

class Folder {
  public:
    Folder() {
        char name[] = "/tmp/nameward-config-XXXXXX";
        path_ = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    nameward::Path write(const std::string& name, const std::string& content) const {
        const nameward::Path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }
    const nameward::Path& path() const { return path_; }

  private:
    nameward::Path path_;
};

inline nameward::config::Load load_text(const std::string& text) {
    const Folder folder;
    return nameward::config::load_config(folder.write("nameward.toml", text), nullptr);
}

// All messages as "line:column: text".
inline std::string shown(const std::vector<nameward::config::Message>& messages) {
    std::string text;
    for (const auto& message : messages)
        text += std::to_string(message.line) + ":" + std::to_string(message.column) + ": " + message.text + "\n";
    return text;
}

}  // namespace config_test
