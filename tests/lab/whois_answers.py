"""What WHOIS servers answer (RFC 3912), made from what they know of a domain: values in, text out."""

ROLES = {"registrant": "Registrant", "administrative": "Admin", "technical": "Tech", "billing": "Billing"}
FIELDS = {"name": "Name", "organization": "Organization", "street": "Street", "city": "City",
          "region": "State/Province", "postal_code": "Postal Code", "country": "Country", "phone": "Phone",
          "email": "Email"}
REDACTED = "REDACTED FOR PRIVACY"
BANNER = ["TERMS OF USE: You are not authorized to query our database in excess of a reasonable limit. Access to",
          "the data is provided for information purposes only; rights are restricted."]


def root(tld, registry):
    """IANA's answer for a TLD; `registry` is None where there is none."""
    lines = ["% IANA WHOIS server", "% for more information on IANA, visit http://www.iana.org",
             f"% This query returned {1 if registry else 0} object", ""]
    if registry:
        host = registry["whois_host"]
        if registry["whois"]:
            lines += [f"refer:        {host}", ""]
        lines += [f"domain:       {tld.upper()}", "", "organisation: The registry of the laboratory", ""]
        lines += [f"whois:        {host}", ""] if registry["whois"] else []
        lines += ["status:       ACTIVE", "created:      1985-01-01", "source:       IANA"]
    return _text(lines)


def not_found(name):
    return _text([f'No match for domain "{name.upper()}".', "", *BANNER])


def reserved(name):
    words = "This name is reserved by the Registry in accordance with ICANN Policy."
    return _text([f"Domain Name: {name.upper()}", words, "", *BANNER])


def domain(view, contacts, referral, of_registrar=False):
    """`contacts`: whether contact data are given. `referral`: the registrar's WHOIS server, or None."""
    registrar = view["registrar"]
    pairs = [("Domain Name", view["domain"].upper()), ("Registry Domain ID", f"{sum(view['domain'].encode())}-LAB"),
             ("Registrar WHOIS Server", referral),
             ("Registrar URL", f"https://www.registrar-{registrar['key']}.example"),
             ("Updated Date", view["updated"]), ("Creation Date", view["created"]),
             ("Registrar Registration Expiration Date" if of_registrar else "Registry Expiry Date", view["expires"]),
             ("Registrar", registrar["name"]), ("Registrar IANA ID", registrar["iana_id"])]
    abuse = view["contacts"].get("abuse", {})
    pairs += [("Registrar Abuse Contact Email", abuse.get("email")),
              ("Registrar Abuse Contact Phone", abuse.get("phone"))]
    pairs += [("Domain Status", f"{code} https://icann.org/epp#{code}") for code in view["statuses"]]
    if contacts:
        for role, title in ROLES.items():
            card = view["contacts"].get(role, {})
            pairs += [(f"{title} {FIELDS[field]}", REDACTED if f"{role}.{field}" in view["redacted"] else card[field])
                      for field in FIELDS if field in card]
    pairs += [("Name Server", host.upper()) for host in view["name_servers"]]
    pairs += [("DNSSEC", "signedDelegation" if view["ds"] else "unsigned")]
    pairs += [("DNSSEC DS Data", record) for record in view["ds"]]
    pairs += [("URL of the ICANN Whois Inaccuracy Complaint Form", "https://www.icann.org/wicf/")]
    if view["noise"]:
        pairs = _noisy(pairs, view["noise"])
    return _text([f"{key}: {value}" for key, value in pairs if value]
                 + [f">>> Last update of WHOIS database: 2026-11-23T06:{view['noise'] % 60:02}:00Z <<<", "", *BANNER])


def _noisy(pairs, noise):
    """The same said otherwise: other orders and letter case, another id."""
    many = [pair for pair in pairs if pair[0] in ("Domain Status", "Name Server", "DNSSEC DS Data")][::-1]
    many = [(key, value.lower() if key == "Name Server" else value) for key, value in many]
    one = [(key, f"{noise}-LAB" if key == "Registry Domain ID" else value) for key, value in pairs]
    return [pair for pair in one if pair[0] not in ("Domain Status", "Name Server", "DNSSEC DS Data")] + many


def _text(lines):
    return "".join(line + "\r\n" for line in lines).encode()
