"""What is new in a mail: its text without the quoted mail and the signature.

Rules over lines, each of which looks at a bounded number of them, because the well-known libraries
hang on text that anybody may send. A view only: the whole text is always kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.email.reading import reply_words as words
from adapters.email.reading.signature import without_signature

MAX_CHARACTERS: Final = 256 * 1024
MAX_LINES: Final = 5_000
MAX_MATCHED: Final = 400  # characters of a line that a rule looks at
WRAPPED_AT: Final = 60  # a quoted line of so many characters may have been wrapped
MIN_BARE_QUOTE: Final = 3  # quoted lines that nobody introduced

_INTRO_LINES: Final = 4
_HEAD_LINES: Final = 7

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_QUOTE: Final = re.compile(r"\s{0,4}>|\|\s")
_ENDS_INTRO: Final = re.compile("[:：-]")  # cheap, for the many lines that are none
_LINK: Final = re.compile(r"[<(]?https?://\S{1,390}\s?>?$")
_OPEN_LINK: Final = re.compile(r"https?://\S{1,390}$")
_RULE: Final = re.compile(r"[\s>]{0,9}[-_=*\u2014]{5,}$")
_FULL_DATE: Final = re.compile(r"\d{4}.*\d{1,2}[:.]\d{2}|\d{1,2}[:.]\d{2}.*\d{4}|[@<]")


def reply_part(text: str) -> str:
    """The new text; all of it if nothing else was found or nothing new would be left."""
    lines = [line.rstrip() for line in text[:MAX_CHARACTERS].split("\n")[:MAX_LINES]]
    own = _Reply(lines).own_stretches()
    new = without_signature([line for stretch in own for line in stretch], closing=len(own) == 1)
    return "\n".join(new).strip() or text.strip()


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    quote: bool = False
    introduced: bool = False


class _Reply:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.plain = [
            _INVISIBLE.sub("", line[:MAX_MATCHED]).replace("\u00a0", " ").strip().lower()
            for line in lines
        ]
        self.quoted = [bool(_QUOTE.match(line)) for line in lines]
        self.following = _next_full(self.plain)  # the first line from here on that is not empty
        self.intros: dict[int, int] = {}  # two rules ask for each, and each costs the most

    def own_stretches(self) -> list[Sequence[str]]:
        """The lines that are kept; more than one stretch if quotes between them are not."""
        stretches = list(self._stretches())
        while stretches and (stretches[-1].quote or self._says_nothing(stretches[-1])):
            stretches.pop()  # a quote with nothing behind it
        if self._interleaved(stretches):
            return [self.lines[stretches[0].start : stretches[-1].end]]
        kept = self._without_quotes(stretches)
        return [self.lines[s.start : s.end] for s in kept if not self._empty(s)]

    def _stretches(self) -> Iterator[_Stretch]:
        """The mail in own and quoted stretches, up to where somebody else's mail begins."""
        at = start = 0
        while at < len(self.lines):
            if words.FORWARDED.match(self.plain[at]):  # what is forwarded is what they tell us
                at = len(self.lines)
                break
            if self._mail_begins(at):
                if self.following[0] >= at:
                    at = len(self.lines)
                break
            end, introduced = self._quote_end(at)
            if end > at:
                yield _Stretch(start, at)
                yield _Stretch(at, end, quote=True, introduced=introduced)
                start = end
            at = max(end, at + 1)
        yield _Stretch(start, at)

    # ----- where another mail begins

    def _mail_begins(self, at: int) -> bool:
        line = self.plain[at]
        if not line:
            return False
        if words.ORIGINAL.match(line) or words.REPLY_ABOVE.match(line) or words.HIDDEN.match(line):
            return True
        behind = self.following[at + 1]
        if _RULE.match(line) or words.ORIGINAL_BARE.match(line):
            return behind < len(self.lines) and self._is_head(behind)
        return self._is_head(at) or self._opens_unquoted(at)

    def _is_head(self, at: int) -> bool:
        """Several lines like "From: ..." in a row, among them who or when."""
        meanings: set[str] = set()
        proven, misses = False, 0
        for _ in range(_HEAD_LINES):
            if at >= len(self.lines) or misses > 1:
                break
            match = words.HEAD_LINE.match(self.plain[at])
            meaning = words.HEAD_WORDS.get(match.group(1)) if match else None
            if meaning is None and not meanings:
                return False
            if match and meaning:
                meanings.add(meaning)
                proven = proven or bool(_FULL_DATE.search(match.group(2)))
            misses = 0 if meaning else misses + 1
            at = self.following[at + 1]
        known = meanings - {"copy"}
        return bool(known & {"from", "date"}) and len(known) >= (2 if proven else 3)

    def _opens_unquoted(self, at: int) -> bool:
        """An introduction over text without ">"; certain only with a full date or an address, and
        under text of the sender's own."""
        shared = words.INTRO_AND_TEXT.match(self.plain[at])
        if shared and _FULL_DATE.search(shared["when"]):
            return self.following[0] < at
        length = self._intro(at)
        behind = self.following[at + length] if length else 0
        if not length or (behind < len(self.lines) and self.quoted[behind]):
            return False
        intro = " ".join(self.plain[at : at + length])
        certain = words.INTRO_START.match(intro) or "@" in intro or "<" in intro
        return bool(certain and _FULL_DATE.search(intro) and self.following[0] < at)

    # ----- quotes

    def _quote_end(self, at: int) -> tuple[int, bool]:
        """(the line behind the quote that begins here, was it introduced); (at, False): none."""
        length = 0 if self.quoted[at] else self._intro(at)
        first = self.following[at + length] if length else at
        if first >= len(self.lines) or not self.quoted[first]:
            return at, False
        end = first
        while end < len(self.lines) and (self.quoted[end] or self._belongs(end)):
            end += 1
        return end, bool(length)

    def _belongs(self, at: int) -> bool:
        """Empty lines within a quote, and one line that a mailer wrapped out of it."""
        if not self.plain[at]:
            behind = self.following[at]
            return behind < len(self.lines) and self.quoted[behind]
        if not (self.quoted[at - 1] and self.quoted[at + 1 : at + 2] == [True]):
            return False
        wrapped = len(self.lines[at - 1]) >= WRAPPED_AT and len(self.lines[at]) < WRAPPED_AT
        link = _OPEN_LINK.search(self.plain[at - 1]) or _LINK.match(self.plain[at])
        return wrapped or bool(link)

    def _intro(self, at: int) -> int:
        """How many lines from here on say "On Tuesday Max wrote:"; 0 if they do not."""
        if at not in self.intros:
            self.intros[at] = self._intro_length(at)
        return self.intros[at]

    def _intro_length(self, at: int) -> int:
        joined = ""
        for length in range(1, _INTRO_LINES + 1):
            line = at + length - 1
            if line >= len(self.lines) or not self.plain[line] or self.quoted[line]:
                return 0
            joined = f"{joined} {self.plain[line]}".strip()
            if length == 2 and not words.INTRO_START.match(joined):
                return 0
            if len(joined) > MAX_MATCHED:
                return 0
            if _ENDS_INTRO.search(joined[-4:]) and words.INTRO_END.search(joined):
                proven = words.INTRO_PROOF.search(joined) and not self._begins_later(at, length)
                return length if proven else 0
            if self._quoted_next(line) and words.INTRO_WITHOUT_COLON.match(joined):
                return 0 if self._begins_later(at, length) else length
        return 0

    def _quoted_next(self, at: int) -> bool:
        behind = self.following[at + 1]
        return behind < len(self.lines) and self.quoted[behind]

    def _begins_later(self, at: int, length: int) -> bool:
        """Whether the introduction is complete without its first line, which is a sentence then."""
        rests = (" ".join(self.plain[start : at + length]) for start in range(at + 1, at + length))
        return any(words.INTRO_START.match(r) and words.INTRO_DATE.search(r) for r in rests)

    # ----- what is kept

    def _empty(self, stretch: _Stretch) -> bool:
        return not any(self.plain[stretch.start : stretch.end])

    def _says_nothing(self, stretch: _Stretch) -> bool:
        """Empty, or a signature under the quote."""
        first = self.following[stretch.start]
        return first >= stretch.end or (first > 0 and self.plain[first] == "--")

    def _interleaved(self, stretches: Sequence[_Stretch]) -> bool:
        """Answers between quotes make no sense without the quotes."""
        quotes = [n for n, stretch in enumerate(stretches) if stretch.quote]
        between = stretches[quotes[0] : quotes[-1]] if quotes else ()
        return any(not s.quote and not self._empty(s) for s in between)

    def _without_quotes(self, stretches: Sequence[_Stretch]) -> list[_Stretch]:
        return [
            s
            for s in stretches
            if not s.quote or not (s.introduced or s.end - s.start >= MIN_BARE_QUOTE)
        ]


def _next_full(plain: Sequence[str]) -> list[int]:
    """For every line, and for the two behind the last, the next line that is not empty."""
    found = [len(plain)] * (len(plain) + 2)
    for at in range(len(plain) - 1, -1, -1):
        found[at] = at if plain[at] else found[at + 1]
    return found
