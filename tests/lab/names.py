"""Domain names as the laboratory keeps them: lower case, without the trailing dot; the root is "."."""


def normal(name):
    name = name.strip().lower()
    return name.rstrip(".") or "."


def absolute(name):
    """As a zone file writes it: with the trailing dot."""
    return "." if name == "." else name + "."


def is_below(name, zone):
    """True also for the zone's own name."""
    return zone == "." or name == zone or name.endswith("." + zone)


def owner(text, zone):
    """`@`, `www` and `www.example.com.` (with the dot: as it stands) in the zone example.com."""
    if text == "@":
        return zone
    if text.endswith("."):
        return normal(text)
    return normal(text) if zone == "." else normal(text) + "." + zone


def deepest(name, zones):
    """The zone that holds the name, or None."""
    while True:
        if name in zones:
            return name
        if name == ".":
            return None
        name = name.partition(".")[2] or "."


def parent(zone, zones):
    if zone == ".":
        return None
    return deepest(zone.partition(".")[2] or ".", zones)
