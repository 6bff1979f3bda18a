"""Which IP addresses a webhook may be posted to: hosts of the public internet, and nothing that leads elsewhere.

Sources: IANA's registries of special-purpose IPv4 and IPv6 addresses, as the standard library has them, and the ways in
which IPv6 carries an IPv4 address: RFC 4291 (mapped, compatible), RFC 3056 (6to4), RFC 4380 (Teredo), RFC 6052 and RFC
8215 (NAT64). What carries one is refused as a whole: nobody has to put a webhook there.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_REFUSED_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
_UNICAST_6 = IPv6Network("2000::/3")
"""All that was ever given out for hosts: loopback, link-local, multicast, mapped and NAT64 lie outside of it."""
_REFUSED_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Of these: protocols (Teredo among them), documentation, 6to4."""


def is_public(address: str) -> bool:
    """Whether this is the address of a host on the public internet; False for what is no address at all.

    The standard library's own `is_global` has to agree, so that what its tables learn later counts too.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if not found.is_global or found.is_multicast or found.is_reserved:
        return False
    return _open_4(found) if isinstance(found, IPv4Address) else _open_6(found)


def is_address(host: str) -> bool:
    """Whether a host is written as an IP address, not as a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _open_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _REFUSED_4)


def _open_6(address: IPv6Address) -> bool:
    """Scoped addresses (`fe80::1%eth0`) belong to one link."""
    if address.scope_id is not None or address not in _UNICAST_6:
        return False
    return not any(address in network for network in _REFUSED_6)
