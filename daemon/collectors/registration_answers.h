// One question about a registration to one server, and what its answer is worth.
#pragma once

#include "formats/registration.h"
#include "nameward/net.h"

namespace nameward::collectors {

struct RegistrationAnswer {
    // found, not_found and reserved only where the answer can be believed; anything else says nothing of the domain,
    // and `why` is the whole sentence.
    formats::Registration read;
    std::string why;
    EvidencePtr evidence;
    // The end is missing: what is not in it may be in what is missing.
    std::string broken_off;
    // Of WHOIS: what was read, and whether the server closed without having said that this is the end.
    std::string server, name, text;
    bool may_be_cut = false;

    bool good() const { return why.empty(); }
};

// The caller's word on an address: the operator wrote it, http is all there is.
struct RdapQuestion {
    std::string url;
    bool by_operator = false, plain = false;
};
RegistrationAnswer ask_rdap(const Net& net, const RdapQuestion& question, const std::string& name);

RegistrationAnswer ask_whois(const Net& net, const std::string& host, const std::string& name);

// Its end is missing after all: a WHOIS answer is read again as one that broke off.
void break_off(RegistrationAnswer& answer, std::string why);

}  // namespace nameward::collectors
