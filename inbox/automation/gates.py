"""The steps that keep the machine silent, whatever the customer said."""

from __future__ import annotations

from inbox.automation.case import ANSWERABLE, Case, Verdict
from inbox.automation.facts import Medium, Phase
from inbox.automation.loops import judge
from inbox.automation.reasons import Reason
from inbox.consent.purpose import Standing
from inbox.hours.quiet import is_quiet


def provider_preference(case: Case) -> Verdict | None:
    return _silent(Reason.PROVIDER_PREFERENCE) if case.facts.message.preference else None


def no_customer_message(case: Case) -> Verdict | None:
    message = case.facts.message
    if not message.inbound or message.kind not in ANSWERABLE:
        return _silent(Reason.NOT_A_CUSTOMER_MESSAGE)
    if message.duplicate:
        return _silent(Reason.DUPLICATE)
    return _silent(Reason.IMPORTED) if message.imported else None


def no_longer_needed(case: Case) -> Verdict | None:
    planned = case.facts.planned
    if case.facts.phase is not Phase.SEND:
        return None
    if planned.already_sent:
        return _silent(Reason.ALREADY_SENT)
    if planned.revoked:
        return _silent(Reason.INBOUND_REVOKED)
    return _silent(Reason.SUPERSEDED_BY_NEWER) if planned.superseded else None


def forbidden(case: Case) -> Verdict | None:
    facts = case.facts
    forbidden_by = {
        Reason.GROUP_MESSAGE: facts.message.in_group,
        Reason.TENANT_AUTOMATION_OFF: not facts.policy.automation,
        Reason.ERASURE_IN_PROGRESS: facts.identity.erasing,
        Reason.CUSTOMER_BLOCKED: facts.identity.blocked,
        Reason.SPAM: facts.conversation.spam,
        Reason.PROCESSING_RESTRICTED: facts.identity.restricted,
    }
    return next((_silent(reason) for reason, holds in forbidden_by.items() if holds), None)


def flooded(case: Case) -> Verdict | None:
    """The breaker: whatever goes wrong, the machine does not go on talking."""
    account, limits = case.facts.account, case.facts.policy.limits
    if account.replies_everywhere >= limits.replies_everywhere:
        return _silent(Reason.THROTTLED_TENANT)
    too_much = account.replies_of_late >= limits.replies_of_account
    return _silent(Reason.THROTTLED_ACCOUNT) if too_much else None


def written_by_a_machine(case: Case) -> Verdict | None:
    message = case.facts.message
    reason = judge(message.loop_signs, message.automated)
    return _silent(reason) if reason else None


def stale(case: Case) -> Verdict | None:
    too_old = case.facts.age > case.facts.policy.limits.stale_after
    return _silent(Reason.STALE_MESSAGE) if too_old else None


def window_closed(case: Case) -> Verdict | None:
    facts = case.facts
    window = facts.account.reply_window
    last = facts.identity.last_inbound_at or facts.said_at
    closed = window is not None and facts.now - last >= window
    return _silent(Reason.WINDOW_CLOSED) if closed else None


def quiet_hours(case: Case) -> Verdict | None:
    """Only for what is late: who just wrote is awake. Mail wakes nobody."""
    facts, limits = case.facts, case.facts.policy.limits
    late = facts.phase is Phase.SEND and facts.age > limits.quiet_delay
    if not late or facts.account.medium is not Medium.CHAT:
        return None
    quiet = is_quiet(
        facts.now, zone=facts.hours.zone, start=limits.quiet_from, end=limits.quiet_until
    )
    return _silent(Reason.QUIET_HOURS) if quiet else None


def automation_objected(case: Case) -> Verdict | None:
    objected = case.facts.consent.automation is Standing.OBJECTED
    return _silent(Reason.AUTOMATION_OPTED_OUT) if objected else None


def bot_off_or_too_much(case: Case) -> Verdict | None:
    facts, limits = case.facts, case.facts.policy.limits
    if facts.conversation.bot_off:
        return _silent(Reason.CONVERSATION_BOT_OFF)
    recent = [
        moment
        for moment in facts.identity.automated_at
        if facts.within(moment, limits.replies_counted_over)
    ]
    enough = len(recent) >= limits.replies_to_sender
    return _silent(Reason.THROTTLED_SENDER) if enough else None


def agent_active(case: Case) -> Verdict | None:
    facts = case.facts
    active = facts.within(facts.conversation.agent_wrote_at, facts.policy.limits.agent_active)
    return _silent(Reason.AGENT_ACTIVE) if active else None


def _silent(reason: Reason) -> Verdict:
    return Verdict(None, reason)
