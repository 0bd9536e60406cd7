"""The automatic texts and the wordings of consents: ours or the shop's own, kept in versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.automation import own_texts
from inbox.automation.answer_rules import AnswerRuleRow
from inbox.automation.fillings import ASKS
from inbox.automation.gather import voice_of
from inbox.automation.lint import ACCEPTABLE, Fault, Problem, lint
from inbox.automation.own_texts import FaultyText, own_sayings
from inbox.automation.texts import (
    ANSWER,
    LONGEST,
    NAMES,
    PARTS,
    WORDINGS,
    Gap,
    Sayings,
    Voice,
    fill,
    text_of,
)
from inbox.hours.calendar import next_open
from inbox.hours.profiles import profile_of
from inbox.hours.spoken import speak
from inbox.people.agent import Agent
from inbox.shop import LANGUAGES, Shop, the_shop
from inbox.web.settings import typed
from inbox.web.settings.sample import sample
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        with world.database.reading() as session:
            shop, sayings = the_shop(session), own_sayings(session)
        voices = voices_of(shop)
        return shell.show(
            "texts.html",
            "texts",
            replies=[_row(name, voices, sayings) for name in NAMES],
            parts=[_row(name, voices, sayings) for name in PARTS],
            voices=voices,
        )

    @area.get("/<name>/<voice>")
    def one(name: str, voice: str) -> Response:
        known = _known(name, voice)
        with world.database.reading() as session:
            text = own_sayings(session).own.get((name, known))
        return _editor(world, shell, name, known, text.text if text else _ours(name, known))

    @area.post("/<name>/<voice>")
    def save(name: str, voice: str) -> ResponseReturnValue:
        """With `preview` nothing is saved. What nobody may say keeps it from being saved."""
        known, text = _known(name, voice), typed.text("text", most=4 * LONGEST)
        if typed.flag("preview"):
            return _editor(world, shell, name, known, text, problems=lint(text, name=name))
        accepted = [Fault(one) for one in typed.many("accepted") if one in ACCEPTABLE]
        try:
            with world.database.transaction() as session:
                own_texts.save(
                    session, name, known, text, accepted=accepted, by=visitor().agent_id,
                    now=world.clock(),
                )  # fmt: skip
        except FaultyText as error:
            return _editor(world, shell, name, known, text, problems=error.problems, status=422)
        flash("texts.saved")
        return redirect(back_to("texts.one", name=name, voice=voice), 303)

    @area.post("/<name>/<voice>/restore")
    def restore(name: str, voice: str) -> ResponseReturnValue:
        known = _known(name, voice)
        with world.database.transaction() as session:
            own_texts.restore(session, name, known, by=visitor().agent_id, now=world.clock())
        flash("texts.restored")
        return redirect(back_to("texts.one", name=name, voice=voice), 303)


def voices_of(shop: Shop) -> list[Voice]:
    """In which the shop speaks, the first language first."""
    spoken = shop.languages.split(",")
    return [voice_of(shop, one) for one in (*spoken, *LANGUAGES) if one in spoken][: len(spoken)]


def _known(name: str, voice: str) -> Voice:
    if not own_texts.is_known(name) or voice not in set(Voice):
        abort(404)
    return Voice(voice)


def _ours(name: str, voice: Voice) -> str:
    """A keyword answer has no text of ours."""
    return "" if name.startswith(ANSWER) else text_of(name, voice)


def _row(name: str, voices: Sequence[Voice], sayings: Sayings) -> dict[str, Any]:
    return {"name": name, "own": {voice: (name, voice) in sayings.own for voice in voices}}


def _editor(
    world: World,
    shell: Shell,
    name: str,
    voice: Voice,
    text: str,
    *,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> Response:
    with world.database.reading() as session:
        versions = own_texts.versions(session, name, voice)
        authors = _authors(session, [one.created_by for one in versions if one.created_by])
        preview = _preview(session, world, text, voice)
        rule = session.get(AnswerRuleRow, name.removeprefix(ANSWER))
    if name.startswith(ANSWER) and rule is None:
        abort(404)
    return shell.show(
        "text.html",
        "answers" if rule else "texts",
        status=status,
        name=name,
        voice=voice,
        rule=rule,
        text=text,
        longest=LONGEST,
        faults=problems,
        acceptable=ACCEPTABLE,
        gaps=list(Gap),
        ours=_ours(name, voice),
        is_own=bool(versions and versions[0].text),
        versions=versions,
        authors=authors,
        preview=preview,
    )


def _authors(session: Session, ids: Sequence[str]) -> Mapping[str, str]:
    return dict(session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(ids))).all())


def _preview(session: Session, world: World, text: str, voice: Voice) -> str:
    """As a customer would read it now; what nobody knows yet stands in brackets."""
    shop, now = the_shop(session), world.clock()
    language = voice.partition("-")[0]
    hours = profile_of(session, shop.profile_id)
    opening = (
        speak(next_open(hours, now), now=now, zone=hours.zone, language=language) if hours else None
    )
    values = sample(world, shop, opening or "…")
    wording = own_sayings(session).of(WORDINGS[next(iter(ASKS.values()))], voice)
    values[Gap.WORDING] = fill(wording.text, values)
    try:
        return fill(text, values)
    except ValueError:
        return text
