"""What WhatsApp reports beside messages that can be read: what the shop wrote on its phone, calls,
wishes, history, files that it lost, news of the account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from adapters.whatsapp.simulated import examples
from adapters.whatsapp.simulated.draft import Draft, Item, Written, target

_ECHOES: Final = ("smb_message_echoes", "message_echoes")

# --------------------------------------------------------------------------- what the API lacks


def _unsupported(draft: Draft) -> Written:
    what = draft.value("type", "poll")
    error = {
        "code": 131051,
        "title": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    }
    content = {"type": "unsupported", "unsupported": {"type": what}, "errors": [error]}
    return Written(content, draft.writing.text or what)


def _unknown(draft: Draft) -> Written:
    """A type that nobody has heard of yet."""
    kind = draft.value("type", "hologram")
    return Written({"type": kind, kind: {"x": 1}}, draft.writing.text or kind)


def _too_large(draft: Draft) -> Written:
    """Meta fetches files up to 100 MB."""
    error = {"code": 131052, "title": "Media file size too big"}
    content = {"type": "unsupported", "unsupported": {"type": "video"}, "errors": [error]}
    return Written(content, draft.writing.text or "Video")


def _lost_file(draft: Draft) -> Written:
    """Meta passes the message on although it could not fetch the file."""
    image = {"mime_type": "image/jpeg", "status": "undownloaded", "caption": draft.writing.text}
    return Written({"type": "image", "image": image}, draft.writing.text)


def _broken(draft: Draft) -> Written:
    return Written({"type": "text", "text": "?"}, draft.writing.text or "?")


# --------------------------------------------------------------------------- not messages


def _call(draft: Draft) -> Written:
    seconds = int(draft.value("seconds", "0"))
    ended = {"event": "terminate", "direction": "USER_INITIATED", "duration": seconds}
    ended["status"] = "COMPLETED" if seconds else "FAILED"
    return Written(ended, place=("calls", "calls"), details={"seconds": seconds})


def _preference(draft: Draft) -> Written:
    wish = {"category": "marketing_messages", "value": draft.value("value", draft.writing.kind)}
    wish["detail"] = f"User requested to {wish['value']} marketing messages"
    return Written(wish, shown=False, place=("user_preferences", "user_preferences"))


def _echo(draft: Draft) -> Written:
    """The shop writes with the app on its own phone, beside the API."""
    content = {"type": "text", "text": {"body": draft.writing.text}}
    return Written(content, draft.writing.text, place=_ECHOES)


def _echo_image(draft: Draft) -> Written:
    file = draft.writing.file or examples.photo()
    image = {"id": draft.keep(file), "mime_type": file.content_type}
    if draft.writing.text:
        image["caption"] = draft.writing.text
    return Written({"type": "image", "image": image}, draft.writing.text, (file,), place=_ECHOES)


def _echo_edit(draft: Draft) -> Written:
    about, text = target(draft), draft.writing.text
    about.text, about.details["edited"] = text, True
    inner = {"type": "text", "text": {"body": text}}
    edit = {"original_message_id": about.id, "message": inner}
    return Written({"type": "edit", "edit": edit}, shown=False, place=_ECHOES)


def _echo_revoke(draft: Draft) -> Written:
    about = target(draft)
    about.details["deleted"] = True
    revoke = {"original_message_id": about.id}
    return Written({"type": "revoke", "revoke": revoke}, shown=False, place=_ECHOES)


def _history(draft: Draft) -> Written:
    """A chat from before the number was connected; the shape adds who wrote when."""
    text = draft.writing.text or "Gibt es die Schere auch für Linkshänder?"
    return Written({}, text, place=("history", "history"), details={"imported": True})


def _identity_changed(draft: Draft) -> Written:
    body = f"Security code of {draft.phone.name} changed"
    system = {"type": "customer_identity_changed", "body": body}
    return Written({"type": "system", "system": system}, shown=False)


# --------------------------------------------------------------------------- news of the account


def _account_news(draft: Draft) -> Written:
    event = draft.value("event", "ACCOUNT_RESTRICTION")
    content: Item = {"event": event}
    if event == "DISABLED_UPDATE":
        content["ban_info"] = {"waba_ban_state": "DISABLE", "waba_ban_date": "November 24, 2026"}
    return Written(content, shown=False, place=("account_update", ""))


def _template_news(draft: Draft) -> Written:
    content = {
        "event": draft.value("event", "PAUSED"),
        "message_template_id": 1387372356726668,
        "message_template_name": draft.value("name", "versand_verzoegert"),
        "message_template_language": "de",
        "reason": "NONE",
    }
    return Written(content, shown=False, place=("message_template_status_update", ""))


REPORTED: Final[Mapping[str, Callable[[Draft], Written]]] = {
    "call": _call,
    "stop": _preference,
    "resume": _preference,
    "unsupported": _unsupported,
    "unknown": _unknown,
    "broken": _broken,
    "too-large": _too_large,
    "lost-file": _lost_file,
    "history": _history,
    "identity-changed": _identity_changed,
    "echo": _echo,
    "echo-image": _echo_image,
    "echo-edit": _echo_edit,
    "echo-revoke": _echo_revoke,
    "account-news": _account_news,
    "template-news": _template_news,
}
