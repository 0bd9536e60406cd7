"""Whether and what a machine answers: the rules in their order, the first that matches wins.

Asked when a message arrives and again just before its answer leaves. Rows and reason codes are
those of the table "decision order" in README.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from inbox.automation import gates, obeying, serving
from inbox.automation.case import Case, Verdict, look_into
from inbox.automation.facts import Advertises, Facts, Medium, Phase
from inbox.automation.reasons import ASKED_FOR, Decision, Reason, Reply
from inbox.consent.hints import Hint
from inbox.consent.purpose import Happened, Purpose, Standing

RULE_VERSION: Final = "2"  # stored with every decision; raised when a rule changes

Step = Callable[[Case], Verdict | None]

_STEPS: Final[tuple[Step, ...]] = (
    gates.provider_preference,
    gates.no_customer_message,
    gates.no_longer_needed,
    # the command's effects are in the case by now and hold whatever follows
    gates.forbidden,
    gates.flooded,
    gates.written_by_a_machine,
    gates.stale,
    gates.window_closed,
    gates.quiet_hours,
    obeying.stop,
    obeying.start,
    obeying.answer_to_request,
    obeying.help_wanted,
    gates.automation_objected,
    gates.bot_off_or_too_much,
    serving.consent_missing,
    serving.rights_used,
    serving.human_wanted,
    gates.agent_active,
    serving.known_question,
    serving.closed,
)


def decide(facts: Facts) -> Decision:
    """The decision about one message. In the phase `send` it has no effects: they happened."""
    case = look_into(facts)
    steps = (step(case) for step in _STEPS)
    found = next((verdict for verdict in steps if verdict), None) or serving.open_or_unknown(case)
    verdict = _last_look(case, found)
    arriving = facts.phase is Phase.DECIDE
    return Decision(
        reply=verdict.reply,
        reason=verdict.reason,
        effects=case.effects if arriving else (),
        flags=case.flags,
        rights=case.heard.rights,
        command=case.command,
        hint=case.heard.hint,
        rule=verdict.rule,
        strip_marketing=_strips_marketing(case, verdict),
        with_notice=_bears_notice(facts, verdict.reply),
    )


def _last_look(case: Case, found: Verdict) -> Verdict:
    """What still keeps a reply back, or what is said if there is nothing else to say."""
    facts = case.facts
    if found.reply is None:
        found = _notice_instead(facts, found)
    if found.reply is None:
        return found
    if _advertises(facts, found) is Advertises.EVERYTHING and not _may_advertise(case):
        return Verdict(None, Reason.MARKETING_NOT_ALLOWED)
    if _said_recently(facts, found.reply):
        return Verdict(None, Reason.THROTTLED_CONVERSATION)
    if facts.planned_reply not in {None, found.reply} or _another_rule(facts, found):
        return Verdict(None, Reason.HOURS_CHANGED)
    return found


# The step had nothing against a reply, only none to give.
_NOTHING_TO_SAY: Final = frozenset(
    {
        Reason.OPEN_NOT_FIRST_MESSAGE,
        Reason.OPEN_ACK_DISABLED,
        Reason.NO_HOURS_PROFILE,
        Reason.NEEDS_HUMAN,
    }
)
# These have a limit of their own: replies to a command (see `obeying`), and every rule.
_LIMITED_BY_THEMSELVES: Final = (ASKED_FOR - {Reply.CONSENT_REQUEST}) | {Reply.KEYWORD_ANSWER}


def _notice_instead(facts: Facts, found: Verdict) -> Verdict:
    """Alone only in chat; in mail the notice waits for the next mail that goes anyway."""
    in_chat = facts.account.medium is Medium.CHAT
    if found.reason in _NOTHING_TO_SAY and in_chat and _notice_due(facts):
        return Verdict(Reply.PRIVACY_NOTICE, Reason.FIRST_CONTACT_NOTICE)
    return found


def _another_rule(facts: Facts, found: Verdict) -> bool:
    planned = facts.planned.rule if facts.planned_reply else None
    return planned is not None and planned != found.rule


def _said_recently(facts: Facts, reply: Reply) -> bool:
    last = facts.conversation.last_sent.get(reply)
    recently = facts.within(last, facts.policy.limits.same_reply_every)
    return recently and reply not in _LIMITED_BY_THEMSELVES


def _advertises(facts: Facts, found: Verdict) -> Advertises:
    if found.reply is None:
        return Advertises.NOTHING
    of_rules = (rule.advertises for rule in facts.policy.answers if rule.key == found.rule)
    return next(of_rules, facts.policy.advertises.get(found.reply, Advertises.NOTHING))


def _may_advertise(case: Case) -> bool:
    """Whether advertising is permitted now, this message included.

    A soft opt-in is no consent: only in the media where the law knows it, and until an objection.
    """
    consent, account = case.facts.consent, case.facts.account
    happened = {one.happened for one in case.effects if one.purpose is Purpose.MARKETING}
    if happened & {Happened.WITHDRAWN, Happened.DENIED} or case.heard.hint is Hint.OBJECTION:
        return False
    if Happened.GRANTED in happened or consent.marketing is Standing.GRANTED:
        return True
    objected = consent.marketing is Standing.WITHDRAWN
    allowed = account.medium in case.facts.policy.soft_opt_in_by
    return consent.soft_opt_in and allowed and not objected


def _strips_marketing(case: Case, found: Verdict) -> bool:
    has_block = _advertises(case.facts, found) is Advertises.A_BLOCK
    return has_block and not _may_advertise(case)


def _notice_due(facts: Facts) -> bool:
    version = facts.policy.notice_version
    is_the_notice = facts.planned_reply is Reply.PRIVACY_NOTICE
    return version is not None and (is_the_notice or version != facts.consent.notice_shown)


def _bears_notice(facts: Facts, reply: Reply | None) -> bool:
    return reply not in {None, Reply.PRIVACY_NOTICE} and _notice_due(facts)
