// What every exchange over libcurl has in common: where it connects to, TLS, its deadline, and our own words for what
// went wrong (libcurl's texts differ between its versions and are never shown). libcurl stays inside this folder.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "nameward/config.h"
#include "nameward/dns.h"

namespace nameward::net {

struct TransferOptions {
    Path ca_file;  // replaces the system's authorities; empty = the system's
    std::vector<ConnectTo> connect_to;
    std::string proxy;  // for HTTP; "" = none, whatever the environment says
    // Addresses of a host; null = the system's resolver. Must be bounded in time by itself.
    std::function<Addresses(const std::string& host)> resolve;
};

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, CurlFree>;
using ListHandle = std::unique_ptr<curl_slist, CurlFree>;

ListHandle appended(ListHandle list, const std::string& line);

// A URL, read by the same parser that later connects, so that no two readings of it exist.
struct Target {
    UrlHandle url;
    std::string scheme, host;  // A-labels or an address; IPv6 with brackets
    std::uint16_t port = 0;

    std::string name() const;  // "https://example.com:8443": fit for errors, holds no path, query or user
};

// Error (config) without any part of the text.
Result<Target> parse_target(const std::string& url, const std::vector<std::string>& schemes);

// The whole URL. It may hold a secret.
std::string text_of(const Target& target);

// Where a Location leads from there (RFC 3986, 5), http or https. Error (malformed) without any part of the text.
Result<Target> resolved(const Target& from, const std::string& location);

using AddressGuard = std::function<bool(const IpAddress&)>;

// One exchange. Used by one thread, once.
class Transfer {
  public:
    // `attempted` begins every error: "POST https://example.com". The clock of the deadline starts here. The options
    // must outlive the transfer.
    Transfer(const TransferOptions& options, std::string attempted, std::chrono::milliseconds deadline,
             std::stop_token stop = {});
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Resolves what has to be resolved and points the handle at the target. The guard is asked about every address
    // before a packet goes there, except where the operator wrote the way (connect_to, proxy).
    Status aim(Target target, const std::string& proxy = "", AddressGuard guard = nullptr);

    template <class T>
    void set(CURLoption option, T value) {
        curl_easy_setopt(handle_.get(), option, value);
    }

    CURLcode perform();

    long response_code() const;  // last received
    bool past_deadline() const { return left().count() <= 0; }

    // What went wrong, by the result of perform().
    Error failure(CURLcode code) const;

  private:
    std::chrono::milliseconds left() const;
    Error error(ErrorKind kind, const std::string& what) const { return {kind, attempted_ + ": " + what}; }
    Status resolve(const std::string& host, std::uint16_t port);
    Status use_proxy(const std::string& proxy);
    Status guard_with(AddressGuard guard, const std::string& host, bool proxied);
    static curl_socket_t open_socket(void* transfer, curlsocktype purpose, curl_sockaddr* address);

    const TransferOptions& options_;
    const std::string attempted_;
    const std::chrono::milliseconds deadline_;
    const std::stop_token stop_;
    const std::chrono::steady_clock::time_point begun_;
    std::unique_ptr<CURL, CurlFree> handle_;
    UrlHandle url_;
    ListHandle resolve_list_, connect_list_;
    AddressGuard guard_;
    bool refused_ = false;  // the guard refused an address
};

}  // namespace nameward::net
