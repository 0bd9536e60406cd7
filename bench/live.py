"""Live: how soon an event is on the screen, what open streams cost others, what a page weighs.

On the screen: from the moment a webhook's answer is read to the first frame of a real Chromium that
shows the words. The floor is the same browser with a page that only writes down what its stream
says. Streams: the same page asked for at a fixed rate, in turns with and without 200 open streams.
"""

from __future__ import annotations

import gzip
import re
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Final

import requests
from playwright.sync_api import Browser, Page, sync_playwright

from bench import client, serving, webhooks
from bench.databases import DATABASES
from bench.figure import Figure, Goal, Invalid, over_rounds
from bench.generate import Past, fill
from bench.kontor import Kontor, running
from bench.progress import saying
from tests.stand import wait_for

ON_SCREEN: Final = Goal("<=", 300)
SLOWER: Final = Goal("<=", 1.2)
WEIGHT: Final = Goal("<=", 100)
_STREAMS: Final = 200
_THREADS: Final = "256"  # a stream holds one
_CONVERSATIONS: Final = 1_000
_EVENTS: Final = 60
_REQUESTS: Final = 120
_RATE: Final = 8.0  # per second: nobody queues
_CONNECTIONS: Final = 2
_ROUNDS: Final = 3
_NOTICED_WITHIN: Final = 40.0  # seconds, until the server knows that browsers are gone
_CSRF: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_LOADED: Final = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_IMPORTED: Final = re.compile(r'from "\./([\w.]+)"')
_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WATCH: Final = """words => { window.seen = new Promise(done => {
  const rows = document.getElementById("rows").parentElement;
  const look = () => rows.textContent.includes(words) && requestAnimationFrame(
    () => done(performance.timeOrigin + performance.now()));
  new MutationObserver(look).observe(rows, { subtree: true, childList: true, characterData: true });
}); }"""


@dataclass(frozen=True, slots=True)
class _Shop:
    kontor: Kontor
    past: Past
    signed_in: requests.Session

    def address(self, path: str) -> str:
        return f"{self.kontor.world.settings.base_url}{path}"


def measure(*, quick: bool) -> Iterator[Figure]:
    """Raises `Invalid`."""
    rounds, events = (1, 20) if quick else (_ROUNDS, _EVENTS)
    with (
        DATABASES["SQLite"]() as databases,
        running(databases.product("live"), WEB_THREADS=_THREADS) as kontor,
    ):
        past = fill(kontor.world, kontor.account_id, _CONVERSATIONS)
        shop = _Shop(kontor, past, _signed_in(kontor, past))
        yield _weight(shop)
        yield from _beside_streams(shop, rounds)
        yield from _on_screen(shop, events)


def _signed_in(kontor: Kontor, past: Past) -> requests.Session:
    session = requests.Session()
    address = f"{kontor.world.settings.base_url}/login"
    found = _CSRF.search(session.get(address, timeout=30).text)
    form = {"email": past.email, "password": past.password, "csrf_token": found[1] if found else ""}
    if session.post(address, form, timeout=30, allow_redirects=False).status_code != 303:
        raise Invalid("nobody could sign in")
    return session


# --------------------------------------------------------------------------- weight


def _weight(shop: _Shop) -> Figure:
    """All that a browser fetches for a conversation beside a full list, compressed."""
    page = shop.signed_in.get(
        shop.address(f"/conversations/{shop.past.long[0].conversation_id}"), timeout=30
    ).text
    weighed = {"": len(gzip.compress(page.encode()))}
    waiting = _LOADED.findall(page)
    while waiting:
        path = waiting.pop()
        if path not in weighed:
            text = shop.signed_in.get(shop.address(path), timeout=30).text
            weighed[path] = len(gzip.compress(text.encode()))
            folder = path.rpartition("/")[0]
            waiting += [f"{folder}/{name}" for name in _IMPORTED.findall(text)]
    return Figure("a conversation's page, compressed", sum(weighed.values()) / 1000, "kB", WEIGHT)


# --------------------------------------------------------------------------- streams


def _beside_streams(shop: _Shop, rounds: int) -> Iterator[Figure]:
    alone, beside = [], []
    for number in range(rounds):
        saying(f"live: the list without and with {_STREAMS} streams, round {number + 1}")
        alone.append(_median_milliseconds(shop))
        with _streams(shop):
            beside.append(_median_milliseconds(shop))
        wait_for(lambda: _open_streams(shop) == 0, seconds=_NOTICED_WITHIN, what="closed streams")
    ratios = [with_them / without for without, with_them in zip(alone, beside, strict=True)]
    yield over_rounds("the list, p50", alone, "ms")
    yield over_rounds(f"the list beside {_STREAMS} open streams, p50", beside, "ms")
    yield over_rounds("with streams, in relation to without", ratios, "", SLOWER)


def _median_milliseconds(shop: _Shop) -> float:
    request = _get(shop, "/fragments/list?view=open")
    port = shop.kontor.port
    run = client.pace(port, [request] * _REQUESTS, rate=_RATE, connections=_CONNECTIONS)
    if run.refused:
        raise Invalid(f"{run.refused} pages were not answered with 200")
    return run.milliseconds(0.5)


@contextmanager
def _streams(shop: _Shop) -> Iterator[None]:
    with ExitStack() as stack:
        for number in range(_STREAMS):
            opened = socket.create_connection(("127.0.0.1", shop.kontor.port), timeout=30)
            stack.callback(opened.close)
            opened.sendall(_get(shop, f"/events?after={2**40}&tab={number}"))
            if b" 200 " not in opened.recv(4096).partition(b"\r\n")[0]:
                raise Invalid(f"stream {number + 1} was refused")
        yield


def _open_streams(shop: _Shop) -> float:
    said = requests.get(shop.address("/metrics"), timeout=30).text
    found = re.search(r"^kontor_live_streams ([\d.]+)$", said, re.MULTILINE)
    if found is None:
        raise Invalid("the metrics do not tell how many streams are open")
    return float(found[1])


def _get(shop: _Shop, path: str) -> bytes:
    cookies = "; ".join(f"{one.name}={one.value}" for one in shop.signed_in.cookies)
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n\r\n".encode()


# --------------------------------------------------------------------------- screen


def _on_screen(shop: _Shop, events: int) -> Iterator[Figure]:
    with _browser() as browser, serving.bare_stream() as port:
        saying(f"live: {events} events on a screen")
        page = browser.new_page()
        _enter(page, shop)
        took = [_seen_after(page, lambda words: _webhook(shop, words)) for _ in range(events)]
        bare = browser.new_page()
        bare.goto(f"http://127.0.0.1:{port}/")
        floor = [_seen_after(bare, lambda words: _posted(port, words)) for _ in range(events)]
    yield _spread("webhook accepted to its words on screen, p50", took, ON_SCREEN)
    yield _spread("the same with a bare stream and nothing behind it", floor, None)


@contextmanager
def _browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if found is None:
        raise Invalid("there is no Chromium here; apt-get install chromium brings one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield launched
        finally:
            launched.close()


def _enter(page: Page, shop: _Shop) -> None:
    page.goto(shop.address("/login"))
    page.fill("[name=email]", shop.past.email)
    page.fill("[name=password]", shop.past.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(shop.address("/"))
    page.goto(shop.address("/?view=open"))
    page.wait_for_selector("#rows a")
    time.sleep(1)  # until its stream is open


def _seen_after(page: Page, say: Callable[[str], float]) -> float:
    """Milliseconds from the answer to the frame."""
    words = f"Nachricht {secrets.token_hex(4)}"
    page.evaluate(_WATCH, words)
    answered_at = say(words)
    seen: float = page.evaluate("window.seen")
    time.sleep(0.3)  # events by themselves, not in a crowd
    return seen - answered_at * 1000


def _webhook(shop: _Shop, words: str) -> float:
    now = time.time()
    written = webhooks.Written(
        f"wamid.{secrets.token_hex(16).upper()}", webhooks.phone(1), words, int(now)
    )
    made = webhooks.requests(shop.kontor.shop, shop.kontor.path, [written])
    run = client.flood(shop.kontor.port, made, connections=1)
    shop.kontor.all_taken(run)
    return run.answered_at[0]


def _posted(port: int, words: str) -> float:
    body = words.encode()
    head = f"POST /say HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return client.flood(port, [head + body], connections=1).answered_at[0]


def _spread(name: str, milliseconds: Sequence[float], goal: Goal | None) -> Figure:
    low, high = (client.quantile(milliseconds, share) for share in (0.05, 0.95))
    return Figure(name, median(milliseconds), "ms", goal, low, high)
