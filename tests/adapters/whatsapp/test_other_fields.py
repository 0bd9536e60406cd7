"""Everything that is no message: echoes, history, calls, preferences, account, templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inbox.channel import (
    AccountChanged,
    AccountHealth,
    DeliveryUpdate,
    Echoed,
    Edited,
    InboundMessage,
    Kind,
    Media,
    NotYet,
    Preference,
    Revoked,
    TemplateChanged,
    Wish,
)
from tests.adapters.whatsapp.account import (
    ANNA,
    CEM,
    NUMBER,
    RECEIVED,
    SENT,
    envelope,
    meta,
    only,
    person,
    posted,
    read,
    sample,
    wrapped,
)

# ----- echoes of the phone app


def echoed(**item):
    full = {"from": NUMBER, "to": "491713920001", "id": "wamid.E", "timestamp": "1795500000"}
    return envelope("smb_message_echoes", message_echoes=[{**full, **item}])


def test_what_the_shop_wrote_on_its_phone_is_outgoing():
    assert only(sample("f_smb_message_echo_text.json")) == Echoed(
        "wamid.HBgMNDkxNzEzOTIwMDAxFQIAERgSMzI5QUVDNjY3MUY5RUQ5QzhBAA==",
        ANNA,
        SENT,
        Kind.TEXT,
        "Wir kümmern uns, Gruß aus der Filiale (vom Handy gesendet)",
    )


def test_older_echoes_have_no_contacts_and_no_user_id():
    event = only(sample("f_smb_message_echo_no_contacts.json"))
    assert event.recipient == person("491713920001")


def test_an_echo_to_a_user_without_phone_number_finds_its_way():
    event = only(echoed(to=None, to_user_id="DE.9912", type="text", text={"body": "x"}))
    assert event.recipient == person("", "DE.9912")


def test_an_echo_of_a_file_can_be_fetched():
    event = only(echoed(type="image", image={"id": "77", "mime_type": "image/png"}))
    assert event.media == (Media("77", "image/png"),)


def test_an_echo_that_cannot_be_read_is_shown_as_such():
    event = only(echoed(type="hologram"))
    assert (event.kind, event.details) == (Kind.UNSUPPORTED, {"what": "hologram"})


def test_an_edit_and_a_deletion_on_the_phone_belong_to_the_customers_conversation():
    edited, revoked = (
        only(sample(f"f_smb_message_echo_{what}.json")) for what in ("edit", "revoke")
    )
    assert isinstance(edited, Edited)
    assert isinstance(revoked, Revoked)
    assert edited.text == "Wir kümmern uns morgen"
    assert edited.sender.address == revoked.sender.address == "491713920001"
    assert edited.target == revoked.target


@pytest.mark.parametrize(
    "item",
    [
        {"type": "reaction", "reaction": {"message_id": "a", "emoji": "👍"}},
        {"type": "edit", "edit": {}},
        {"type": "edit", "edit": {"original_message_id": "a", "message": {"type": "hologram"}}},
        {"type": "revoke"},
        {"type": "text", "text": {"body": "x"}, "to": ""},
    ],
    ids=["reaction", "edit of nothing", "edit into nothing", "deletion of nothing", "to nobody"],
)
def test_an_echo_that_changes_nothing_is_passed_over(item):
    assert read(echoed(**item)) == []


# ----- history

OLD = "1790000000"


def shared(*messages, context=None, errors=()):
    thread = {"id": "491713920001", "context": context or {}, "messages": list(messages)}
    chunk = {"metadata": {"phase": 0}, "threads": [thread]}
    return envelope("history", history=[chunk, *({"errors": [e]} for e in errors)])


def told(**item):
    return {"from": "491713920001", "id": "wamid.H", "timestamp": OLD, "type": "text", **item}


def test_history_is_imported_in_both_directions():
    theirs = told(text={"body": "Hallo"}, history_context={"status": "READ"})
    ours = {**theirs, "from": NUMBER, "id": "wamid.O", "text": {"body": "Guten Tag"}}
    context = {"wa_id": "491713920001", "user_id": "DE.1", "username": "anna"}
    first, second = read(shared(theirs, ours, context=context))
    anna = person("491713920001", "DE.1", username="anna")
    at = datetime.fromtimestamp(int(OLD), UTC)
    assert first == InboundMessage("wamid.H", anna, at, Kind.TEXT, "Hallo", imported=True)
    assert second == Echoed(
        "wamid.O", anna, at, Kind.TEXT, "Guten Tag", details={"status": "read"}, imported=True
    )


def test_a_thread_without_context_is_named_by_its_id():
    event = only(shared(told(**{"from": NUMBER, "text": {"body": "x"}})))
    assert event.recipient == person("491713920001")


def test_a_file_of_ours_without_its_thread_is_given_to_nobody_by_guess():
    ours = told(**{"from": NUMBER, "type": "image", "image": {"id": "77"}})
    several = [{"wa_id": "491713920001"}, {"wa_id": "491713920002"}]
    assert read(envelope("history", contacts=several, messages=[ours])) == []
    event = only(envelope("history", contacts=several[:1], messages=[ours]))
    assert event.recipient == person("491713920001")


def test_a_placeholder_waits_for_its_file_while_one_may_come():
    recent = str(int(RECEIVED.timestamp()) - 13 * 86400)
    assert read(shared(told(type="media_placeholder", timestamp=recent))) == []


def test_a_placeholder_older_than_two_weeks_is_all_there_will_be():
    event = only(shared(told(type="media_placeholder")))
    assert (event.kind, event.imported) == (Kind.UNSUPPORTED, True)
    assert event.details == {"what": "media_placeholder"}


def test_the_files_follow_in_requests_of_their_own():
    event = only(sample("f_history_media.json"))
    assert isinstance(event, InboundMessage)
    assert event.imported
    assert event.media[0].sha256 == (
        "3f9d94d399fa61c191bc1d4ca71375a035cd9b9f5b1128e1f0963a415c16b0cc"
    )


def test_refused_history_is_told_with_and_without_its_envelope():
    declined = AccountChanged(AccountHealth.WARNING, "HISTORY_DECLINED", RECEIVED)
    assert read(sample("f_history_declined.json")) == [declined]
    assert declined in read(shared(errors=[{"code": 2593109}]))


# ----- calls


def test_a_call_is_told_when_it_is_over():
    assert read(sample("f_calls_connect.json")) == []
    at = datetime.fromtimestamp(1795500030, UTC)
    assert only(sample("f_calls_terminate.json")) == InboundMessage(
        "wacid.ABGGFjFVU2AfAgo6V",
        CEM,
        at,
        Kind.CALL,
        details={"status": "completed", "duration": 27},
    )


@pytest.mark.parametrize("end", [{"status": "FAILED"}, {"status": "COMPLETED", "duration": 0}, {}])
def test_a_call_that_nobody_took_was_missed(end):
    call = {"id": "wacid.1", "from": "491713920001", "event": "terminate", **end}
    assert only(envelope("calls", calls=[call])).details["missed"] is True


def test_our_own_calls_and_their_statuses_are_no_messages():
    call = {"id": "wacid.1", "event": "terminate", "direction": "BUSINESS_INITIATED", "to": "49"}
    status = {"id": "wacid.1", "type": "call", "status": "RINGING"}
    assert read(envelope("calls", calls=[call], statuses=[status])) == []


# ----- preferences


@pytest.mark.parametrize(
    ("file", "wish", "sender", "second"),
    [
        ("f_user_preferences_stop.json", Wish.STOP_MARKETING, ANNA, 0),
        ("f_user_preferences_resume.json", Wish.RESUME_MARKETING, person("491713920001"), 60),
        ("f_user_preferences_signup.json", Wish.RESUME_MARKETING, CEM, 0),
    ],
)
def test_a_wish_goes_to_the_ledger(file, wish, sender, second):
    at = datetime.fromtimestamp(1795500000 + second, UTC)
    assert read(sample(file)) == [Preference(sender, wish, at)]


def test_a_wish_that_nobody_understands_is_told_to_a_person():
    item = {"wa_id": "491713920001", "category": "marketing_messages", "value": "pause"}
    event = only(envelope("user_preferences", user_preferences=[item]))
    assert event == AccountChanged(AccountHealth.WARNING, "PREFERENCE_NOT_UNDERSTOOD", RECEIVED)


# ----- the account

NEWS = {
    "f_account_alert.json": (AccountHealth.WARNING, "ACCOUNT_ALERTS_INCREASED"),
    "f_account_review.json": (AccountHealth.OK, "ACCOUNT_REVIEW_UPDATE_APPROVED"),
    "f_account_update_disabled.json": (AccountHealth.BROKEN, "ACCOUNT_UPDATE_DISABLED_UPDATE"),
    "f_account_update_partner_removed.json": (
        AccountHealth.BROKEN,
        "ACCOUNT_UPDATE_PARTNER_REMOVED",
    ),
    "f_account_update_restriction.json": (
        AccountHealth.WARNING,
        "ACCOUNT_UPDATE_ACCOUNT_RESTRICTION",
    ),
    "f_business_capability.json": (AccountHealth.OK, "BUSINESS_CAPABILITY_UPDATE"),
    "f_business_username_update.json": (AccountHealth.OK, "BUSINESS_USERNAME_UPDATE_APPROVED"),
    "f_phone_number_name.json": (AccountHealth.OK, "PHONE_NUMBER_NAME_UPDATE_APPROVED"),
    "f_phone_number_quality.json": (
        AccountHealth.OK,
        "PHONE_NUMBER_QUALITY_UPDATE_THROUGHPUT_UPGRADE",
    ),
}


@pytest.mark.parametrize(("file", "told"), NEWS.items(), ids=NEWS.keys())
def test_news_of_the_account_say_how_bad_they_are(file, told):
    event = only(sample(file))
    assert isinstance(event, AccountChanged)
    assert event.health is told[0]
    assert event.what.startswith(told[1])
    assert event.at == SENT


def news(field, **value):
    return wrapped({"field": field, "value": value})


def test_a_lifted_ban_is_good_news():
    body = news("account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": "REINSTATE"})
    assert only(body).health is AccountHealth.OK


def test_a_partner_that_left_is_no_disconnection():
    assert only(news("account_update", event="PARTNER_REMOVED")).health is AccountHealth.WARNING


@pytest.mark.parametrize("event", ["PIN_CHANGED", "PIN_RESET_REQUEST", "PIN_REQUEST_SUCCESS"])
def test_changes_of_the_pin_alarm_somebody(event):
    found = only(news("security", event=event, requester="1234567890"))
    assert (found.health, found.what) == (AccountHealth.WARNING, f"SECURITY_{event}")
    assert "1234567890" not in found.detail


def test_an_event_of_the_account_that_nobody_knows_is_a_warning():
    assert only(news("account_update", event="SOMETHING_NEW")).health is AccountHealth.WARNING


def test_news_of_a_sister_number_break_nothing_here():
    body = news(
        "account_update",
        event="ACCOUNT_DELETED",
        display_phone_number="+49 30 99999999",
    )
    assert only(body).health is AccountHealth.WARNING
    assert "number 493099999999" in only(body).detail


def test_free_text_does_not_reach_the_log():
    body = news("account_alerts", alert_info={"alert_type": "X", "alert_description": "Anna!"})
    assert "Anna" not in only(body).detail


def test_troubles_of_the_account_are_told_by_their_code():
    event = only(sample("x_value_errors_only.json"))
    assert event == AccountChanged(
        AccountHealth.WARNING, "THROUGHPUT", RECEIVED, "Meta error 130429"
    )
    broken = only(envelope("messages", errors=[{"code": 131031}]))
    assert broken.health is AccountHealth.BROKEN


# ----- templates


def test_a_paused_and_a_disabled_template_are_told():
    assert read(sample("f_template_status_paused.json")) == [
        TemplateChanged("herbst_rabatt", "de", "PAUSED", SENT, "FIRST_PAUSE")
    ]
    assert read(sample("f_template_status_disabled.json")) == [
        TemplateChanged("herbst_rabatt", "de", "DISABLED", SENT)
    ]


def template(field, **value):
    return news(field, message_template_name="x", message_template_language="en-US", **value)


def test_a_rejection_says_why_and_the_language_is_that_of_the_list():
    body = template(
        "message_template_status_update",
        event="REJECTED",
        reason="INVALID_FORMAT",
        rejection_info={"reason": "Variables next to each other"},
    )
    assert only(body) == TemplateChanged(
        "x", "en_US", "REJECTED", RECEIVED, "Variables next to each other"
    )


@pytest.mark.parametrize(
    ("file", "what", "detail"),
    [
        (
            "f_template_category_notice.json",
            "TEMPLATE_CATEGORY_CHANGES",
            "versand_verzoegert de: UTILITY to MARKETING",
        ),
        (
            "f_template_category_done.json",
            "TEMPLATE_CATEGORY_CHANGED",
            "versand_verzoegert de: UTILITY to MARKETING",
        ),
    ],
)
def test_another_category_is_another_price(file, what, detail):
    event = only(sample(file))
    assert (event.what, event.detail) == (what, detail)


def test_a_changed_text_asks_for_a_new_list():
    assert only(sample("f_template_components.json")).status == "CHANGED"


@pytest.mark.parametrize(
    "field", ["message_template_quality_update", "message_template_status_update"]
)
def test_quality_is_known_by_its_score_whatever_the_field(field):
    event = only(template(field, new_quality_score="RED", previous_quality_score="GREEN"))
    assert (event.what, event.health) == ("TEMPLATE_QUALITY", AccountHealth.WARNING)


def test_a_good_score_is_no_news():
    assert read(template("message_template_quality_update", new_quality_score="GREEN")) == []


# ----- what is left alone


@pytest.mark.parametrize(
    "file",
    [
        "f_smb_app_state_sync.json",
        "f_group_lifecycle.json",
        "x_unknown_field.json",
        "x_unknown_object.json",
        "x_entry_without_changes.json",
    ],
)
def test_what_is_not_for_us_leaves_nothing(file):
    assert read(sample(file)) == []


def test_a_field_decides_before_its_keys_do():
    """`messages` under `history` are no new messages, `statuses` under `calls` no deliveries."""
    item = told(text={"body": "x"})
    for field in ("standby", "flows", "brand_new"):
        assert (
            read(envelope(field, messages=[item], statuses=[{"id": "a", "status": "read"}])) == []
        )
    assert all(event.imported for event in read(envelope("history", messages=[item])))
    statuses = [{"id": "a", "status": "read"}]
    assert not any(
        isinstance(event, DeliveryUpdate) for event in read(envelope("calls", statuses=statuses))
    )


def test_a_request_without_any_time_waits_for_the_note_of_its_receipt():
    channel = meta()
    raw = replace(posted(sample("x_timestamp_invalid.json")), headers={})
    with pytest.raises(NotYet):
        channel.parse(raw)
    channel.lookup(raw)
    [event] = channel.parse(raw)
    assert event.sent_at.utcoffset() is not None
    noted = dict(channel.memory.entries)
    channel.lookup(raw)
    assert channel.memory.entries == noted
