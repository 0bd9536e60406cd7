"""One account: its form, made from what its channel asks for, its place in the shop, its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.accounts import entries, manage, settings
from inbox.accounts.account import Account
from inbox.accounts.entries import Entry, Field
from inbox.accounts.manage import Place
from inbox.accounts.settings import BadSettings
from inbox.channel import Channel
from inbox.db import new_id
from inbox.outbox.trouble import last_trouble
from inbox.people.team import all_teams, known_team
from inbox.registry import UnknownKind
from inbox.shop import LANGUAGES
from inbox.web.settings import typed
from inbox.web.settings.authorise import answer_to
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World

_LONGEST_VALUE = 4_000


@dataclass(frozen=True, slots=True)
class _Form:
    """What a form shows: `values` as they were stored or typed, `stored` the secrets there are."""

    fields: Sequence[Field]
    values: Mapping[str, str]
    stored: frozenset[str] = frozenset()
    sentence: str = ""
    wrong: str | None = None
    to_copy: Sequence[tuple[Field, str]] = field(default=())


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("/new/<kind>")
    def new(kind: str) -> Response:
        fields = entries.fields_of(_class_of(world, kind), shell.setting().words.language)
        form = _Form(fields, entries.suggested(fields))
        return _show_new(world, shell, kind, new_id(), "", form)

    @area.post("/new/<kind>")
    def add(kind: str) -> ResponseReturnValue:
        channel_class, account_id = _class_of(world, kind), typed.given_id()
        fields = entries.fields_of(channel_class, shell.setting().words.language)
        values, label = _typed(fields), typed.line("label", most=80)
        try:
            with world.database.transaction() as session:
                if session.get(Account, account_id) is None:
                    manage.prepare(
                        session, channel_class, label=label, values=values,
                        by=visitor().agent_id, account_id=account_id, now=world.clock(),
                    )  # fmt: skip
        except BadSettings as error:
            form = _Form(fields, values, sentence=str(error), wrong=error.field)
            return _show_new(world, shell, kind, account_id, label, form, status=422)
        flash("accounts.added")
        return redirect(back_to("accounts.one", account_id=account_id), 303)

    @area.get("/<account_id>")
    def one(account_id: str) -> Response:
        with world.database.reading() as session:
            account = session.get(Account, account_id) or abort(404)
            form = _stored_form(world, session, account, shell.setting().words.language)
        return _show(world, shell, account, form)

    @area.post("/<account_id>")
    def save(account_id: str) -> ResponseReturnValue:
        language = shell.setting().words.language
        with world.database.reading() as session:
            account = session.get(Account, account_id) or abort(404)
            before = _stored_form(world, session, account, language)
        values = _typed(before.fields)
        try:
            with world.database.transaction() as session:
                _change(world, session, account_id, before.fields, values)
        except BadSettings as error:
            form = _Form(
                before.fields, {**before.values, **values}, before.stored, str(error), error.field
            )
            return _show(world, shell, account, form, status=422)
        flash("settings.saved")
        return redirect(back_to("accounts.one", account_id=account_id), 303)

    @area.post("/<account_id>/place")
    def place(account_id: str) -> ResponseReturnValue:
        """Its name here, who answers, in which language, and whether the machine may."""
        with world.database.transaction() as session:
            account = session.get(Account, account_id, with_for_update=True) or abort(404)
            wanted = Place(
                label=typed.line("label", most=80),
                language=typed.choice("language", LANGUAGES) or None,
                team_id=known_team(session, request.form.get("team_id", "")),
                automation=typed.flag("automation"),
            )
            manage.place(session, account, wanted, by=visitor().agent_id, now=world.clock())
        flash("settings.saved")
        return redirect(back_to("accounts.one", account_id=account_id), 303)


def _class_of(world: World, kind: str) -> type[Channel]:
    try:
        return world.registry.channel_class(kind)
    except UnknownKind:
        abort(404)


def _typed(fields: Sequence[Field]) -> dict[str, str]:
    return entries.counting(fields, {one.name: _value(one) for one in fields})


def _value(one: Field) -> str:
    """A switch that is off is not sent at all; a number that was left empty is its default."""
    sent = request.form.get(one.name, "")[:_LONGEST_VALUE].strip()
    if one.entry is Entry.SWITCH:
        return "yes" if sent else ""
    return sent or (one.default if one.entry is Entry.NUMBER else "")


def _stored_form(world: World, session: Session, account: Account, language: str) -> _Form:
    """An account whose channel is not installed has no form."""
    if account.kind not in world.registry.kinds:
        return _Form((), {})
    channel_class = world.registry.channel_class(account.kind)
    fields = entries.fields_of(channel_class, language)
    known = settings.unseal(session, account.id, account.settings_sealed, channel_class)
    return _Form(
        fields,
        {**entries.suggested(fields), **_filled(entries.shown(fields, known), fields)},
        entries.stored(fields, known),
        to_copy=entries.to_copy(fields, known),
    )


def _filled(values: Mapping[str, str], fields: Sequence[Field]) -> dict[str, str]:
    """A word of ours that there is not yet stays the suggested one."""
    ours = {one.name for one in fields if one.ours}
    return {name: value for name, value in values.items() if value or name not in ours}


def _change(
    world: World,
    session: Session,
    account_id: str,
    fields: Sequence[Field],
    values: Mapping[str, str],
) -> None:
    """Raises `BadSettings`."""
    account = session.get(Account, account_id, with_for_update=True) or abort(404)
    channel_class = _class_of(world, account.kind)
    known = settings.unseal(session, account.id, account.settings_sealed, channel_class)
    forget = frozenset(typed.many("forget"))
    kept = entries.counting(fields, entries.with_kept(fields, values, known, forget=forget))
    manage.change(
        session, account, channel_class, values=kept, by=visitor().agent_id, now=world.clock()
    )


def _show_new(
    world: World,
    shell: Shell,
    kind: str,
    account_id: str,
    label: str,
    form: _Form,
    *,
    status: int = 200,
) -> Response:
    channel_class = _class_of(world, kind)
    return shell.show(
        "account_new.html",
        "accounts",
        status=status,
        kind=kind,
        kind_label=channel_class.label,
        account_id=account_id,
        label=label,
        form=form,
        pulls=_pulls(channel_class),
        callback=world.settings.callback(account_id),
    )


def _show(
    world: World, shell: Shell, account: Account, form: _Form, *, status: int = 200
) -> Response:
    setting = shell.setting()
    channel = _open(world, account.id)
    with world.database.reading() as session:
        teams = all_teams(session)
        trouble = last_trouble(session, account.id)
    return shell.show(
        "account.html",
        "accounts",
        setting=setting,
        status=status,
        account=account,
        kind_label=world.registry.kinds[account.kind].label if channel else account.kind,
        installed=channel is not None,
        own_address=channel.own_address if channel else "",
        answer_to=answer_to(world) if channel is not None and channel.signs_in else None,
        callback=None if channel is None or channel.pulls else world.settings.callback(account.id),
        form=form,
        teams=[("", setting.words("accounts.no_team")), *((one.id, one.name) for one in teams)],
        languages=[
            ("", setting.words("accounts.shop_language")),
            *((one, setting.words(f"language.{one}")) for one in LANGUAGES),
        ],
        trouble=trouble,
    )


def _open(world: World, account_id: str) -> Channel | None:
    try:
        return world.accounts.channel(account_id)
    except UnknownKind:
        return None


def _pulls(channel_class: type[Channel]) -> bool:
    """A channel that fetches needs no address for its provider."""
    return channel_class.poll is not Channel.poll
