#include "formats/url_text.h"

#include "nameward/text.h"

namespace nameward::formats {
namespace {

// Where scheme and "://" end; 0 without them.
std::size_t end_of_scheme(std::string_view url) {
    const auto scheme = url.find("://");
    return scheme == url.npos ? 0 : scheme + 3;
}

}  // namespace

std::string_view origin_of(std::string_view url) {
    const auto begin = end_of_scheme(url);
    return begin == 0 ? url : url.substr(0, url.find_first_of("/?#", begin));
}

std::string host_of(std::string_view url) {
    auto host = url.substr(end_of_scheme(url));
    host = host.substr(0, host.find_first_of("/?#"));
    host = host.substr(host.rfind('@') + 1);
    if (host.starts_with('[')) return lower(host.substr(1, host.find(']') - 1));
    return lower(host.substr(0, host.find(':')));
}

}  // namespace nameward::formats
