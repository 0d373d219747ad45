#include "net/http.h"

#include <algorithm>
#include <string_view>

#include "nameward/text.h"
#include "nameward/version.h"
#include "net/retry_after.h"

namespace nameward::net {
namespace {

constexpr std::size_t kMaxHeaderBytes = 64 * 1024;  // against a server that never stops; browsers allow 256 KiB
constexpr std::size_t kMaxLocation = 2048;
constexpr std::size_t kMaxValidator = 256;  // kept beside a document; the usual ones have 40

struct Reception {
    const HttpRequest& request;
    HttpResponse response{};
    std::size_t header_bytes = 0;
    bool too_many_headers = false;
};

void take_header(Reception& reception, std::string_view line) {
    HttpResponse& response = reception.response;
    if (line.starts_with("HTTP/")) response = {};  // what came before was an interim (1xx) response
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "retry-after") response.retry_after = parse_retry_after(value, reception.request.wall);
    if (name == "content-type") response.content_type = lower(trimmed(value.substr(0, value.find(';'))));
    if (name == "etag" && value.size() <= kMaxValidator) response.etag = value;
    if (name == "last-modified" && value.size() <= kMaxValidator) response.last_modified = value;
    if (name == "location" && value.size() <= kMaxLocation) response.location = value;
}

// Both are called by libcurl; any other number than the size ends the transfer.
std::size_t on_header(const char* bytes, std::size_t, std::size_t size, void* data) try {
    auto& reception = *static_cast<Reception*>(data);
    reception.header_bytes += size;
    reception.too_many_headers = reception.header_bytes > kMaxHeaderBytes;
    if (reception.too_many_headers) return 0;
    take_header(reception, {bytes, size});
    return size;
} catch (...) {  // libcurl is C: nothing may fly through it
    return 0;
}

std::size_t on_body(const char* bytes, std::size_t, std::size_t size, void* data) try {
    auto& reception = *static_cast<Reception*>(data);
    HttpResponse& response = reception.response;
    const std::size_t room = reception.request.body_limit - response.body.size();
    const std::size_t taken = std::min(room, size), whole = response.body.size() + taken;
    // A string would grow to twice what it needs, also beyond the limit.
    if (whole > response.body.capacity()) response.body.reserve(std::min(2 * whole, reception.request.body_limit));
    response.body.append(bytes, taken);
    response.body_cut = size > room;
    return response.body_cut ? 0 : size;
} catch (...) {
    return 0;
}

bool is_header_safe(const std::pair<std::string, std::string>& header) {
    const auto ends_line = [](const std::string& text) {
        return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
    };
    return !header.first.empty() && !ends_line(header.first) && !ends_line(header.second);
}

ListHandle header_list(const HttpRequest& request) {
    ListHandle list = appended({}, "Expect:");  // no waiting for "100 Continue"
    for (const auto& [name, value] : request.headers)
        list = appended(std::move(list), value.empty() ? name + ";" : name + ": " + value);
    return list;
}

void set_method(Transfer& transfer, const HttpRequest& request) {
    if (request.method == "HEAD") transfer.set(CURLOPT_NOBODY, 1L);
    if (request.method == "GET" || request.method == "HEAD") return;
    transfer.set(CURLOPT_POST, 1L);
    transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    transfer.set(CURLOPT_POSTFIELDS, request.body.c_str());
    if (request.method != "POST") transfer.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void set_reception(Transfer& transfer, Reception& reception) {
    transfer.set(CURLOPT_HEADERFUNCTION, &on_header);
    transfer.set(CURLOPT_HEADERDATA, &reception);
    transfer.set(CURLOPT_WRITEFUNCTION, &on_body);
    transfer.set(CURLOPT_WRITEDATA, &reception);
}

void set_manners(Transfer& transfer) {
    static const std::string agent = std::string("nameward/") + version();
    transfer.set(CURLOPT_USERAGENT, agent.c_str());
    transfer.set(CURLOPT_PROTOCOLS_STR, "https,http");
    transfer.set(CURLOPT_FOLLOWLOCATION, 0L);
    transfer.set(CURLOPT_HTTP_VERSION,
                 static_cast<long>(CURL_HTTP_VERSION_1_1));  // one exchange: HTTP/2 brings nothing
    transfer.set(CURLOPT_ACCEPT_ENCODING, "gzip");
}

bool is_method(const std::string& method) {
    return method == "GET" || method == "HEAD" || method == "POST" || method == "PUT";
}

}  // namespace

Result<HttpResponse> HttpClient::operator()(const HttpRequest& request) const {
    if (!is_method(request.method) || !std::all_of(request.headers.begin(), request.headers.end(), is_header_safe))
        return Error{ErrorKind::config, "an HTTP request cannot be made: its method or a header is not allowed"};
    auto target = parse_target(request.url, {"https", "http"});
    if (!target) return Error{ErrorKind::config, request.method + ": " + target.error().what};

    const std::string attempted = request.method + " " + target->name();
    Transfer transfer(options_, attempted, request.deadline, request.stop);
    if (auto aimed = transfer.aim(std::move(*target), options_.proxy, request.may_connect); !aimed)
        return aimed.error();
    Reception reception{request};
    const ListHandle headers = header_list(request);
    transfer.set(CURLOPT_HTTPHEADER, headers.get());
    set_manners(transfer);
    set_method(transfer, request);
    set_reception(transfer, reception);

    const CURLcode code = transfer.perform();
    if (reception.too_many_headers) return Error{ErrorKind::malformed, attempted + ": its headers never end"};
    if (code != CURLE_OK && !reception.response.body_cut) return transfer.failure(code);
    reception.response.status = static_cast<int>(transfer.response_code());
    if (reception.response.status < 200) return Error{ErrorKind::malformed, attempted + ": no final answer came"};
    return std::move(reception.response);
}

}  // namespace nameward::net
