// RDATA in canonical form (RFC 4034 6.2), checked against the layout of its type.
#include <algorithm>

#include "dns/rdata.h"
#include "dns/reader.h"
#include "dns/wire.h"

namespace nameward::dns {
namespace {

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (lowered(c) >= 'a' && lowered(c) <= 'z');
}

// Copies field after field from the packet to the canonical form. A field that is not there fails the reader.
class Canoniser {
  public:
    explicit Canoniser(Reader in) : in_(in) {}

    std::optional<std::string> run(const Layout& layout) {
        for (const auto field : layout) copy(field);
        if (!in_.ok() || in_.left() != 0) return std::nullopt;
        return std::move(out_);
    }

  private:
    void copy(Field field) {
        switch (field) {
            case Field::u8:
                return copy_bytes(1);
            case Field::u16:
                return copy_bytes(2);
            case Field::u32:
                return copy_bytes(4);
            case Field::u48:
                return copy_bytes(6);
            case Field::u64:
                return copy_bytes(8);
            case Field::ipv4:
                return copy_bytes(4);
            case Field::ipv6:
                return copy_bytes(16);
            case Field::name:
                return copy_folded_name();
            case Field::kept_name:
                return append(in_.name());
            case Field::string:
                return copy_counted(0);
            case Field::tag:
                return copy_tag();
            case Field::strings:
                return copy_strings();
            case Field::blob8:
                return copy_counted(1);
            case Field::salt:
                return copy_counted(0);
            case Field::type_bitmap:
                return copy_type_bitmap();
            case Field::svc_params:
                return copy_svc_params();
            case Field::a6_suffix:
                return copy_a6();
            case Field::some_bytes:
                return in_.left() > 0 ? copy_bytes(in_.left()) : in_.fail();
            case Field::any_bytes:
                return copy_bytes(in_.left());
        }
    }

    void append(std::string_view bytes) { out_ += bytes; }

    void copy_bytes(std::size_t count) { append(in_.bytes(count)); }

    unsigned copy_u8() {
        copy_bytes(1);
        return in_.ok() ? static_cast<unsigned char>(out_.back()) : 0;
    }

    unsigned copy_u16() {
        const auto high = copy_u8();
        return high << 8 | copy_u8();
    }

    void copy_folded_name() {
        auto name = in_.name();
        std::transform(name.begin(), name.end(), name.begin(), lowered);  // length octets are below the letters
        append(name);
    }

    void copy_counted(std::size_t at_least) {
        const auto length = copy_u8();
        if (length < at_least) in_.fail();
        copy_bytes(length);
    }

    void copy_strings() {
        do copy_counted(0);
        while (in_.left() > 0);
    }

    void copy_tag() {
        const auto begin = out_.size() + 1;
        copy_counted(1);
        if (in_.ok() && !std::all_of(out_.begin() + static_cast<std::ptrdiff_t>(begin), out_.end(), is_letter_or_digit))
            in_.fail();
    }

    void copy_type_bitmap() {
        for (int last = -1; in_.left() > 0;) {
            const auto window = static_cast<int>(copy_u8());
            const auto length = copy_u8();
            if (window <= last || length < 1 || length > 32) in_.fail();
            copy_bytes(length);
            last = window;
        }
    }

    void copy_svc_params() {
        for (int last = -1; in_.left() > 0;) {
            const auto key = static_cast<int>(copy_u16());
            if (key <= last) in_.fail();
            copy_bytes(copy_u16());
            last = key;
        }
    }

    void copy_a6() {
        const auto prefix = copy_u8();
        if (prefix > 128) return in_.fail();
        copy_bytes((128 - prefix + 7) / 8);
        if (prefix > 0) copy_folded_name();
    }

    Reader in_;
    std::string out_;
};

}  // namespace

std::optional<std::string> canonical_rdata(Bytes packet, std::size_t offset, std::size_t length, std::uint16_t type) {
    if (offset > packet.size() || length > packet.size() - offset) return std::nullopt;
    Reader in(packet, offset, offset + length);
    if (const auto* layout = layout_of(type)) return Canoniser(in).run(*layout);
    return std::string(in.bytes(length));
}

}  // namespace nameward::dns
