// RDATA as text. ldns serves as a codec only, and only for types whose layout was checked before: it never resolves,
// sends or receives here.
#include <algorithm>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "dns/ldns_codec.h"
#include "dns/rdata.h"
#include "dns/reader.h"
#include "dns/wire.h"
#include "nameward/text.h"

namespace nameward::dns {
namespace {

struct FreeRecord {
    void operator()(ldns_rr* record) const { ldns_rr_free(record); }
};
struct FreeText {
    void operator()(char* text) const { LDNS_FREE(text); }
};
using Record = std::unique_ptr<ldns_rr, FreeRecord>;
using Text = std::unique_ptr<char, FreeText>;

// Texts by type and RDATA. Thrown away as a whole when full: what is still in use comes back with the next answers.
class Memo {
  public:
    std::optional<std::string> find(const std::string& key) {
        const std::lock_guard lock(mutex_);
        const auto found = texts_.find(key);
        if (found == texts_.end()) return std::nullopt;
        return found->second;
    }

    void keep(const std::string& key, const std::string& text) {
        const auto size = key.size() + text.size() + kOverhead;
        if (size > kLargest) return;
        const std::lock_guard lock(mutex_);
        if (size_ + size > kMemory) clear();
        if (texts_.emplace(key, text).second) size_ += size;
    }

  private:
    static constexpr std::size_t kMemory = 4U << 20;   // some 20,000 records of usual size
    static constexpr std::size_t kLargest = 4U << 10;  // a hostile 64 KiB record must not push out the others
    static constexpr std::size_t kOverhead = 128;      // of one entry, about

    void clear() {
        texts_.clear();
        size_ = 0;
    }

    std::mutex mutex_;
    std::unordered_map<std::string, std::string> texts_;
    std::size_t size_ = 0;
};

// RFC 3597 5.
std::string generic_text(const std::string& rdata) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "\\# " + std::to_string(rdata.size());
    if (!rdata.empty()) text += ' ';
    for (const char c : rdata) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 0xf];
    }
    return text;
}

Record parsed(std::uint16_t type, const std::string& rdata) {
    Record record(ldns_rr_new());
    if (!record) return nullptr;
    ldns_rr_set_type(record.get(), static_cast<ldns_rr_type>(type));
    std::vector<std::uint8_t> wire{static_cast<std::uint8_t>(rdata.size() >> 8),
                                   static_cast<std::uint8_t>(rdata.size() & 0xff)};
    wire.insert(wire.end(), rdata.begin(), rdata.end());
    std::size_t position = 0;
    if (ldns_wire2rdf(record.get(), wire.data(), wire.size(), &position) != LDNS_STATUS_OK) return nullptr;
    return position == wire.size() ? std::move(record) : nullptr;
}

std::string name_field(const ldns_rdf& field) {
    const auto name = name_to_text({reinterpret_cast<const char*>(ldns_rdf_data(&field)), ldns_rdf_size(&field)});
    return name.empty() ? "." : name;
}

// One way to write an address in the whole program, whatever the library's is.
std::optional<std::string> address_field(const ldns_rdf& field) {
    const auto address = IpAddress::from_bytes({ldns_rdf_data(&field), ldns_rdf_size(&field)});
    if (!address) return std::nullopt;
    return address->text();
}

// ldns ends type bitmaps and salts with a blank.
std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

bool is_ds(std::uint16_t type) {
    constexpr std::uint16_t cds = 59, dlv = 32769;
    return type == rr::DS || type == cds || type == dlv;
}

// nullopt for what ldns does not know or cannot print.
std::optional<std::string> field_text(std::uint16_t type, const ldns_rdf& field) {
    const auto kind = ldns_rdf_get_type(&field);
    if (kind == LDNS_RDF_TYPE_DNAME) return name_field(field);
    if (kind == LDNS_RDF_TYPE_A || kind == LDNS_RDF_TYPE_AAAA) return address_field(field);
    if (kind == LDNS_RDF_TYPE_UNKNOWN) return std::nullopt;
    const Text text(ldns_rdf2str(&field));
    if (!text) return std::nullopt;
    const auto result = trimmed(text.get());
    return kind == LDNS_RDF_TYPE_HEX && is_ds(type) ? upper(result) : result;
}

bool is_printable(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::optional<std::string> typed_text(std::uint16_t type, const std::string& rdata) {
    const auto record = layout_of(type) ? parsed(type, rdata) : nullptr;
    if (!record) return std::nullopt;
    std::string text;
    for (std::size_t i = 0; i < ldns_rr_rd_count(record.get()); ++i) {
        const auto field = field_text(type, *ldns_rr_rdf(record.get(), i));
        if (!field) return std::nullopt;
        if (!text.empty() && !field->empty()) text += ' ';
        text += *field;
    }
    if (!is_printable(text)) return std::nullopt;
    return text;
}

// The layout again, whoever calls: ldns gets nothing that was not checked here.
std::optional<std::string> checked(std::uint16_t type, const std::string& rdata) {
    const Bytes bytes(reinterpret_cast<const std::uint8_t*>(rdata.data()), rdata.size());
    return rdata.size() <= 0xffff ? canonical_rdata(bytes, 0, bytes.size(), type) : std::nullopt;
}

std::string composed(std::uint16_t type, const std::string& rdata) {
    const auto canonical = checked(type, rdata);
    const auto text = canonical ? typed_text(type, *canonical) : std::nullopt;
    return text ? *text : generic_text(rdata);
}

}  // namespace

std::string presentation(std::uint16_t type, const std::string& canonical_rdata) {
    static Memo memo;
    const std::string key = std::string{static_cast<char>(type >> 8), static_cast<char>(type & 0xff)} + canonical_rdata;
    if (auto known = memo.find(key)) return *known;
    auto text = composed(type, canonical_rdata);
    memo.keep(key, text);
    return text;
}

}  // namespace nameward::dns
