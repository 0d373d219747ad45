#include "net/transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <system_error>

#include "core/route.h"
#include "nameward/domain.h"
#include "nameward/text.h"
#include "net/host_text.h"
#include "net/socket_address.h"

namespace nameward::net {
namespace {

using std::chrono::milliseconds;

std::string url_part(CURLU* url, CURLUPart part, unsigned flags) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    std::string out = text;
    curl_free(text);
    return out;
}

// ": Connection refused", or nothing.
std::string reason_of_system(CURL* handle) {
    long number = 0;
    curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &number);
    return number == 0 ? "" : ": " + std::generic_category().message(static_cast<int>(number));
}

// The verdicts of OpenSSL that an operator meets. libcurl compares the name by itself, before it asks for the chain's
// verdict: until then that is 1 ("unspecified").
std::string certificate_trouble(CURL* handle) {
    long verdict = 0;
    curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &verdict);
    switch (verdict) {
        case 0:
        case 1:
            return "it is made out to another name";
        case 9:
            return "it is not valid yet";
        case 10:
            return "it has expired";
        case 18:
        case 19:
            return "it is self-signed";
        case 2:
        case 20:
        case 21:
            return "its issuer is not trusted here";
        default:
            return "X.509 verdict " + std::to_string(verdict);
    }
}

// Called by libcurl at least once a second; anything but 0 ends the transfer.
int on_transfer_progress(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

// Without libcurl's own conversion, which goes by the locale. Empty where it is no name.
std::string ascii_host(const std::string& host) {
    const auto is_ascii = [](unsigned char c) { return c < 0x80; };
    if (std::all_of(host.begin(), host.end(), is_ascii)) return host;
    const auto name = Domain::parse(host);
    return name ? name->name() : "";
}

void start_libcurl_once() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error("libcurl could not be started, code " + std::to_string(started));
}

}  // namespace

ListHandle appended(ListHandle list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());  // is part of the longer list now
    return ListHandle(longer);
}

std::string Target::name() const {
    const bool usual = (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
    return scheme + "://" + host + (usual ? "" : ":" + std::to_string(port));
}

Result<Target> parse_target(const std::string& url, const std::vector<std::string>& schemes) {
    const Error unusable{ErrorKind::config, "the URL cannot be used: it must begin with " +
                                                join_words(schemes, ":// or ") + ":// and name a host"};
    const auto blank_or_control = [](unsigned char c) { return c <= 0x20 || c == 0x7F; };
    if (std::any_of(url.begin(), url.end(), blank_or_control)) return unusable;
    Target target{UrlHandle(curl_url()), {}, {}, 0};
    CURLU* parsed = target.url.get();
    if (curl_url_set(parsed, CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) return unusable;
    target.scheme = url_part(parsed, CURLUPART_SCHEME, 0);
    target.host = ascii_host(url_part(parsed, CURLUPART_HOST, 0));
    const std::string port = url_part(parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    if (std::find(schemes.begin(), schemes.end(), target.scheme) == schemes.end()) return unusable;
    if (target.host.empty() || port.empty()) return unusable;
    target.port = static_cast<std::uint16_t>(std::stoul(port));
    if (curl_url_set(parsed, CURLUPART_HOST, target.host.c_str(), 0) != CURLUE_OK) return unusable;
    if (curl_url_set(parsed, CURLUPART_PORT, port.c_str(), 0) != CURLUE_OK) return unusable;
    return target;
}

std::string text_of(const Target& target) {
    return url_part(target.url.get(), CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
}

Result<Target> resolved(const Target& from, const std::string& location) {
    const Error unusable{ErrorKind::malformed, "it is no URL of https or http"};
    const UrlHandle url(curl_url_dup(from.url.get()));
    if (!url) throw std::bad_alloc();
    if (curl_url_set(url.get(), CURLUPART_URL, location.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return unusable;
    if (!url_part(url.get(), CURLUPART_USER, 0).empty()) return unusable;
    if (curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0) != CURLUE_OK) return unusable;
    if (auto target = parse_target(url_part(url.get(), CURLUPART_URL, 0), {"https", "http"})) return target;
    return unusable;
}

Transfer::Transfer(const TransferOptions& options, std::string attempted, milliseconds deadline, std::stop_token stop)
    : options_(options),
      attempted_(std::move(attempted)),
      deadline_(deadline),
      stop_(std::move(stop)),
      begun_(std::chrono::steady_clock::now()) {
    start_libcurl_once();
    handle_.reset(curl_easy_init());
    if (!handle_) throw std::bad_alloc();
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_FORBID_REUSE, 1L);
    if (stop_.stop_possible()) {
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &on_transfer_progress);
        set(CURLOPT_XFERINFODATA, &stop_);
    }
    if (options_.ca_file.empty()) return;
    set(CURLOPT_CAINFO, options_.ca_file.c_str());
    set(CURLOPT_PROXY_CAINFO, options_.ca_file.c_str());
    // Otherwise the system's folder of authorities would stay trusted beside the file.
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    set(CURLOPT_PROXY_CAPATH, static_cast<const char*>(nullptr));
}

milliseconds Transfer::left() const {
    return deadline_ - std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun_);
}

Status Transfer::aim(Target target, const std::string& proxy, AddressGuard guard) {
    url_ = std::move(target.url);
    set(CURLOPT_CURLU, url_.get());
    const core::Route route = core::route_to(target.host, target.port, options_.connect_to);
    if (route.by_operator)
        connect_list_ = appended({}, "::" + with_brackets(route.host) + ":" + std::to_string(route.port));
    else if (auto guarded = guard_with(std::move(guard), target.host, !proxy.empty()); !guarded)
        return guarded;
    set(CURLOPT_CONNECT_TO, connect_list_.get());
    set(CURLOPT_PROXY, "");  // whatever the environment says
    set(CURLOPT_NOPROXY, "");
    if (!proxy.empty()) return use_proxy(proxy);
    return resolve(route.by_operator ? route.host : target.host, route.port);
}

Status Transfer::use_proxy(const std::string& proxy) {
    auto over = parse_target(proxy, {"http", "https", "socks5h"});
    if (!over) return error(ErrorKind::config, "network.proxy: " + over.error().what);
    set(CURLOPT_PROXY, url_part(over->url.get(), CURLUPART_URL, 0).c_str());
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    return resolve(over->host, over->port);
}

Status Transfer::guard_with(AddressGuard guard, const std::string& host, bool proxied) {
    if (!guard) return Nothing{};
    const auto literal = IpAddress::parse(without_brackets(host));
    if (literal && !guard(*literal))
        return error(ErrorKind::rejected, "the address " + literal->text() + " may not be connected to");
    if (proxied) return Nothing{};
    guard_ = std::move(guard);
    set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
    set(CURLOPT_OPENSOCKETDATA, this);
    return Nothing{};
}

// Called by libcurl for each address before it connects.
curl_socket_t Transfer::open_socket(void* transfer, curlsocktype, curl_sockaddr* address) try {
    auto& self = *static_cast<Transfer*>(transfer);
    const auto to = address_of(&address->addr);
    if (to && self.guard_(*to)) return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    self.refused_ = true;
    return CURL_SOCKET_BAD;
} catch (...) {  // libcurl is C: nothing may fly through it
    return CURL_SOCKET_BAD;
}

Status Transfer::resolve(const std::string& host, std::uint16_t port) {
    const std::string bare = without_brackets(host);
    if (!options_.resolve || IpAddress::parse(bare) || is_localhost(bare)) return Nothing{};
    const Addresses addresses = options_.resolve(bare);
    if (!addresses) return error(addresses.error().kind, addresses.error().what);
    if (addresses->empty()) return error(ErrorKind::transient, "the host " + bare + " has no address");
    std::string entry = bare + ":" + std::to_string(port) + ":";
    for (const IpAddress& address : *addresses)
        entry += (entry.back() == ':' ? "" : ",") + with_brackets(address.text());
    resolve_list_ = appended({}, entry);
    set(CURLOPT_RESOLVE, resolve_list_.get());
    return Nothing{};
}

CURLcode Transfer::perform() {
    const milliseconds rest = left();
    if (rest.count() <= 0) return CURLE_OPERATION_TIMEDOUT;
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(rest.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(rest.count()));
    return curl_easy_perform(handle_.get());
}

long Transfer::response_code() const {
    long code = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
}

Error Transfer::failure(CURLcode code) const {
    if (refused_ && code == CURLE_COULDNT_CONNECT)
        return error(ErrorKind::rejected, "it leads to an address that may not be connected to");
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return error(ErrorKind::transient, "the host name could not be resolved");
        case CURLE_COULDNT_RESOLVE_PROXY:
            return error(ErrorKind::transient, "the name of the proxy could not be resolved");
        case CURLE_COULDNT_CONNECT:
            return error(ErrorKind::transient, "no connection could be made" + reason_of_system(handle_.get()));
        case CURLE_OPERATION_TIMEDOUT:
            return error(ErrorKind::transient, "no complete answer within " + in_seconds(deadline_));
        case CURLE_SSL_CONNECT_ERROR:
            return error(ErrorKind::transient, "the TLS handshake failed");
        case CURLE_PEER_FAILED_VERIFICATION:
            return error(ErrorKind::transient,
                         "its certificate is not accepted: " + certificate_trouble(handle_.get()));
        case CURLE_USE_SSL_FAILED:
            return error(ErrorKind::transient, "it does not offer STARTTLS, and nothing is sent without TLS");
        case CURLE_SSL_CACERT_BADFILE:
            return error(ErrorKind::transient, "network.ca_file could not be read as PEM certificates");
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
            return error(ErrorKind::transient, "the connection broke before the answer was complete");
        case CURLE_ABORTED_BY_CALLBACK:
            return error(ErrorKind::transient, std::string("broken off, because ") + kStopping);
        case CURLE_LOGIN_DENIED:
            return error(ErrorKind::transient, "it offers no way to log in that is known here");
        case CURLE_PROXY:
            return error(ErrorKind::transient, "the proxy could not make the connection");
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_BAD_CONTENT_ENCODING:
            return error(ErrorKind::malformed, "what came back could not be understood");
        default:
            return error(ErrorKind::transient, "the exchange failed (libcurl code " + std::to_string(code) + ")");
    }
}

}  // namespace nameward::net
