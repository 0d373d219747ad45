// Any bytes as an answer of Microsoft's sign-in service: they must be read or refused, and what is read keeps its
// promises. With clang: -fsanitize=fuzzer,address,undefined. Elsewhere driver.cpp brings the inputs.
#include <cstdint>
#include <string_view>

#include "formats/bounded_json.h"
#include "formats/openid.h"
#include "formats/realm.h"
#include "fuzz_target.h"
#include "microsoft_documents.h"
#include "nameward/text.h"

using namespace nameward;
using namespace nameward::formats;

namespace {

void check_text(const std::optional<std::string>& text) {
    if (!text) return;
    demand(text->size() <= 512, "a text has at most 512 bytes");
    for (const char c : *text) demand(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "a text has no controls");
}

void check_url(const std::optional<LoginUrl>& url) {
    if (!url) return;
    demand(!url->text.empty() && !url->host.empty(), "an address has a text and a host");
    demand(url->text.find_first_of("?#") == std::string::npos, "an address has no query");
    demand(lower(url->host) == url->host, "a host is in lower case");
    const auto again = login_url(url->text);
    demand(again.text == url->text && again.host == url->host, "an address is read as itself");
}

template <class T>
void check_error(const Result<T>& result) {
    demand(result || !result.error().what.empty(), "a refusal has a reason");
    demand(result || result.error().what.size() < 400, "a reason is short");
}

void check_openid(int status, std::string_view body) {
    const auto word = read_openid(status, body);
    check_error(word);
    if (!word || !*word) return;
    const auto& tenant = **word;
    demand(status == 200, "a tenant comes with HTTP 200");
    demand(tenant.tenant_id.size() == 36 && lower(tenant.tenant_id) == tenant.tenant_id, "a tenant has a GUID");
    for (const auto& text : {tenant.region_scope, tenant.region_sub_scope, tenant.cloud_instance, tenant.msgraph_host})
        check_text(text);
}

}  // namespace

std::vector<std::string> good_inputs() {
    return test::microsoft::documents();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    check_error(parse_json(body));
    for (const int status : {200, 400, 503}) check_openid(status, body);

    const auto realm = read_realm(200, body);
    check_error(realm);
    if (realm) {
        demand(realm->kind != RealmKind::federated || realm->login.has_value(), "a federation has its address");
        check_text(realm->domain);
        check_text(realm->brand);
        check_url(realm->login);
    }
    const auto witness = read_realm_witness(200, body);
    check_error(witness);
    if (witness) {
        check_text(witness->protocol);
        check_url(witness->metadata);
        check_url(witness->active);
    }
    return 0;
}
