"""Keyword answers: questions that the shop knows, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.automation import answer_rules
from inbox.automation.answer_rules import AnswerRuleRow, BadRule, Wanted, all_rules
from inbox.automation.facts import Hours
from inbox.automation.own_texts import own_sayings
from inbox.automation.texts import ANSWER
from inbox.shop import LANGUAGES, the_shop
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.settings.texts import voices_of
from inbox.web.visitor import visitor
from inbox.world import World

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    field: str
    detail: str


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        with world.database.reading() as session:
            rows = all_rules(session)
            sayings, voices = own_sayings(session), voices_of(the_shop(session))
        silent = {
            row.id: not any((f"{ANSWER}{row.id}", voice) in sayings.own for voice in voices)
            for row in rows
        }
        return shell.show("answers.html", "answers", rules=rows, silent=silent)

    @area.get("/new")
    def new() -> Response:
        return _form(world, shell, None, _written(Wanted(name="", phrases=())))

    @area.post("/new")
    def add() -> ResponseReturnValue:
        try:
            with world.database.transaction() as session:
                by, now = visitor().agent_id, world.clock()
                rule_id = answer_rules.add(session, _sent(session), by=by, now=now).id
        except BadRule as error:
            return _refused(world, shell, None, error)
        flash("answers.added")
        return redirect(back_to("answers.one", rule_id=rule_id), 303)

    @area.get("/<rule_id>")
    def one(rule_id: str) -> Response:
        with world.database.reading() as session:
            rule = session.get(AnswerRuleRow, rule_id) or abort(404)
        return _form(world, shell, rule, _written(rule.wanted))

    @area.post("/<rule_id>")
    def change(rule_id: str) -> ResponseReturnValue:
        try:
            with world.database.transaction() as session:
                rule = session.get(AnswerRuleRow, rule_id) or abort(404)
                by, now = visitor().agent_id, world.clock()
                answer_rules.change(session, rule, _sent(session), by=by, now=now)
        except BadRule as error:
            return _refused(world, shell, rule, error)
        flash("settings.saved")
        return redirect(back_to("answers.one", rule_id=rule_id), 303)

    @area.post("/<rule_id>/move")
    def move(rule_id: str) -> ResponseReturnValue:
        """One place up or down."""
        step = -1 if typed.choice("to", ("up", "down"), "down") == "up" else 1
        with world.database.transaction() as session:
            rule = session.get(AnswerRuleRow, rule_id) or abort(404)
            place = [row.id for row in all_rules(session)].index(rule_id) + 1 + step
            by, now = visitor().agent_id, world.clock()
            answer_rules.move(session, rule, place=place, by=by, now=now)
        return redirect(back_to("answers.page"), 303)

    @area.post("/<rule_id>/remove")
    def remove(rule_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            rule = session.get(AnswerRuleRow, rule_id) or abort(404)
            answer_rules.remove(session, rule, by=visitor().agent_id, now=world.clock())
        flash("settings.removed")
        return redirect(back_to("answers.page"), 303)


def _sent(session: Session) -> Wanted:
    """Raises `BadRule`."""
    pause, account_id = typed.line("pause", most=5), request.form.get("account_id", "")
    if not (pause.isascii() and pause.isdigit() and len(pause) < 5):
        raise BadRule("OUT_OF_RANGE", "pause")
    return Wanted(
        name=typed.line("name", most=answer_rules.LONGEST_NAME),
        phrases=tuple(typed.text("phrases").splitlines()),
        whole=typed.flag("whole"),
        language=typed.choice("language", LANGUAGES) or None,
        hours=Hours(typed.choice("hours", Hours, Hours.ALWAYS)),
        account_id=account_id if session.get(Account, account_id) is not None else None,
        pause=int(pause) * _HOUR,
        enabled=typed.flag("enabled"),
    )


def _written(wanted: Wanted) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "phrases": "\n".join(wanted.phrases),
        "whole": wanted.whole,
        "language": wanted.language or "",
        "hours": wanted.hours.value,
        "account_id": wanted.account_id or "",
        "pause": f"{wanted.pause / _HOUR:g}",
        "enabled": wanted.enabled,
    }


def _refused(world: World, shell: Shell, rule: AnswerRuleRow | None, error: BadRule) -> Response:
    names = ("name", "phrases", "whole", "language", "hours", "account_id", "pause", "enabled")
    written = {name: request.form.get(name, "")[:20_000] for name in names}
    refusal = Refusal(error.code, error.field, error.detail)
    return _form(world, shell, rule, written, refusal=refusal)


def _form(
    world: World,
    shell: Shell,
    rule: AnswerRuleRow | None,
    written: Mapping[str, Any],
    *,
    refusal: Refusal | None = None,
) -> Response:
    setting = shell.setting()
    words = setting.words
    with world.database.reading() as session:
        accounts = all_accounts(session)
        voices = voices_of(the_shop(session))
        own = own_sayings(session).own
    texts = {voice: own.get((f"{ANSWER}{rule.id}", voice)) for voice in voices} if rule else {}
    return shell.show(
        "answer.html",
        "answers",
        setting=setting,
        status=422 if refusal else 200,
        rule=rule,
        text_name=f"{ANSWER}{rule.id}" if rule else "",
        texts=texts,
        typed=written,
        problems={refusal.field: refusal.code} if refusal else {},
        detail=refusal.detail if refusal else "",
        accounts=[("", words("answers.every_account")), *((one.id, one.label) for one in accounts)],
        languages=[
            ("", words("answers.every_language")),
            *((one, words(f"language.{one}")) for one in LANGUAGES),
        ],
        hours=[(one.value, words(f"answers.hours.{one}")) for one in Hours],
    )
