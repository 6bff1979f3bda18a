"""Which addresses a webhook may be posted to."""

from __future__ import annotations

import pytest

from imagora.webhooks.addresses import is_public

PUBLIC = ["93.184.215.14", "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.0.1", "100.128.0.1",
          "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:1450:4001:80b::200e", "2620:fe::fe"]  # fmt: skip

ELSEWHERE = {
    "this network": ["0.0.0.0", "0.1.2.3", "::"],  # noqa: S104
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1", "fec0::1"],
    "link-local": ["169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0"],
    "carrier-grade nat": ["100.64.0.1", "100.127.255.254"],
    "multicast": ["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"],
    "broadcast and reserved": ["255.255.255.255", "240.0.0.1"],
    "protocols": ["192.0.0.1", "192.0.0.170", "192.88.99.1", "2001:1::1", "2001:20::1"],
    "documentation and benchmarks": ["192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "2001:db8::1",
                                     "3fff::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.215.14", "::ffff:0:93.184.215.14"],
    "compatible": ["::127.0.0.1", "::93.184.215.14"],
    "6to4": ["2002:7f00:1::", "2002:5db8:d70e::1"],
    "teredo": ["2001::1", "2001:0:7f00:1::"],
    "nat64": ["64:ff9b::7f00:1", "64:ff9b::5db8:d70e", "64:ff9b:1::1"],
    "discard and others": ["100::1", "5f00::1", "4000::1"],
    "no address": ["", "localhost", "127.1", "0x7f000001", "2130706433", "1.2.3.4.5", "[::1]", "1.1.1.1 "],
}  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_address_is_public_when_it_is_a_hosts_on_the_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [one for kind in ELSEWHERE.values() for one in kind])
def test_address_is_refused_when_it_leads_elsewhere(address: str) -> None:
    assert not is_public(address)
