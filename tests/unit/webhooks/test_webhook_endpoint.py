"""Addresses of webhooks as people write them, and as attackers do."""

from __future__ import annotations

import pytest

from imagora.kernel.errors import InvalidInput
from imagora.webhooks.endpoint import Endpoint, read

GOOD = {
    "https://example.org/hook": Endpoint(True, "example.org", 443, "/hook"),
    "https://Example.ORG": Endpoint(True, "example.org", 443, "/"),
    "https://example.org.:8443/a?b=c&d": Endpoint(True, "example.org", 8443, "/a?b=c&d"),
    "https://xn--bcher-kva.example.org/%C3%A9": Endpoint(True, "xn--bcher-kva.example.org", 443, "/%C3%A9"),
    "https://1.1.1.1/x": Endpoint(True, "1.1.1.1", 443, "/x"),
    "https://[2606:4700:4700::1111]:443/x": Endpoint(True, "2606:4700:4700::1111", 443, "/x"),
}
BAD = {
    "too_long": ["https://example.org/" + "a" * 2_048],
    "not_https": ["http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//x.org",
                  "example.org/hook", "javascript:alert(1)", ""],
    "credentials": ["https://me:secret@example.org/", "https://me@example.org/", "https://@example.org/",
                    "https://example.org:443@10.0.0.1/"],
    "port": ["https://example.org:22/", "https://example.org:80/", "https://example.org:6379/", "https://1.1.1.1:25/"],
    "invalid": ["https://", "https:///path", "https://example.org/#part", "https://exa mple.org/", "https://bücher.example/",
                "https://example.org\\@10.0.0.1/", "https://example.org:99999/", "https://example.org:x/", "https://[::1",
                "https://example.org/\r\nHost: x", "https://example.org/a b", "https://[v1.x]/"],
    "address_refused": [
        "https://localhost/", "https://LOCALHOST./", "https://api.localhost/", "https://printer.local/",
        "https://metadata.google.internal/", "https://intranet/", "https://db/", "https://nas.lan/", "https://x.onion/",
        "https://127.0.0.1/", "https://10.1.2.3/", "https://169.254.169.254/latest/meta-data", "https://192.168.0.1/",
        "https://100.64.0.1/", "https://0.0.0.0/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fd00::1]/",
        "https://[fe80::1%25eth0]/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
        "https://127.1/", "https://0x7f.1/", "https://127.0.0.0x1/", "https://1.1.1.1.1/", "https://-x.example.org/",
        "https://a..example.org/", "https://example.org*/",
    ],
}  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_address_is_read_when_it_is_fit(url: str) -> None:
    assert read(url) == GOOD[url]


@pytest.mark.parametrize(("code", "url"), [(code, url) for code, urls in BAD.items() for url in urls])
def test_address_is_refused_with_its_reason_when_it_is_not(code: str, url: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(url)
    assert [(error.field, error.code) for error in refusal.value.errors] == [("url", code)]


def test_anywhere_takes_plain_http_on_any_port_of_any_host_and_still_no_credentials() -> None:
    assert read("http://127.0.0.1:9000/x", anywhere=True) == Endpoint(False, "127.0.0.1", 9000, "/x")
    with pytest.raises(InvalidInput):
        read("http://me:you@127.0.0.1:9000/x", anywhere=True)


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("https://example.org/", "example.org"),
        ("https://example.org:8443/", "example.org:8443"),
        ("https://[2606:4700:4700::1111]/", "[2606:4700:4700::1111]"),
    ],
)
def test_host_header_names_the_port_when_it_is_not_the_usual_one(url: str, authority: str) -> None:
    assert read(url).authority == authority
