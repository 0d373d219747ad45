// Real receivers for tests: tests/lab/smtp_server.py and webhook_receiver.py as child processes, with certificates of
// an authority of their own.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scratch_folder.h"

namespace lab {

void write_file(const std::filesystem::path& file, const std::string& text);
std::string read_file(const std::filesystem::path& file);

// Runs a program to its end, at most a minute. Throws where it fails.
void run(const std::vector<std::string>& command);

// One authority for the whole test run: ca.pem; server.pem and .key for localhost, 127.0.0.1 and ::1; other.pem and
// .key for another name; expired.pem and .key.
const ScratchFolder& certificates();

// A child that prints "listening ADDRESS PORT" and then serves until its owner goes.
class Receiver {
  public:
    // `program` is a file in tests/lab. --listen, --log and --control are added.
    Receiver(const std::string& program, std::vector<std::string> arguments);
    ~Receiver();
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    int port() const { return port_; }
    void behave(const std::string& how) const { write_file(folder_ / "control", how); }
    // What it has logged so far, and only the lines that hold `key`.
    std::vector<nlohmann::json> log() const;
    std::vector<nlohmann::json> log_with(const std::string& key) const;

  private:
    ScratchFolder folder_;
    int pid_ = -1;
    int port_ = 0;
};

std::vector<std::string> with_certificate(const std::string& prefix, std::vector<std::string> arguments);

}  // namespace lab
