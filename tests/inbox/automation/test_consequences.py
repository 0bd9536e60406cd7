"""What a decision sets off beside its reply: ledger, flags, advertising, notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox.automation.decide import decide
from inbox.automation.facts import (
    AccountFacts,
    Advertises,
    ConsentFacts,
    ConversationFacts,
    Facts,
    IdentityFacts,
    Medium,
    MessageFacts,
    Policy,
    Request,
)
from inbox.automation.loops import LoopSign
from inbox.automation.reasons import Effect, Flag, Reason, Reply
from inbox.channel import Kind, Wish
from inbox.consent.hints import Hint
from inbox.consent.keywords import Command
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.consent.rights import Right
from tests.inbox.automation.facts_of import (
    CLOSED,
    DAY,
    LATER,
    MAIL,
    MINUTE,
    NOTICE,
    NOW,
    OBJECTED,
    SEEN,
    STRICT,
    SUBSCRIBED,
    WHATSAPP,
    ago,
    asked,
    facts,
    sending,
    sent,
)

NO_MARKETING = Effect(Purpose.MARKETING, Happened.WITHDRAWN)
NO_MACHINE = Effect(Purpose.AUTOMATION, Happened.OBJECTED)
ASKED = Effect(Purpose.MARKETING, Happened.ASKED)
CLEARED = Effect(Purpose.AUTOMATION, Happened.CLEARED)


@pytest.mark.parametrize(
    ("text", "consent", "effects"),
    [
        ("STOP", SUBSCRIBED, (NO_MARKETING,)),
        ("STOP", ConsentFacts(marketing=Standing.PENDING), (NO_MARKETING,)),
        ("STOP", ConsentFacts(soft_opt_in=True), (NO_MARKETING,)),
        ("STOP", ConsentFacts(), (NO_MARKETING, NO_MACHINE)),
        ("STOP", ConsentFacts(marketing=Standing.WITHDRAWN), (NO_MARKETING, NO_MACHINE)),
        ("STOP", ConsentFacts(marketing=Standing.EXPIRED), (NO_MARKETING, NO_MACHINE)),
        (
            "STOP",
            ConsentFacts(marketing=Standing.WITHDRAWN, soft_opt_in=True),
            (NO_MARKETING, NO_MACHINE),
        ),
        (
            "STOP ALLES",
            SUBSCRIBED,
            (
                Effect(Purpose.MARKETING, Happened.WITHDRAWN, everywhere=True),
                Effect(Purpose.AUTOMATION, Happened.OBJECTED, everywhere=True),
            ),
        ),
        ("BOT AUS", SUBSCRIBED, (NO_MACHINE,)),
        ("START", ConsentFacts(), (ASKED,)),
        ("START", ConsentFacts(marketing=Standing.WITHDRAWN), (ASKED,)),
        ("START", OBJECTED, (CLEARED, ASKED)),
        ("START", SUBSCRIBED, ()),
        ("START", ConsentFacts(marketing=Standing.PENDING), ()),
        ("JA", asked(Purpose.MARKETING), (Effect(Purpose.MARKETING, Happened.GRANTED),)),
        ("NEIN", asked(Purpose.MARKETING), (Effect(Purpose.MARKETING, Happened.DENIED),)),
        ("JA", asked(Purpose.CHANNEL), (Effect(Purpose.CHANNEL, Happened.GRANTED),)),
        ("NEIN", asked(Purpose.CHANNEL), (Effect(Purpose.CHANNEL, Happened.DENIED),)),
        ("JA", ConsentFacts(), ()),
        ("JA", asked(Purpose.MARKETING, 8 * DAY), ()),
        ("MENSCH", ConsentFacts(), ()),
        ("Widerruf", SUBSCRIBED, ()),
        ("Stop, die Farbe ist falsch", SUBSCRIBED, ()),
        ("cancel", SUBSCRIBED, ()),
    ],
)
def test_a_command_goes_to_the_ledger(
    text: str, consent: ConsentFacts, effects: tuple[Effect, ...]
) -> None:
    assert decide(facts(text, consent=consent)).effects == effects


NO_CHANNEL = Effect(Purpose.CHANNEL, Happened.DENIED)
NO_CHANNEL_ANYWHERE = Effect(Purpose.CHANNEL, Happened.WITHDRAWN, everywhere=True)


@pytest.mark.parametrize(
    ("text", "standing", "effects"),
    [
        ("STOP", Standing.PENDING, (NO_MARKETING, NO_MACHINE, NO_CHANNEL)),
        ("STOP", Standing.GRANTED, (NO_MARKETING, NO_MACHINE)),
        ("STOP", Standing.UNKNOWN, (NO_MARKETING, NO_MACHINE)),
        ("Bot aus", Standing.PENDING, (NO_MACHINE,)),
    ],
)
def test_a_stop_to_the_question_for_the_channel_is_a_no(
    text: str, standing: Standing, effects: tuple[Effect, ...]
) -> None:
    asked_for = facts(text, policy=STRICT, consent=ConsentFacts(channel=standing))
    assert decide(asked_for).effects == effects
    assert NO_CHANNEL not in decide(replace(asked_for, policy=Policy())).effects


@pytest.mark.parametrize("standing", list(Standing))
def test_a_consent_to_the_channel_is_taken_back_with_one_word(standing: Standing) -> None:
    asked_for = facts("Stop alles", policy=STRICT, consent=ConsentFacts(channel=standing))
    given = standing in {Standing.PENDING, Standing.GRANTED}
    assert (NO_CHANNEL_ANYWHERE in decide(asked_for).effects) is given


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (timedelta(seconds=-61), False),  # what was said before the question answers another one
        (timedelta(seconds=-60), True),  # clocks differ
        (timedelta(), True),
        (timedelta(days=7), True),
        (timedelta(days=7, seconds=1), False),
    ],
)
def test_a_yes_belongs_to_a_question_that_was_put_before_it(said: timedelta, counts: bool) -> None:
    consent = ConsentFacts(request=Request(Purpose.MARKETING, NOW - said))
    decision = decide(facts("Ja", consent=consent))
    assert (decision.reason is Reason.OPTIN_COMPLETED) is counts
    assert bool(decision.effects) is counts


def test_a_yes_to_what_nobody_asks_is_none() -> None:
    odd = facts("JA", consent=asked(Purpose.SERVICE))
    assert decide(odd).effects == ()
    assert decide(odd).reply is Reply.ACK


@pytest.mark.parametrize(
    "suppressed",
    [
        facts("STOP", policy=Policy(automation=False)),
        facts("STOP", identity=IdentityFacts(blocked=True)),
        facts("STOP", identity=IdentityFacts(restricted=True)),
        facts("STOP", identity=IdentityFacts(erasing=True)),
        facts("STOP", conversation=ConversationFacts(spam=True)),
        facts("STOP", account=MAIL, message=MessageFacts(loop_signs=(LoopSign.NO_REPLY_SENDER,))),
        facts("STOP", message=ago(2 * DAY)),
        facts("STOP", account=WHATSAPP, identity=IdentityFacts(last_inbound_at=NOW - 2 * DAY)),
        facts("STOP", identity=sent(Reply.OPTOUT_CONFIRMATION, MINUTE)),
    ],
)
def test_a_stop_holds_also_when_nobody_may_answer_it(suppressed: Facts) -> None:
    decision = decide(suppressed)
    assert decision.reply is None
    assert decision.effects == (NO_MARKETING, NO_MACHINE)


@pytest.mark.parametrize(
    "message",
    [
        MessageFacts(text="STOP", duplicate=True),
        MessageFacts(text="STOP", imported=True),
        MessageFacts(text="STOP", inbound=False),
        MessageFacts(text="STOP", in_group=True),
        MessageFacts(text="STOP", kind=Kind.CALL),
    ],
)
def test_what_is_no_fresh_message_of_the_customer_has_no_effects(message: MessageFacts) -> None:
    assert decide(facts(message=message)).effects == ()


def test_a_repeated_stop_reaches_the_machine_too() -> None:
    first = decide(facts("STOP", consent=SUBSCRIBED))
    assert first.effects == (NO_MARKETING,)
    second = decide(facts("STOP", consent=ConsentFacts(marketing=Standing.WITHDRAWN)))
    assert second.effects == (NO_MARKETING, NO_MACHINE)


def test_effects_happen_once_on_arrival() -> None:
    planned = sending(Reply.OPTOUT_CONFIRMATION, "STOP", consent=SUBSCRIBED)
    assert decide(planned).effects == ()
    assert decide(planned).reply is Reply.OPTOUT_CONFIRMATION


@pytest.mark.parametrize(
    ("wish", "effects", "flags"),
    [
        (Wish.STOP_MARKETING, (NO_MARKETING,), ()),
        (Wish.STOP_ALL, (NO_MARKETING, NO_MACHINE), ()),
        (Wish.RESUME_MARKETING, (), (Flag.PROVIDER_BLOCK_LIFTED,)),
    ],
)
def test_a_providers_stop_is_a_withdrawal_and_its_resume_no_consent(
    wish: Wish, effects: tuple[Effect, ...], flags: tuple[Flag, ...]
) -> None:
    decision = decide(facts("STOP", message=MessageFacts(preference=wish)))
    assert (decision.effects, decision.flags) == (effects, flags)


@pytest.mark.parametrize(
    ("text", "flags", "hint"),
    [
        ("Widerruf", (Flag.CONTRACT_DECLARATION,), None),
        ("Hiermit kündige ich das Abo", (Flag.CONTRACT_DECLARATION,), None),
        ("cancel", (Flag.AMBIGUOUS,), None),
        ("Mensch", (Flag.HUMAN_WANTED,), None),
        ("Löschen Sie alle meine Daten", (Flag.DATA_SUBJECT_REQUEST,), None),
        ("Stop, die Farbe ist falsch", (), Hint.OBJECTION),
        ("Kann ich noch stornieren?", (), Hint.CONTRACT),
        ("Guten Tag", (), None),
    ],
)
def test_people_see_what_a_message_is(
    text: str, flags: tuple[Flag, ...], hint: Hint | None
) -> None:
    decision = decide(facts(text))
    assert (decision.flags, decision.hint) == (flags, hint)


def test_flags_hold_also_when_nobody_may_answer() -> None:
    decision = decide(facts("Widerruf", identity=IdentityFacts(blocked=True)))
    assert (decision.reply, decision.flags) == (None, (Flag.CONTRACT_DECLARATION,))


def test_a_decision_names_the_rights_and_the_command() -> None:
    both = "Auskunft nach Art. 15 DSGVO und Löschung meiner Daten"
    assert decide(facts(both)).rights == (Right.ACCESS, Right.ERASURE)
    assert decide(facts("stopp!")).command is Command.STOP


def test_a_button_is_heard_by_its_id() -> None:
    tapped = MessageFacts(kind=Kind.CHOICE, text="Lieber nicht", button="kontor:stop")
    assert decide(facts(message=tapped)).command is Command.STOP
    other = MessageFacts(kind=Kind.CHOICE, text="STOP", button="catalogue-7")
    assert decide(facts(message=other)).reply is Reply.ACK


def test_a_caption_is_heard_and_a_mail_only_above_its_quote() -> None:
    picture = MessageFacts(kind=Kind.IMAGE, text="STOP")
    assert decide(facts(message=picture)).command is Command.STOP
    quoting = MessageFacts(kind=Kind.EMAIL, text="STOP\n\n> Mit STOP beenden Sie ...")
    assert decide(facts(message=quoting, account=MAIL)).command is Command.STOP
    assert decide(facts(message=quoting)).command is None
    empty = MessageFacts(kind=Kind.EMAIL, text="\n-- \nErika", subject="Abmelden")
    assert decide(facts(message=empty, account=MAIL)).command is Command.STOP


BLOCK = Policy(advertises=dict.fromkeys(Reply, Advertises.A_BLOCK))


@pytest.mark.parametrize(
    ("text", "consent", "account", "strips"),
    [
        ("Hallo", ConsentFacts(), AccountFacts(), True),
        ("Hallo", SUBSCRIBED, AccountFacts(), False),
        ("Hallo", ConsentFacts(marketing=Standing.PENDING), AccountFacts(), True),
        ("Hallo", ConsentFacts(marketing=Standing.EXPIRED), AccountFacts(), True),
        ("Hallo", ConsentFacts(soft_opt_in=True), AccountFacts(), True),
        ("Hallo", ConsentFacts(soft_opt_in=True), MAIL, False),
        ("Hallo", ConsentFacts(soft_opt_in=True, marketing=Standing.WITHDRAWN), MAIL, True),
        ("STOP", SUBSCRIBED, AccountFacts(), True),
        ("STOP", ConsentFacts(soft_opt_in=True), MAIL, True),
        ("JA", asked(Purpose.MARKETING), AccountFacts(), False),
        ("NEIN", asked(Purpose.MARKETING), AccountFacts(), True),
        ("Keine Werbung bitte, und wo ist mein Paket", SUBSCRIBED, AccountFacts(), True),
        ("Bot aus", SUBSCRIBED, AccountFacts(), False),
    ],
)
def test_advertising_is_cut_out_unless_it_is_permitted_now(
    text: str, consent: ConsentFacts, account: AccountFacts, strips: bool
) -> None:
    decision = decide(facts(text, consent=consent, account=account, policy=BLOCK))
    assert decision.reply is not None
    assert decision.strip_marketing is strips


def test_there_is_nothing_to_cut_out_of_silence_or_of_a_plain_text() -> None:
    assert not decide(facts()).strip_marketing
    assert not decide(facts(policy=BLOCK, conversation=LATER)).strip_marketing


def test_a_soft_opt_in_may_be_allowed_in_chat_by_the_shop() -> None:
    policy = replace(BLOCK, soft_opt_in_by=frozenset({Medium.CHAT}))
    soft = ConsentFacts(soft_opt_in=True)
    assert not decide(facts(policy=policy, consent=soft)).strip_marketing
    assert decide(facts(policy=policy, consent=soft, account=MAIL)).strip_marketing


@pytest.mark.parametrize(
    ("asked_facts", "bears"),
    [
        (facts(policy=NOTICE), True),
        (facts(policy=NOTICE, hours=CLOSED), True),
        (facts(policy=NOTICE, account=MAIL), True),
        (facts("STOP", policy=NOTICE), True),
        (facts(policy=NOTICE, consent=SEEN), False),
        (facts(policy=NOTICE, conversation=LATER), False),  # it is the notice
        (facts(policy=NOTICE, identity=IdentityFacts(blocked=True)), False),
        (facts(), False),
    ],
)
def test_the_notice_rides_on_the_first_reply(asked_facts: Facts, bears: bool) -> None:
    assert decide(asked_facts).with_notice is bears
