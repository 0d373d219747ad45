// Documents that are the same for all domains: kept, and refreshed once a day by whoever asks first. One object for the
// process. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "nameward/kept.h"
#include "nameward/look.h"
#include "nameward/net.h"

namespace nameward::net {

// Where documents outlive the process. Empty functions: nowhere.
struct DocumentShelf {
    std::function<std::optional<KeptDocument>(const std::string& url)> load{};
    std::function<void(const KeptDocument&)> save{};
};

class Documents {
  public:
    using Get = std::function<Result<Fetched>(const Fetch&)>;

    explicit Documents(DocumentShelf shelf = {}) : shelf_(std::move(shelf)) {}

    // The promises of Net::document. While somebody else refreshes it, what is there is returned at once; where only
    // the seed is there, the refresh is waited for.
    Document get(const DocumentWish& wish, const Get& get, Look& look, Wall now, std::stop_token stop);

  private:
    struct Entry {
        KeptDocument kept;
        std::shared_ptr<const std::string> text{};  // of the kept body; null: none was ever fetched
        bool refreshing = false;
    };

    Entry& entry(const std::string& url);
    void await(std::unique_lock<std::mutex>& lock, const Entry& entry, Look& look, const std::stop_token& stop);
    void refresh(const DocumentWish& wish, const Get& get, Entry& entry, Look& look, Wall now,
                 const std::stop_token& stop);

    const DocumentShelf shelf_;
    std::mutex mutex_;
    std::condition_variable_any refreshed_;
    std::map<std::string, Entry> entries_;
};

}  // namespace nameward::net
