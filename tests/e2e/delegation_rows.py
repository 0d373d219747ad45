"""The delegation and what the domain's own servers say of themselves: every property, its changes and their twins.

Letter case needs no twin of its own: every question is asked in random case, and a server answers in that of the
question, in the names of the values too where they end like it (glue.com)."""

import pathlib

from property_table import Row

WORLD = pathlib.Path(__file__).with_name("properties.toml")
GOOD, EVIL = ["ns1.good.net", "ns2.good.net"], ["ns1.evil.net", "ns2.evil.net"]
GLUE = ["ns1.glue.com 127.0.14.1", "ns2.glue.com 127.0.14.2"]
DS = "12345 13 2 3F0E0D2C9B8A79685746352413021100FFEEDDCCBBAA99887766554433221100"
DS2 = "54321 13 2 AB0E0D2C9B8A79685746352413021100FFEEDDCCBBAA99887766554433221100"
CHILD = {"authority.ns", "authority.soa", "authority.servers"}

TABLE = [
    Row("delegation.state", "state.com",
        twins=[["com", "order", "shuffled"], ["com", "ttl", "77"]],
        change=[["state.com", "delegation", "none"]],
        before=["delegated"], after=["undelegated"], severity="critical", others=frozenset({"delegation.ns"})),
    Row("delegation.ns", "whole.com",
        twins=[["whole.com", "ns.parent", *reversed(GOOD)], ["com", "serial", "2147483647"]],
        change=[["whole.com", "ns.parent", *EVIL]],
        before=GOOD, after=EVIL, severity="critical", others=frozenset(CHILD)),
    Row("delegation.ns", "part.com",
        twins=[["part.com", "ns.parent", *reversed(GOOD)]],
        change=[["part.com", "ns", "ns1.good.net", "ns3.good.net"]],
        before=GOOD, after=["ns1.good.net", "ns3.good.net"], severity="warning",
        others=frozenset({"authority.ns", "authority.servers"})),
    Row("delegation.ns", "more.com",
        twins=[["more.com", "ns", *reversed(GOOD)]],
        change=[["more.com", "ns", *GOOD, "ns3.good.net"]],
        before=GOOD, after=[*GOOD, "ns3.good.net"], severity="warning",
        others=frozenset({"authority.ns", "authority.servers"})),
    Row("delegation.ds", "signed.com",
        twins=[["signed.com", "ds", DS2.lower(), DS]],
        change=[["signed.com", "ds", "none"]],
        before=[DS, DS2], after=[], severity="critical"),
    Row("delegation.ds", "rolled.com",
        twins=[["rolled.com", "ds", DS.lower()]],
        change=[["rolled.com", "ds", DS2]],
        before=[DS], after=[DS2], severity="critical"),
    Row("delegation.ds", "unsigned.com",
        twins=[["unsigned.com", "serial"], ["unsigned.com", "ttl", "60"]],
        change=[["unsigned.com", "ds", DS]],
        before=[], after=[DS], severity="warning"),
    Row("delegation.glue", "glue.com",
        # the parent's memory of a host outside the domain, which it adds or leaves out as it likes
        twins=[["glue.com", "glue", "ns.aside.com", "none"], ["glue.com", "order", "shuffled"]],
        change=[["glue.com", "glue", "ns1.glue.com", "127.0.14.3"]],
        before=GLUE, after=["ns1.glue.com 127.0.14.3", GLUE[1]], severity="warning",
        others=frozenset({"authority.servers"})),
    Row("authority.ns", "child.com",
        twins=[["child.com", "ns.child", *reversed(GOOD)], ["child.com", "ttl", "11"],
               ["child.com", "order", "shuffled"]],
        change=[["child.com", "ns.child", "ns1.good.net", "ns3.good.net"]],
        before=GOOD, after=["ns1.good.net", "ns3.good.net"], severity="warning", source="child", layer="dns_operator",
        others=frozenset({"authority.servers"})),
    Row("authority.soa", "soa.com",
        twins=[["soa.com", "serial", "2147483647"], ["soa.com", "ttl", "5"]],
        change=[["soa.com", "soa.rname", "root.soa.com"]],
        before=["ns1.good.net hostmaster.soa.com"], after=["ns1.good.net root.soa.com"], severity="notice",
        source="child", layer="dns_operator"),
    Row("authority.servers", "moved.com",
        twins=[["roam.net", "record", "ns1", "A", "ttl=7", "127.0.13.1"], ["roam.net", "order", "shuffled"],
               ["moved.com", "serial"]],
        change=[["roam.net", "record", "ns1", "A", "127.0.13.3"]],
        before=["ns1.roam.net/127.0.13.1=ok", "ns2.roam.net/127.0.13.2=ok"],
        after=["ns1.roam.net/127.0.13.3=ok", "ns2.roam.net/127.0.13.2=ok"], severity="warning", source="child",
        layer="dns_operator"),
]
