#pragma once

#include <cstdlib>
#include <optional>
#include <string>

// Sets or clears an environment variable for the length of a scope.
class EnvironmentVariable {
  public:
    EnvironmentVariable(const char* name, const std::optional<std::string>& value) : name_(name) {
        if (const char* former = std::getenv(name)) former_ = former;
        set(value);
    }
    ~EnvironmentVariable() { set(former_); }
    EnvironmentVariable(const EnvironmentVariable&) = delete;
    EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

  private:
    void set(const std::optional<std::string>& value) {
        if (value)
            setenv(name_, value->c_str(), 1);
        else
            unsetenv(name_);
    }

    const char* name_;
    std::optional<std::string> former_;
};
