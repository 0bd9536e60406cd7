"""Whether a mailbox can be read and written to, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from adapters.email.imap import Refused
from adapters.email.imap_entry import connect
from adapters.email.oauth import SignIn
from adapters.email.settings import MOVE, Settings
from adapters.email.smtp import signed_in
from inbox.channel import CheckFailed, Health, SendError

_WHAT_TO_DO: Final = {
    "SIGN_IN_FAILED": "The {server} server refused user name and password; check both.",
    "SIGN_IN_AGAIN": "The authorisation has ended; authorise the account again.",
    "CLIENT_REFUSED": "The provider refused the app; check client ID, client secret and tenant.",
    "SIGN_IN_REQUIRED": "The {server} server wants another way to sign in; check the security.",
    "SIGN_IN_NOT_OFFERED": "The {server} server offers no sign-in here; check port and security.",
    "PASSWORDS_NO_LONGER_ACCEPTED": "Microsoft takes no passwords; sign in with Microsoft.",
    "SMTP_SWITCHED_OFF": "Authenticated SMTP is switched off for this mailbox; switch it on.",
    "ENCRYPTION_NOT_OFFERED": "The {server} server offers no STARTTLS; check port and security.",
    "CERTIFICATE_REFUSED": "The certificate of the {server} server is not valid for its name.",
    "NO_CONNECTION": "The {server} server cannot be reached; check name, port and security.",
    "FOLDER_MISSING": "The mailbox has no such folder; check its name.",
}
_UNKNOWN: Final = "The {server} server refused the check ({code}); try again later."


def check(settings: Settings, sign_in: SignIn | None) -> Health:
    """Signs in at both servers. Raises `CheckFailed`."""
    reading = _told("IMAP", lambda: _reading(settings, sign_in))
    sending = _told("SMTP", lambda: _sending(settings, sign_in))
    return Health(facts={**reading, **sending})


def _told(server: str, look: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    try:
        return look()
    except SendError as error:
        sentence = _WHAT_TO_DO.get(error.code, _UNKNOWN)
        raise CheckFailed(sentence.format(server=server, code=error.code)) from None


def _reading(settings: Settings, sign_in: SignIn | None) -> Mapping[str, str]:
    imap = connect(settings, sign_in)
    try:
        for folder in (settings.folder, settings.move_to):
            needed = folder == settings.folder or settings.after_fetch == MOVE
            if needed and not imap.has_folder(folder):
                raise CheckFailed(f"The mailbox has no folder {folder!r}; check its name.")
        selected = imap.select(settings.folder, readonly=True)
        return {
            "folder": settings.folder,
            "next mail": str(selected.uid_next or "unknown"),
            "tells about new mail": "yes" if imap.can("IDLE") else "no, asked every minute",
        }
    except Refused:
        raise CheckFailed("The IMAP server refused to open the folder; try again later.") from None
    finally:
        imap.close()


def _sending(settings: Settings, sign_in: SignIn | None) -> Mapping[str, str]:
    with signed_in(settings, sign_in) as server:
        limit = server.esmtp_features.get("size", "")
        known = limit.isdecimal() and int(limit) > 0
        largest = f"{int(limit) * 73 // 100 // 1_000_000} MB of files" if known else "unknown"
        return {"largest mail": largest, "signed in": "yes"}
