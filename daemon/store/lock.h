// One writer at a time: flock on a file beside the database, with the writer's pid inside.
#pragma once

#include <filesystem>
#include <utility>

#include "nameward/result.h"

namespace nameward::store {

// Held until destruction, and by the kernel's doing never longer than the process lives.
class WriterLock {
  public:
    // Never waits. The error of a held lock names the holder's pid where the file tells it.
    static Result<WriterLock> take(const std::filesystem::path& database);

    WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    WriterLock& operator=(WriterLock&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~WriterLock();

  private:
    explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace nameward::store
