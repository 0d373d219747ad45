"""Ports that are free on every address of a world, and stay ours against other laboratories on this machine."""

import random
import socket

LOW, HIGH = 10000, 32000  # below the ports that the kernel gives to clients


class NoPort(Exception):
    pass


def claim(addresses):
    """(port, claim): the port is ours until the claim is closed."""
    for port in random.SystemRandom().sample(range(LOW, HIGH), 100):
        held = _hold(port)
        if held and all(_is_free(address, port) for address in addresses):
            return port, held
        if held:
            held.close()
    raise NoPort(f"none of 100 ports between {LOW} and {HIGH} is free on all of {', '.join(addresses)}")


def _hold(port):
    """A name in the abstract namespace: it goes away with the process that holds it."""
    held = socket.socket(socket.AF_UNIX)
    try:
        held.bind(f"\0nameward-lab-{port}")
        return held
    except OSError:
        held.close()
        return None


def _is_free(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(family, kind) as probe:
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True
