#include "formats/epp_status.h"

#include <algorithm>
#include <array>

#include "formats/registration.h"
#include "formats/text_pieces.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

constexpr std::array<std::string_view, 24> kEpp{"ok",
                                                "inactive",
                                                "linked",
                                                "addPeriod",
                                                "autoRenewPeriod",
                                                "renewPeriod",
                                                "transferPeriod",
                                                "redemptionPeriod",
                                                "pendingCreate",
                                                "pendingDelete",
                                                "pendingRenew",
                                                "pendingRestore",
                                                "pendingTransfer",
                                                "pendingUpdate",
                                                "clientDeleteProhibited",
                                                "clientHold",
                                                "clientRenewProhibited",
                                                "clientTransferProhibited",
                                                "clientUpdateProhibited",
                                                "serverDeleteProhibited",
                                                "serverHold",
                                                "serverRenewProhibited",
                                                "serverTransferProhibited",
                                                "serverUpdateProhibited"};

std::string spelled_out(std::string bare) {
    for (const auto& [shortened, whole] : {std::pair{"xfer", "transfer"}, {"updt", "update"}})
        if (const auto at = bare.find(shortened); at != bare.npos)
            bare.replace(at, std::string_view(shortened).size(), whole);
    return bare;
}

// Without what explains the word: "ok https://icann.org/epp#ok", "connected (2024/03/31)", "clientHold - held back".
std::string_view without_remark(std::string_view text) {
    const auto lowered = lower(text);
    auto end = text.size();
    for (const auto* remark : {"http://", "https://", " (", " - "}) end = std::min(end, lowered.find(remark));
    while (end > 0 && (text[end - 1] == '(' || text[end - 1] == ' ')) --end;
    return text.substr(0, end);
}

}  // namespace

std::string epp_status(std::string_view text) {
    const auto words = tidy(without_remark(trimmed(text)), 128);
    const auto bare = spelled_out(letters_and_digits(words));
    for (const auto known : kEpp)
        if (bare == lower(known)) return std::string(known);
    return lower(words);
}

std::vector<std::string> epp_statuses(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty() && all.size() < kMostListed) {
        const auto comma = std::min(text.find(','), text.find(" / "));
        if (auto status = epp_status(text.substr(0, comma)); !status.empty()) all.push_back(std::move(status));
        if (comma == text.npos) break;
        text.remove_prefix(comma + (text[comma] == ',' ? 1 : 3));
    }
    return all;
}

}  // namespace nameward::formats
