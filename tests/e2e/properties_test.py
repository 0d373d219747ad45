"""Every property that the program reports is told when it changes, and is not when nothing of it does.

The tables follow the program's own list: a property without a row fails, and so does a row without a property. They are
in a file for each collector; what is done with them is in property_table.py."""

import unittest

import delegation_rows
from delegation_rows import TABLE as DELEGATION
from harness import main_in_parallel
from property_table import PropertyTable, describes, listed
from records_rows import RECORDS, TYPES
from registration_rows import CONTACTS, NEW, REGISTRATION, REGISTRIES, TLDS
from tenant_rows import TENANT

EVERY_ROW = [*DELEGATION, *RECORDS, *REGISTRATION, *TENANT]


class Delegation(PropertyTable):
    table, world, schedule = DELEGATION, delegation_rows.WORLD, {"delegation": "5m"}

    def test_what_changes_is_told_to_both_receivers_and_what_does_not_is_not(self):
        self.check_that_what_changes_is_told_and_what_does_not_is_not()
        self.assertIn("[nameward] CRITICAL whole.com: name servers changed at the registry",
                      [mail.subject for mail in self.mails])

    def test_a_server_that_turns_lame_for_one_look_is_no_change_of_the_servers(self):
        self.lab.set("ns2.roam.net", "behaviour", "lame")
        self.addCleanup(self.lab.set, "ns2.roam.net", "behaviour", "ok")
        self.assert_silent(self.monitor.next_sweep())


class Records(PropertyTable):
    table, schedule = RECORDS, {"records": "5m"}

    def test_what_changes_is_told_to_both_receivers_and_what_does_not_is_not(self):
        self.check_that_what_changes_is_told_and_what_does_not_is_not()


class Registration(PropertyTable):
    table, schedule, registries = REGISTRATION, {"registration": "4h"}, REGISTRIES

    def test_what_changes_is_told_to_both_receivers_and_what_does_not_is_not(self):
        self.check_that_what_changes_is_told_and_what_does_not_is_not()


class Tenant(PropertyTable):
    table, schedule = TENANT, {"tenant": "12h"}

    def test_what_changes_is_told_to_both_receivers_and_what_does_not_is_not(self):
        self.check_that_what_changes_is_told_and_what_does_not_is_not()


class Table(unittest.TestCase):
    def test_every_property_of_the_program_has_a_row_and_every_row_has_a_property(self):
        without = [(spec["property"], spec["source"]) for spec in listed()
                   if not any(describes(spec, row) for row in EVERY_ROW)]
        self.assertEqual(without, [], "properties without a row")
        foreign = [(row.property, row.source) for row in EVERY_ROW if not any(describes(spec, row) for spec in listed())]
        self.assertEqual(foreign, [], "rows without a property")

    def test_what_stands_for_many_has_a_row_for_each(self):
        rows = {(row.property, row.source) for row in EVERY_ROW}
        self.assertLessEqual({(f"records.{kind}", "child") for kind in TYPES}, rows)
        for source in TLDS:
            places = [property.split(".")[2:] for property, at in rows if at == source and ".contact." in property]
            self.assertEqual({role for role, _ in places}, set(CONTACTS), source)
            self.assertEqual({field for _, field in places}, set(NEW), source)

    def test_every_row_of_the_list_has_its_fields(self):
        fields = {"kind", "collector", "property", "source", "title", "layer", "on_add", "on_change", "on_replace",
                  "on_vanish", "attack"}
        self.assertTrue(listed())
        for spec in listed():
            self.assertLessEqual(fields, set(spec))


if __name__ == "__main__":
    main_in_parallel()
