"""What RDAP servers answer, made from what they know of a domain: values in, JSON objects out (RFC 9083, 9537).

Two ways of writing it: `gtld`, after ICANN's profile (public ids, redacted values left out and named, a link to the
registrar), and `cctld`, with the liberties that country registries take (no public id, a remark instead of the list of
what is redacted, other forms of dates, one role as a bare string, no link)."""

NOT_FOUND = {"errorCode": 404, "title": "Not Found", "description": ["The domain is not in this registry."],
             "rdapConformance": ["rdap_level_0"]}
STATUSES = {"ok": "active"}  # the others by their words
SHORT_ROLES = {"registrant": "Registrant", "administrative": "Admin", "technical": "Tech", "billing": "Billing",
               "abuse": "Abuse"}
FIELD_TITLES = {"name": "Name", "organization": "Organization", "email": "Email", "phone": "Phone", "street": "Street",
                "city": "City", "region": "State/Province", "postal_code": "Postal Code", "country": "Country"}
REDACTED = "REDACTED FOR PRIVACY"
DATABASE_TIME = "2026-11-23T06:00:00Z"


def bootstrap(registries, publication):
    """RFC 9224."""
    return {"version": "1.0", "publication": publication, "description": "RDAP bootstrap file of the laboratory",
            "services": [[[registry["tld"]], [registry["rdap_base"]]] for registry in registries if registry["listed"]]}


def status_words(code):
    """ "clientTransferProhibited" -> "client transfer prohibited" (RFC 8056)."""
    spaced = "".join(" " + letter.lower() if letter.isupper() else letter for letter in code)
    return STATUSES.get(code, spaced)


def domain(view, style, url, contacts, related=None):
    """`url` of this answer. `contacts`: whether contact data are given. `related`: where the registrar's answer is."""
    write = _Country() if style == "cctld" else _Generic()
    name = view["domain"]
    answer = {"objectClassName": "domain", "handle": f"{sum(name.encode())}_DOMAIN-LAB", "ldhName": name.upper(),
              "rdapConformance": ["rdap_level_0", *write.conformance],
              "notices": [{"title": "Terms of Use", "description": ["Queries above the rate limit are not found."]}]}
    if view["state"] == "reserved":
        return {**answer, "status": ["reserved"]}
    answer["status"] = [status_words(code) for code in view["statuses"]]
    answer["events"] = [{"eventAction": action, "eventDate": write.date(view[key])}
                        for action, key in write.events if view[key]]
    answer["events"].append({"eventAction": "last update of RDAP database", "eventDate": DATABASE_TIME})
    answer["nameservers"] = [{"objectClassName": "nameserver", "ldhName": host} for host in view["name_servers"]]
    answer["secureDNS"] = secure_dns(view["ds"])
    answer["entities"] = [write.registrar(view["registrar"], view["contacts"].get("abuse", {}))]
    if contacts:
        roles = [role for role in view["contacts"] if role != "abuse"]
        answer["entities"] += [write.contact(role, view["contacts"][role], view["redacted"]) for role in roles]
        answer.update(write.redaction(view["redacted"]))
    answer["links"] = [{"value": url, "rel": "self", "type": "application/rdap+json", "href": url}]
    if related and write.links:
        answer["links"].append({"value": url, "rel": "related", "type": "application/rdap+json", "href": related})
    return noisy(answer, view["noise"]) if view["noise"] else answer


def noisy(answer, noise):
    """The same said otherwise: other orders, letter case, remarks, ids and times that mean nothing."""
    other = {key: value[::-1] if key in ("status", "events", "nameservers", "entities", "links", "redacted") else value
             for key, value in reversed(answer.items())}
    servers = [{**server, "ldhName": server["ldhName"].upper(), "handle": f"H-{noise}"}
               for server in other["nameservers"]]
    events = [event for event in other["events"] if not event["eventAction"].endswith("database")]
    moment = {"eventAction": "last update of RDAP database", "eventDate": f"2026-11-24T07:{noise % 60:02}:00Z"}
    about = {"rel": "about", "href": f"https://registry.example/{noise}"}
    return {**other, "ldhName": answer["ldhName"].lower(), "handle": f"{noise}_DOMAIN", "nameservers": servers,
            "events": [*events, moment], "links": [about, *other["links"]], "port43": f"whois-{noise}.example",
            "rdapConformance": ["rdap_level_0"], "remarks": [{"title": "News", "description": [f"It is day {noise}."]}],
            "notices": [{"title": "Quota", "description": [f"{noise} queries were not found here."]}]}


def secure_dns(ds):
    if not ds:
        return {"delegationSigned": False}
    records = [text.split() for text in ds]
    return {"delegationSigned": True, "dsData": [
        {"keyTag": int(tag), "algorithm": int(algorithm), "digestType": int(kind), "digest": "".join(digest)}
        for tag, algorithm, kind, *digest in records]}


def vcard(card, parameters, country_by_name=False):
    address = [card.get(field, "") for field in ("street", "city", "region", "postal_code")]
    country = card.get("country", "")
    properties = [["version", parameters, "text", "4.0"], ["fn", parameters, "text", card.get("name", "")]]
    if "organization" in card:
        properties.append(["org", parameters, "text", card["organization"]])
    if any(address) or country:
        where = {"cc": country} if country and not country_by_name else parameters
        properties.append(["adr", where, "text", ["", "", *address, country if country_by_name else ""]])
    if "email" in card:
        properties.append(["email", parameters, "text", card["email"]])
    if "phone" in card:
        properties.append(["tel", {"type": "voice"}, "uri", "tel:" + card["phone"]])
    return ["vcard", properties]


class _Generic:
    conformance = ["icann_rdap_response_profile_1", "icann_rdap_technical_implementation_guide_1", "redacted"]
    events = [("registration", "created"), ("expiration", "expires"), ("last changed", "updated")]
    links = True

    def date(self, text):
        return text

    def registrar(self, registrar, abuse):
        entity = {"objectClassName": "entity", "handle": registrar["iana_id"], "roles": ["registrar"],
                  "vcardArray": vcard({"name": registrar["name"]}, {})}
        if registrar["iana_id"]:
            entity["publicIds"] = [{"type": "IANA Registrar ID", "identifier": registrar["iana_id"]}]
        if abuse:
            entity["entities"] = [{"objectClassName": "entity", "roles": ["abuse"], "vcardArray": vcard(abuse, {})}]
        return entity

    def contact(self, role, card, redacted):
        shown = {field: text for field, text in card.items() if f"{role}.{field}" not in redacted}
        return {"objectClassName": "entity", "handle": "", "roles": [role], "vcardArray": vcard(shown, {})}

    def redaction(self, redacted):
        lists = [{"name": {"description": f"{SHORT_ROLES[role]} {FIELD_TITLES[field]}"},
                  "prePath": f"$.entities[?(@.roles[0]=='{role}')]", "pathLang": "jsonpath", "method": "removal",
                  "reason": {"description": "Server policy"}}
                 for role, _, field in (place.partition(".") for place in redacted)]
        return {"redacted": lists} if lists else {}


class _Country:
    conformance = []
    events = [("registration", "created"), ("expiration", "expires"), ("last update", "updated")]
    links = False

    def date(self, text):
        return text.replace("Z", "+00:00")

    def registrar(self, registrar, abuse):
        entity = {"objectClassName": "entity", "handle": "REG-" + registrar["key"].upper(), "roles": "registrar",
                  "vcardArray": vcard({"name": registrar["name"]}, [])}
        if abuse:
            entity["entities"] = [{"objectClassName": "entity", "handle": "ABUSE", "roles": ["abuse"],
                                   "vcardArray": vcard(abuse, [])}]
        return entity

    def contact(self, role, card, redacted):
        shown = {field: REDACTED if f"{role}.{field}" in redacted else text for field, text in card.items()}
        entity = {"objectClassName": "entity", "handle": f"C-{role}", "roles": [role],
                  "vcardArray": vcard(shown, [], country_by_name=True)}
        if REDACTED in shown.values():
            entity["remarks"] = [{"title": REDACTED, "type": "object truncated due to authorization",
                                  "description": ["Some of the data are not shown."]}]
        return entity

    def redaction(self, redacted):
        return {}
