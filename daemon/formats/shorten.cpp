#include "formats/shorten.h"

#include <array>

#include "formats/json.h"
#include "formats/text_pieces.h"

namespace nameward::formats {
namespace {

struct Room {
    std::size_t things;  // of a list of changes or findings
    std::size_t values;  // of a list of texts
    std::size_t text;    // bytes of one; a story has 8 KiB
};
// The first that makes it fit is taken. The last one always does, even where each byte is written \u00XX.
constexpr std::array<Room, 3> kRooms{{{100, 100, 9000}, {25, 16, 1000}, {10, 3, 150}}};

void shorten_text(std::string& text, std::size_t most) {
    if (text.size() > most) text = std::string(head(text, most)) + "...";
}

void shorten_list(OrderedJson& list, const Room& room) {
    const std::size_t all = list.size();
    if (all == 0 || !list.front().is_string() || all <= room.values) return;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(room.values), list.end());
    list.push_back("and " + std::to_string(all - room.values) + " more");
}

void shorten(OrderedJson& json, const Room& room) {
    if (json.is_string()) shorten_text(json.get_ref<std::string&>(), room.text);
    if (!json.is_structured()) return;
    if (json.is_array()) shorten_list(json, room);
    for (auto& part : json) shorten(part, room);
}

// Programs read these as rows: no text can stand among them.
void leave_out(OrderedJson& data, const char* what, std::size_t most) {
    auto& things = data.at(what);
    const std::size_t all = things.size();
    if (all <= most) return;
    things.erase(things.begin() + static_cast<std::ptrdiff_t>(most), things.end());
    data["left_out"][what] = all - most;  // moves `things`
}

}  // namespace

std::string shortened(std::string body) {
    if (body.size() <= kMostBody) return body;
    const OrderedJson whole = OrderedJson::parse(body);
    for (const auto& room : kRooms) {
        OrderedJson json = whole;
        for (const char* what : {"changes", "findings"}) leave_out(json.at("data"), what, room.things);
        shorten(json, room);
        body = json_line(json);
        if (body.size() <= kMostBody) break;
    }
    return body;
}

}  // namespace nameward::formats
