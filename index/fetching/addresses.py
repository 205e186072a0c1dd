"""The addresses that documents may come from: no page leads into a private network."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = frozenset({80, 443, 8080, 8443})

# Written out, because what `ipaddress` calls global differs between versions of Python.
# IANA's registries of special-purpose addresses, and one address that is public by
# number but answers with a machine's secrets at a cloud provider.
_NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT, and one provider's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # one provider's host agent
        "169.254.0.0/16",  # link-local, and most providers' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved and broadcast
    )
)
# Everything outside is loopback, mapped, link-local, unique local, multicast, or not assigned.
_GLOBAL_UNICAST_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: another address in disguise
        "3fff::/20",  # documentation
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PublicOnly:
    """The rule for every connection: web ports and public addresses only."""

    def permits_port(self, port: int) -> bool:
        """Return whether a URL may name this port."""
        return port in PORTS

    def permits(self, host: str, address: Address) -> bool:  # noqa: ARG002
        """Return whether `address`, one of those that `host` resolves to, may be connected to."""
        return is_public(address)


def is_public(address: Address) -> bool:
    """Return whether `address` is globally reachable unicast (RFC 6890).

    An IPv6 address that carries an IPv4 one is refused (mapped, compatible, 6to4, Teredo, local NAT64). The well-known
    NAT64 prefix (RFC 6052), which networks without IPv4 need, is as public as the address it carries.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST_6 and not any(address in network for network in _NOT_PUBLIC_6)
