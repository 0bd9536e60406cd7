"""Events go to public https addresses, and into private networks only where that is allowed."""

from __future__ import annotations

import pytest

from inbox.subscribers.address import BadAddress, checked, host_of

NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    "url",
    ["https://crm.example.com/kontor", "https://crm.example.com:8443/x?key=1", " https://a.de "],
)
def test_a_public_address_is_kept(url):
    assert checked(url, private_hosts=NOBODY) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "crm.example.com",
        "http://crm.example.com/",
        "ftp://crm.example.com/",
        "https:///x",
        "https://user:password@crm.example.com/",
        "https://crm.example.com/#x",
        "https://crm.example.com:99999/",
        "https://a b.example.com/",
        "https://[::1/",
        "https://crm.example.com/" + "x" * 2_000,
        "https://localhost/",
        "https://kontor.localhost/",
        "https://printer.local/",
        "https://metadata.google.internal/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
    ],
)
def test_anything_else_is_refused(url):
    with pytest.raises(BadAddress):
        checked(url, private_hosts=NOBODY)


def test_a_private_host_may_be_allowed_by_its_name():
    allowed = frozenset({"crm", "10.1.2.3"})
    for url in ("http://crm/kontor", "https://CRM:8080/", "http://10.1.2.3/"):
        assert checked(url, private_hosts=allowed) == url
    with pytest.raises(BadAddress):
        checked("http://10.1.2.4/", private_hosts=allowed)


def test_what_people_see_of_an_address_has_no_secret_in_it():
    assert host_of("https://crm.example.com/hook?token=secret") == "crm.example.com"
