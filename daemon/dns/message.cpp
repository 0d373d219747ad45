// Reading a whole response.
#include "dns/answer_limits.h"
#include "dns/reader.h"
#include "dns/wire.h"

namespace nameward::dns {
namespace {

// A record as it is framed in the packet, its RDATA not looked at yet.
struct Frame {
    std::string owner;  // wire
    std::uint16_t type = 0, record_class = 0;
    std::uint32_t ttl = 0;
    std::size_t rdata = 0, rdata_size = 0;
};

// Put into words only when something is wrong.
struct Place {
    const char* section;
    unsigned number;

    std::string text() const { return std::string(section) + " record " + std::to_string(number); }
};

class MessageReader {
  public:
    MessageReader(Bytes packet, std::optional<std::uint16_t> asked)
        : packet_(packet), in_(packet, kHeaderSize, packet.size()), asked_(asked) {}

    Result<Message> run() {
        const auto header = read_header(packet_);
        if (!header) return broken("it is shorter than a header");
        message_.header = *header;
        message_.rcode = header->rcode;
        skip_questions(header->questions);
        read_section("answer", header->answers, message_.answer);
        read_section("authority", header->authorities, message_.authority);
        read_section("additional", header->additionals, message_.additional);
        if (!trouble_.empty()) return broken(trouble_);
        return std::move(message_);
    }

  private:
    Error broken(const std::string& why) const {
        return {ErrorKind::malformed, "reading a DNS response of " + std::to_string(packet_.size()) + " bytes: " + why +
                                          "; nothing of it is believed"};
    }

    // Keeps the first trouble: what follows is only its consequence.
    void note(const std::string& what, std::size_t at) {
        if (trouble_.empty()) trouble_ = what + " at byte " + std::to_string(at);
    }

    void skip_questions(unsigned count) {
        for (unsigned i = 0; i < count && trouble_.empty(); ++i) {
            const auto begin = in_.position();
            in_.name();
            in_.bytes(4);
            if (!in_.ok()) note("question " + std::to_string(i + 1) + " is broken or cut off", begin);
        }
    }

    void read_section(const char* section, unsigned count, std::vector<DnsRecord>& records) {
        for (unsigned i = 0; i < count && trouble_.empty(); ++i) {
            const auto begin = in_.position();
            const auto frame = read_frame();
            const Place place{section, i + 1};
            if (!in_.ok()) return note(place.text() + " is broken or cut off", begin);
            if (frame.type == kTypeOpt)
                take_edns(frame, place, begin);
            else if (frame.record_class == kClassIn)
                take_record(frame, place, records);
        }
    }

    Frame read_frame() {
        Frame frame;
        frame.owner = in_.name();
        frame.type = in_.u16();
        frame.record_class = in_.u16();
        frame.ttl = in_.u32();
        frame.rdata_size = in_.u16();
        frame.rdata = in_.position();
        in_.bytes(frame.rdata_size);
        return frame;
    }

    // RFC 6891 6.1.3: the TTL's first byte is the upper part of the RCODE.
    void take_edns(const Frame& frame, const Place& place, std::size_t begin) {
        if (has_edns_) return note(place.text() + " is a second OPT", begin);
        has_edns_ = true;
        message_.rcode |= static_cast<int>(frame.ttl >> 24) << 4;
    }

    void take_record(const Frame& frame, const Place& place, std::vector<DnsRecord>& records) {
        auto rdata = canonical_rdata(packet_, frame.rdata, frame.rdata_size, frame.type);
        if (!rdata)
            return note(place.text() + " has data that does not fit its type " + type_name(frame.type), frame.rdata);
        if (asked_ && !is_needed(frame.type, *asked_)) return;
        DnsRecord record;
        record.owner = name_to_text(frame.owner);
        record.type = frame.type;
        record.ttl = frame.ttl > 0x7fffffff ? 0 : frame.ttl;  // RFC 2181 8
        record.text = presentation(frame.type, *rdata);
        record.rdata = std::move(*rdata);
        weigh(record, frame.rdata);
        records.push_back(std::move(record));
    }

    // Compression makes a name of 255 bytes out of two: a packet says little about the memory it wants.
    void weigh(const DnsRecord& record, std::size_t at) {
        if (!asked_) return;
        expanded_ += sizeof record + record.owner.size() + record.rdata.size() + record.text.size();
        const auto most = limits_of(*asked_).expanded;
        if (expanded_ > most) note("it expands to more than " + std::to_string(most / 1024) + " KiB", at);
    }

    Bytes packet_;
    Reader in_;
    std::optional<std::uint16_t> asked_;
    Message message_;
    std::size_t expanded_ = 0;
    std::string trouble_;
    bool has_edns_ = false;
};

}  // namespace

Result<Message> read_message(Bytes packet) {
    return MessageReader(packet, std::nullopt).run();
}

Result<Message> read_answer_to(std::uint16_t type, Bytes packet) {
    return MessageReader(packet, type).run();
}

}  // namespace nameward::dns
