#include "dns/reader.h"

namespace nameward::dns {
namespace {

// One before each label that a name can have: more than that is a packet that wants to be slow.
constexpr int kMostPointers = 127;

}  // namespace

std::uint32_t Reader::number(std::size_t size) {
    if (left() < size) {
        fail();
        return 0;
    }
    std::uint32_t value = 0;
    for (; size > 0; --size) value = value << 8 | packet_[position_++];
    return value;
}

std::string_view Reader::bytes(std::size_t count) {
    if (left() < count) {
        fail();
        return {};
    }
    const auto part = packet_.subspan(position_, count);
    position_ += count;
    return {reinterpret_cast<const char*>(part.data()), part.size()};
}

// RFC 1035 4.1.4. Each pointer must go to before the place where the piece it ends began, so no chain returns to where
// it was. The first piece must end inside the reader's part; pieces pointed at may be anywhere in the packet.
std::string Reader::name() {
    std::string wire;
    Reader piece = *this;
    for (int pointers = 0; pointers <= kMostPointers; ++pointers) {
        const auto piece_begin = piece.position_;
        auto length = piece.u8();
        for (; length > 0 && length <= kLongestLabel && piece.ok_; length = piece.u8()) {
            wire += static_cast<char>(length);
            wire += piece.bytes(length);
            if (wire.size() >= kLongestName) piece.fail();
        }
        const bool is_pointer = (length & 0xc0) == 0xc0;
        const std::size_t target = is_pointer ? (length & 0x3fU) << 8 | piece.u8() : 0;
        if (pointers == 0) position_ = piece.position_;
        if (piece.ok_ && length == 0) return wire + '\0';
        if (!piece.ok_ || !is_pointer || target < kHeaderSize || target >= piece_begin) break;
        piece = Reader(packet_, target, packet_.size());
    }
    fail();
    return {};
}

}  // namespace nameward::dns
