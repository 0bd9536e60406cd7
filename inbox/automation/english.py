"""The automatic replies in English. See `texts` for how they are read."""

from __future__ import annotations

from typing import Final

NOTICE: Final = """\
We process your message to answer your request ({channel} via {provider}).
Privacy information: {url}"""

# What is agreed to. The shop confirms or replaces it; the ledger keeps what was shown.
WORDINGS: Final = {
    "marketing": """\
Yes, {shop} may send me news and offers about its own goods here ({channel}).
I can withdraw this at any time with STOP.""",
    "channel": """\
Yes, {shop} may read and answer my messages here ({channel}).
I can withdraw this at any time with STOP ALL.""",
}

TEXTS: Final = {
    "ack": """\
Automated message from {shop}: thank you, your message has arrived.
We read it and answer you in person.
Reply HUMAN to call in somebody from our team.""",
    "out_of_hours": """\
Automated message from {shop}: thank you, your message has arrived.
Our team is not here at the moment.
We are back {next_opening}.
Somebody will then answer you in person; reply HUMAN if it is urgent.""",
    "privacy_notice": """\
Automated message from {shop}: thank you for your message!
We process it to answer your request ({channel} via {provider}).
Privacy information: {url}
Reply STOP to end automated messages, HUMAN to reach our team.""",
    "optin_request": """\
Automated message from {shop}: please read this first.
{wording}
If that is what you want, reply YES, otherwise NO.
You can end it at any time with STOP.
Privacy information: {url}
Reply HUMAN to reach our team.""",
    "optin_doi_mail": """\
Automated message from {shop}: somebody wrote START to us from this address.
{wording}
If that is what you want, please confirm it here within seven days: {confirm_url}
If not, you need not do anything. You can end it at any time with STOP.
Privacy information: {url}
Reply HUMAN to reach our team.""",
    "optin_confirmation": """\
Automated message from {shop}: thank you, you are signed up.
Reply STOP to end this at any time, HUMAN to reach our team.""",
    "optout_confirmation": """\
Automated message from {shop}: understood, you will get no advertising from us here.
We still answer your questions. Reply BOT OFF to end automated answers.
If that was a mistake, reply START. Reply HUMAN to reach our team.""",
    "optout_of_machine": """\
Automated message from {shop}: understood, you will get no more automated answers here.
Just keep writing: our team reads along and answers you in person.
If that was a mistake, reply START.""",
    "optout_of_both": """\
Automated message from {shop}: understood, no more advertising and no more automated answers.
Just keep writing: our team reads along and answers you in person.
If that was a mistake, reply START.""",
    "help_info": """\
Automated message from {shop}: these are the words that we understand.
HUMAN – somebody from our team takes over
STOP – no more advertising
BOT OFF – no more automated answers
GDPR REQUEST – what we have stored about you
Our team reads everything else.
Privacy information: {url}
Legal notice: {imprint}""",
    "consent_request": """\
Automated message from {shop}: before we answer you here, we need your yes.
{wording}
Reply YES if our team may write to you here, otherwise NO.
This is how you reach our team without this channel: {alternative}
Privacy information: {url}""",
    "consent_confirmation": """\
Automated message from {shop}: thank you, our team answers you here from now on.
Reply STOP ALL to end this at any time, HUMAN to call in somebody.""",
    "consent_declined": """\
Automated message from {shop}: understood, we will not write to you here.
Our team is glad to help you in another way.
For example: {alternative}""",
    "dsar_ack": """\
Automated message from {shop}: we have received your request about your data.
A person from our team looks at it and gets back to you, within a month at the latest.
Privacy information: {url}
Reply HUMAN to reach our team.""",
    "handoff_ack": """\
Automated message from {shop}: understood, somebody from our team takes over.
We are back {next_opening}.
Until then just keep writing here.""",
}
