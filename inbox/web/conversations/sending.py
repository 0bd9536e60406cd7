"""Send what an agent wrote to one conversation: as the channel can say it, past the gate, with some
seconds in which it can be called back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from inbox.accounts.templates import AccountTemplate
from inbox.channel import Button, Capabilities, TemplateUse
from inbox.consent.purpose import Purpose
from inbox.conversations import states
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Message
from inbox.media.attachment import Attachment, as_media
from inbox.media.upload import uploaded
from inbox.outbox import recall
from inbox.outbox.hold import hold
from inbox.outbox.plan import File, refusal
from inbox.outbox.post import Letter, post
from inbox.outbox.submit import submit
from inbox.people import replies
from inbox.people.drafts import Words
from inbox.shop import the_shop
from inbox.web.conversations.refusals import Unsayable
from inbox.web.conversations.written import LONGEST, Writer


def send(
    session: Session, conversation: Conversation, able: Capabilities | None, writer: Writer
) -> Message:
    """A person's words or template to this conversation's identity. Raises `Refused` or what the
    gate says, `Stopped`."""
    if able is None:
        raise Unsayable("CHANNEL_MISSING")
    is_template = writer.words.mode == "template"
    letter = _template(session, conversation, writer) if is_template else _letter(writer)
    files = _files(session, conversation, writer.words, able)
    if not is_template:
        letter = _completed(session, conversation, letter, writer, able, files)
    return _post(session, conversation, letter, able, writer)


def _letter(writer: Writer) -> Letter:
    words = writer.words
    if not words.text and not words.files:
        raise Unsayable("EMPTY")
    check_length(words.text)
    left = replies.gaps_left(words.text)
    if left:
        raise Unsayable("GAPS_LEFT", gaps=", ".join(f"{{{one}}}" for one in left))
    return Letter(
        dedupe_key=writer.key,
        author=Author.AGENT,
        purpose=writer.written.purpose,
        text=words.text,
        subject=words.subject or None,
        agent_id=writer.agent_id,
        files=words.files,
    )


def _completed(
    session: Session,
    conversation: Conversation,
    letter: Letter,
    writer: Writer,
    able: Capabilities,
    files: Sequence[Attachment],
) -> Letter:
    """With what it answers and with buttons, as far as the channel has them."""
    words = writer.words
    if len(words.buttons) > able.buttons or (words.buttons and (files or not words.text)):
        raise Unsayable("BUTTONS", most=able.buttons)
    quoted = _quoted(session, conversation, words)
    return replace(
        letter,
        quotes=None if able.quotes else quoted,
        answers=quoted if able.quotes else None,
        buttons=tuple(Button(f"b{n}", title) for n, title in enumerate(words.buttons, start=1)),
    )


def _quoted(session: Session, conversation: Conversation, words: Words) -> Message | None:
    quoted = session.get(Message, words.quotes) if words.quotes else None
    return quoted if quoted and quoted.identity_id == conversation.identity_id else None


def _template(session: Session, conversation: Conversation, writer: Writer) -> Letter:
    words = writer.words
    row = find_template(session, conversation.account_id, words.template)
    if row is None:
        raise Unsayable("TEMPLATE_GONE" if words.template else "NO_TEMPLATE")
    values = words.values[: len(row.variable_names)]
    if len(values) < len(row.variable_names) or not all(values):
        raise Unsayable("VALUES_MISSING")
    check_length(words.text)
    return Letter(
        dedupe_key=writer.key,
        author=Author.AGENT,
        purpose=Purpose.MARKETING if row.advertises else writer.written.purpose,
        text=row.filled(values),
        agent_id=writer.agent_id,
        template=TemplateUse(row.name, row.language, values),
        language=row.language,
    )


def find_template(session: Session, account_id: str, key: str) -> AccountTemplate | None:
    """By "name language", if it may still be sent."""
    name, _, language = key.rpartition(" ")
    row = session.get(AccountTemplate, (account_id, name, language)) if name else None
    return row if row is not None and row.sendable and row.gone_at is None else None


def _files(
    session: Session, conversation: Conversation, words: Words, able: Capabilities
) -> Sequence[Attachment]:
    files = uploaded(session, words.files, customer_id=conversation.customer_id)
    if len(files) < len(words.files):
        raise Unsayable("FILE_GONE")
    for file in files:
        code = refusal(File(file.id, file.content_type, file.size or 0), able)
        if code is not None:
            raise Unsayable(code, name=as_media(session, file).filename or "?")
    return files


def _post(
    session: Session,
    conversation: Conversation,
    letter: Letter,
    able: Capabilities,
    writer: Writer,
) -> Message:
    """Into the outbox, where it waits for as long as it may be recalled."""
    now = writer.now
    until = now + timedelta(seconds=the_shop(session).undo_seconds)
    was = recall.before(conversation)
    letter = replace(letter, leaves_at=until)
    message = submit(session, conversation, letter, able, now=now).message
    answer = None
    if letter.template is not None and writer.words.text:
        answer = _answer_behind(session, conversation, writer, able)
    offer = recall.offer(session, conversation, message, was, until=until, answer=answer)
    if writer.written.resolves:
        deed = Deed(writer.agent_id)
        states.resolve(session, conversation, by=deed, now=now)
        offer.deed_id = deed.id
    return message


def _answer_behind(
    session: Session, conversation: Conversation, writer: Writer, able: Capabilities
) -> Message:
    """The template says that an answer is ready; this is the answer, until the customer writes."""
    plain = replace(writer, key=f"{writer.key}-answer")
    letter = _letter(plain)
    message = post(session, conversation, letter, able, now=writer.now).message
    hold(session, message)
    return message


def check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise Unsayable("TOO_LONG", most=LONGEST)
