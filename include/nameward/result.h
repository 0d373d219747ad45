// A value or the reason why there is none. For failures that the caller can act on;
// what only the process can act on (a broken database, a bug) is an exception.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace nameward {

// Names what the caller may do next.
enum class ErrorKind {
    transient,  // the same attempt may succeed later
    rejected,   // the other side understood and refused; repeating it changes nothing
    malformed,  // what came back could not be read
    config,     // the operator has to change something
};

// `what` is a whole sentence: what was attempted, on what, what came back, what happens next.
struct Error {
    ErrorKind kind = ErrorKind::transient;
    std::string what;
};

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return state_.index() == 0; }
    const T& operator*() const& { return std::get<0>(state_); }
    T& operator*() & { return std::get<0>(state_); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    const T* operator->() const { return &std::get<0>(state_); }
    T* operator->() { return &std::get<0>(state_); }
    const Error& error() const { return std::get<1>(state_); }

  private:
    std::variant<T, Error> state_;
};

struct Nothing {};
using Status = Result<Nothing>;

}  // namespace nameward
