#include "net/smtp.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <optional>
#include <string_view>

#include "core/redact.h"
#include "nameward/text.h"

namespace nameward::net {
namespace {

constexpr std::size_t kMaxReplyText = 300;           // for a line in a report
constexpr std::size_t kMaxReplyBytes = 16 * 1024;    // of one reply; RFC 5321 lines have 512 bytes
constexpr std::size_t kMaxDialogBytes = 256 * 1024;  // of all replies, against a server that never stops
constexpr std::chrono::seconds kPatienceForGoodbye{2};

struct Dialog {
    const Transfer& transfer;
    std::string_view unsent;
    bool body_sent = false;
    SmtpReply reply{};  // being read, or the last one; text as sent
    bool reply_ended = true;
    std::optional<SmtpReply> acceptance{};  // of the whole message: whatever breaks afterwards changes nothing
    std::optional<SmtpReply> refusal{};     // what the server says no to; taken back by a later yes
    std::chrono::steady_clock::time_point accepted_at{};
    std::size_t bytes = 0;
};

std::size_t on_read(char* buffer, std::size_t, std::size_t room, void* data) {
    auto& dialog = *static_cast<Dialog*>(data);
    const std::size_t size = std::min(room, dialog.unsent.size());
    std::memcpy(buffer, dialog.unsent.data(), size);
    dialog.unsent.remove_prefix(size);
    dialog.body_sent = dialog.unsent.empty();
    return size;
}

// libcurl tries again after some refusals (HELO after EHLO), and says QUIT after the others: the first no counts until
// there is a yes to something else than QUIT (221).
void take_reply(Dialog& dialog) {
    const int code = dialog.reply.code;
    if (dialog.body_sent && code == 250) {
        dialog.acceptance = dialog.reply;
        dialog.accepted_at = std::chrono::steady_clock::now();
    }
    if (code >= 400 && !dialog.refusal) dialog.refusal = dialog.reply;
    if (code >= 200 && code < 400 && code != 221) dialog.refusal.reset();
}

int code_of(std::string_view line) {
    int code = 0;
    std::from_chars(line.data(), line.data() + std::min<std::size_t>(line.size(), 3), code);
    return code;
}

// "250-first", "250 last" (RFC 5321, 4.2).
void take_reply_line(Dialog& dialog, std::string_view line) {
    if (dialog.reply_ended) dialog.reply = {};
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    dialog.reply.code = code_of(line);
    dialog.reply_ended = line.size() < 4 || line[3] != '-';
    std::string& text = dialog.reply.text;
    if (line.size() > 4 && text.size() < kMaxReplyBytes) text.append(text.empty() ? "" : " ").append(line.substr(4));
    if (dialog.reply_ended) take_reply(dialog);
}

std::size_t on_reply(const char* bytes, std::size_t, std::size_t size, void* data) try {
    auto& dialog = *static_cast<Dialog*>(data);
    dialog.bytes += size;
    if (dialog.bytes > kMaxDialogBytes) return 0;
    if (!dialog.acceptance) take_reply_line(dialog, {bytes, size});
    return size;
} catch (...) {  // libcurl is C: nothing may fly through it
    return 0;
}

// libcurl's own time-out does not hold while it says QUIT; a server that never answers that must not keep us.
int on_dialog_progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& dialog = *static_cast<const Dialog*>(data);
    const bool goodbye_is_late =
        dialog.acceptance && std::chrono::steady_clock::now() - dialog.accepted_at > kPatienceForGoodbye;
    return goodbye_is_late || dialog.transfer.past_deadline() ? 1 : 0;
}

// Nothing that could end the command, the brackets or the line (RFC 5321, 4.1.2; quoted local parts are not taken).
bool is_envelope_address(const std::string& address) {
    const auto at = address.rfind('@');
    const auto breaks = [](unsigned char c) {
        return c <= 0x20 || c == 0x7F || std::strchr("<>\",;:\\", c) != nullptr;
    };
    return at != std::string::npos && at > 0 && at + 1 < address.size() && address.size() <= 320 &&
           std::none_of(address.begin(), address.end(), breaks);
}

// We greet with the sender's domain: a full name, as servers ask for, and not that of this machine.
std::string greeting_name(const std::string& from) {
    const std::string domain = from.substr(from.rfind('@') + 1);
    const auto in_host_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    return std::all_of(domain.begin(), domain.end(), in_host_name) ? domain : "localhost";
}

// Submission ports (RFC 6409, 8314) where none is given: a relay that a program logs in to does not listen on 25.
Result<Target> parse_server(const SmtpMessage& message) {
    auto target = parse_target(message.server, {"smtps", "smtp"});
    if (!target) return Error{ErrorKind::config, "SMTP: " + target.error().what};
    if (target->scheme == "smtp" && target->port == 25 && !message.server.ends_with(":25")) target->port = 587;
    CURLU* url = target->url.get();
    const bool set = curl_url_set(url, CURLUPART_PORT, std::to_string(target->port).c_str(), 0) == CURLUE_OK &&
                     curl_url_set(url, CURLUPART_PATH, ("/" + greeting_name(message.from)).c_str(), 0) == CURLUE_OK &&
                     curl_url_set(url, CURLUPART_USER, nullptr, 0) == CURLUE_OK &&
                     curl_url_set(url, CURLUPART_PASSWORD, nullptr, 0) == CURLUE_OK;
    if (!set) return Error{ErrorKind::config, "SMTP: the server's URL cannot be used"};
    return target;
}

void set_security(Transfer& transfer, const SmtpMessage& message) {
    transfer.set(CURLOPT_PROTOCOLS_STR, "smtps,smtp");
    transfer.set(CURLOPT_USE_SSL, static_cast<long>(message.without_tls ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (message.user.empty()) return;
    transfer.set(CURLOPT_USERNAME, message.user.c_str());
    transfer.set(CURLOPT_PASSWORD, message.password.c_str());
    // What a password is good for; libcurl would also try Kerberos and NTLM.
    transfer.set(CURLOPT_LOGIN_OPTIONS, "AUTH=CRAM-MD5;AUTH=PLAIN;AUTH=LOGIN");
}

void set_dialog(Transfer& transfer, Dialog& dialog) {
    transfer.set(CURLOPT_UPLOAD, 1L);
    transfer.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(dialog.unsent.size()));
    transfer.set(CURLOPT_READFUNCTION, &on_read);
    transfer.set(CURLOPT_READDATA, &dialog);
    transfer.set(CURLOPT_HEADERFUNCTION, &on_reply);
    transfer.set(CURLOPT_HEADERDATA, &dialog);
    transfer.set(CURLOPT_NOPROGRESS, 0L);
    transfer.set(CURLOPT_XFERINFOFUNCTION, &on_dialog_progress);
    transfer.set(CURLOPT_XFERINFODATA, &dialog);
}

SmtpReply shown(const SmtpReply& reply, const SmtpMessage& message) {
    const auto forms = core::password_forms(message.user, message.password);
    return {reply.code, escape_text(core::redact(reply.text, forms), kMaxReplyText)};
}

Result<SmtpReply> judge(const Transfer& transfer, CURLcode code, const Dialog& dialog, const SmtpMessage& message) {
    if (dialog.acceptance) return shown(*dialog.acceptance, message);
    if (dialog.refusal) return shown(*dialog.refusal, message);
    return transfer.failure(code == CURLE_ABORTED_BY_CALLBACK ? CURLE_OPERATION_TIMEDOUT : code);
}

}  // namespace

Result<SmtpReply> SmtpClient::operator()(const SmtpMessage& message) const {
    for (const std::string& address : {message.from, message.to})
        if (!is_envelope_address(address))
            return Error{ErrorKind::config, "SMTP: \"" + escape_text(address, 100) + "\" is not a bare e-mail address"};
    auto target = parse_server(message);
    if (!target) return target.error();

    Transfer transfer(options_, "mail to " + message.to + " by " + target->name(), message.deadline);
    if (auto aimed = transfer.aim(std::move(*target)); !aimed) return aimed.error();
    const std::string from = "<" + message.from + ">";
    const ListHandle to = appended({}, "<" + message.to + ">");
    transfer.set(CURLOPT_MAIL_FROM, from.c_str());
    transfer.set(CURLOPT_MAIL_RCPT, to.get());
    set_security(transfer, message);
    Dialog dialog{transfer, message.message};
    set_dialog(transfer, dialog);
    return judge(transfer, transfer.perform(), dialog, message);
}

}  // namespace nameward::net
