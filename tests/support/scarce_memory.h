// Lets one allocation of this thread fail, as if memory had run out just there.
#pragma once

namespace nameward::test {

class ScarceMemory {
  public:
    // The `nth` allocation from now on, 1 being the next.
    explicit ScarceMemory(int nth);
    ~ScarceMemory();
    ScarceMemory(const ScarceMemory&) = delete;
    ScarceMemory& operator=(const ScarceMemory&) = delete;

    bool struck() const;
};

}  // namespace nameward::test
