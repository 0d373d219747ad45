"""The command `lab`: up, set, apply, reset, status, down."""

import argparse
import json
import pathlib
import shlex
import shutil
import sys

import behaviour
import control
import failures
import laboratory
import model
import name_server
import ports
import receivers
import world_file

DESCRIPTION = "The internet in a box: root, TLDs, domains, mail server and webhook receiver on this machine's loopback."


def main(arguments=None):
    options = parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except (control.ControlError, model.WorldError, name_server.ServerError, ports.NoPort,
            receivers.ReceiverError) as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1


def parser():
    top = argparse.ArgumentParser(prog="lab", description=DESCRIPTION)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, help, **more):
        sub = commands.add_parser(name, help=help, formatter_class=argparse.RawDescriptionHelpFormatter, **more)
        sub.add_argument("--dir", required=True, type=pathlib.Path, help="the laboratory's folder")
        sub.set_defaults(run=run)
        return sub

    up = command("up", _up, "brings a world up and stays in the foreground; DIR/lab.json says where everything is")
    up.add_argument("world", metavar="WORLD", help="a .toml file, or the name of one in worlds/")
    up.add_argument("--domains", type=int, help="how many domains the [series] of the world has")
    up.add_argument("--until-eof", action="store_true", help="ends when stdin ends")
    up.add_argument("--remove", action="store_true", help="removes the folder at the end")
    change = command("set", _set, "changes the world; returns when the change is served", epilog=OPERATIONS)
    change.add_argument("target", help="a domain, a server's name, or a server's address")
    change.add_argument("operation")
    change.add_argument("values", nargs="*")
    change.add_argument("--at", action="append", default=[], metavar="SERVER",
                        help="only what this server says (may be repeated)")
    command("apply", _apply, "reads lines `TARGET OPERATION VALUE... [--at SERVER]` from stdin: all of them or none")
    command("reset", _reset, "takes every change back; the serials go on")
    command("status", _status, "prints what the laboratory does, as JSON")
    command("down", _down, "ends the laboratory")
    return top


OPERATIONS = """operations on a domain:
  ns.parent HOST...              the name servers its parent gives
  ns.child HOST...               the name servers its own zone gives
  ns HOST...                     both
  ds RDATA... | none             the DS at the parent
  glue HOST ADDRESS... | HOST none | none | auto
  delegation none | restored
  record OWNER TYPE [ttl=N] RDATA... | none
  ttl N, serial [N], soa.mname HOST, soa.rname NAME, order shuffled | written
operation on a server or one of its addresses:
  behaviour WHAT [DOMAIN...]
where WHAT is one of:
""" + behaviour.__doc__.split("\n\n", 1)[1] + """
operations on a registration; --at rdap.registry, rdap.registrar, whois.registry, whois.registrar
  registration.state registered | unregistered | reserved
  registration.registrar KEY     of those in the world file; registrar_name NAME | auto, registrar_id ID | none | auto
  registration.statuses CODE... | none
  registration.created T | none, also updated and expires
  registration.name_servers HOST... | none | auto, registration.ds RDATA... | none | auto      (auto: as delegated)
  registration.contact ROLE FIELD VALUE | ROLE FIELD none | ROLE none
  registration.redacted ROLE.FIELD... | none
  registration.noise N           says the same in other words; also tenant.noise
operations on a tenant; --at microsoft.oidc, microsoft.realm or microsoft.userrealm
  tenant.state none | managed | federated | consumer
  tenant.cloud commercial | gcc | gcchigh | dod | china
  tenant.FIELD VALUE | none      tenant_id region_scope region_sub_scope brand realm_domain auth_url protocol
                                 metadata_url active_url cloud_instance msgraph_host issuer_uri
operation on a TLD
  bootstrap listed | unlisted    whether IANA's file has its RDAP server
operation on bootstrap, whois.root, rdap.registry, rdap.registrar, whois.registry, whois.registrar, microsoft.oidc,
microsoft.realm, microsoft.userrealm
  failure WHAT [DOMAIN...]       without domains for all of them
where WHAT is one of:
""" + failures.__doc__.split("\n\n", 1)[1]


def _up(options):
    lab = laboratory.Laboratory(world_file.load(world_file.find(options.world), options.domains), options.dir)
    lab.claim_folder()
    try:
        lab.up()
        print(f"the laboratory is up: DNS port {lab.dns_port}, described in {lab.folder / 'lab.json'}", flush=True)
        lab.run(options.until_eof)
    finally:
        lab.down()
        if options.remove:
            shutil.rmtree(lab.folder, ignore_errors=True)


def _set(options):
    change = control.change(options.target, options.operation, options.values, options.at)
    control.ask(options.dir, {"command": "set", "changes": [change]})


def _apply(options):
    changes = []
    for line in sys.stdin:
        words = shlex.split(line, comments=True)
        if words:
            one = parser().parse_args(["set", "--dir", str(options.dir), *words])
            changes.append(control.change(one.target, one.operation, one.values, one.at))
    control.ask(options.dir, {"command": "set", "changes": changes})


def _reset(options):
    control.ask(options.dir, {"command": "reset"})


def _status(options):
    print(json.dumps(control.ask(options.dir, {"command": "status"}), indent=2))


def _down(options):
    control.ask(options.dir, {"command": "down"})
