"""The new text of a mail, apart from what is quoted and signed."""

from __future__ import annotations

import pytest

from adapters.email.reading.reply_part import MAX_LINES, reply_part
from tests.adapters.email.account import read

QUOTE = "> alter Text\n> noch mehr"
INTRODUCTIONS = [
    "On 11-Apr-2026, at 6:54 PM, Max <max@x.example> sent:",
    "2026-03-03 10:11 GMT+01:00 Max <\nmax@x.example>:",
    "Sent from my telephone, Max <max@x.example> wrote:",
    "------On 03/03/2026 17:32 PM, Max Muster wrote-----",
    "---- Max Muster wrote ----",
    "Zitat von Max Muster <max@x.example>:",
    "On Tue, 3 Mar 2026 at 10:11, Max Muster <max@example.org> wrote:",
    "On 11-Apr-2026, at 6:54 PM, Bob <bob@example.com> wrote:",
    "On Mar 3, 2026, at 10:11 AM, Max wrote:",
    "On Tue, 3 Mar 2026 10:11:00 +0100\nMax Muster <max@example.org> wrote:",
    "On Tue, 3 Mar 2026 10:11:00 +0100 Max Muster\n<max@example.org> wrote:",
    "---- On Tue, 03 Mar 2026 10:00:00 +0100 Max <max@x.example> wrote ----",
    "In message <abc@x.example>, Max wrote:",
    "2026/03/03 10:11 Max <max@x.example> wrote:",
    "Max Muster <max@x.example> wrote:",
    "Am 03.03.2026 um 10:11 schrieb Max Muster:",
    "Am 03.03.2026 schrieb Max Muster:",
    "Am Di., 3. März 2026 um 10:11 Uhr schrieb Max Muster <max@example.org>:",
    "Am Dienstag, 3. März 2026, 10:00:00 MEZ hat Max <max@x.example> Folgendes geschrieben:",
    "Am 3. März 2026 10:11:12 MEZ schrieb Max Muster <max@x.example>:",
    "Max Muster <max@x.example> schrieb am Di., 3. März 2026, 10:11:",
    "Le 3 mars 2026 à 10:11, Max <max@x.example> a écrit :",
    "Le mar. 3 mars 2026 à 10:11, Max Muster <max@x.example> a écrit :",
    "Il giorno mar 3 mar 2026 alle ore 10:11 Max <max@x.example> ha scritto:",
    "El mar, 3 mar 2026 a las 10:11, Max (<max@x.example>) escribió:",
    "Em ter., 3 de mar. de 2026 às 10:11, Max <max@x.example> escreveu:",
    "Op di 3 mrt. 2026 om 10:11 schreef Max <max@x.example>:",
    "Op 17 feb. 2026, om 13:18 heeft Max <max@x.example> het volgende geschreven:",
    "W dniu 03.03.2026 o 10:11, Max Muster pisze:",
    "wt., 3 mar 2026 o 10:11 Max Muster <max@x.example> napisał(a):",
    "Dnia 3 marca 2026 10:11 Max <max@x.example> napisał:",
    "Den tirs. 3. mar. 2026 kl. 10.11 skrev Max <max@x.example>:",
    "tir. 3. mar. 2026 kl. 10:11 skrev Max <max@x.example>:",
    "ti 3. maalisk. 2026 klo 10.11 Max (max@x.example) kirjoitti:",
    "út 3. 3. 2026 v 10:11 odesílatel Max <max@x.example> napsal:",
    "Max <max@x.example> ezt írta (időpont: 2026. márc. 3., K, 10:11):",
    "3 Mart 2026 Sal 10:11 tarihinde Max <max@x.example> şunu yazdı:",
    "03.03.2026 10:11, Max Muster пишет:",
    "вт, 3 мар. 2026 г. в 10:11, Max <max@x.example>:",
    "На 3 март 2026 г. в 10:11 Max <m@x.example> написа:",
    "* Max Muster <max@x.example> [03.03.2026 10:11]:",
    "* Max Muster [2026-03-03, 10:11:12 CET]:",
    "Στις Τρί 3 Μαρ 2026 στις 10:11 π.μ., ο χρήστης Max <m@x.example> έγραψε:",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_an_introduced_quote_is_cut(introduction):
    assert reply_part(f"Neue Frage.\n\n{introduction}\n{QUOTE}\n") == "Neue Frage."
    signed = f"Neue Frage.\n\n{introduction}\n\n{QUOTE}\n\n-- \nAnna"
    assert reply_part(signed) == "Neue Frage."


def test_an_introduction_whose_colon_was_left_out_is_cut_if_a_quote_follows_at_once():
    intro = "On Tue, 3 Mar 2026 at 10:11, Max wrote to us"
    assert reply_part(f"Neue Frage.\n\n{intro}\n{QUOTE}") == "Neue Frage."
    assert reply_part(f"Neue Frage.\n\n{intro}\nund dann?").endswith("und dann?")


def test_an_introduction_that_shares_its_line_with_the_quoted_mail_is_cut():
    intro = "On Tue, 3 Mar 2026 at 10:11, Max Muster <max@x.example> wrote: alter Text"
    assert reply_part(f"Neue Frage.\n\n{intro}\nnoch mehr") == "Neue Frage."
    assert reply_part(f"{intro}\nnoch mehr").startswith("On Tue")


@pytest.mark.parametrize("introduction", [i for i in INTRODUCTIONS if "@" in i])
def test_a_quote_without_marks_is_cut_if_its_introduction_is_certain(introduction):
    assert reply_part(f"Neue Frage.\n\n{introduction}\nalter Text\nnoch mehr") == "Neue Frage."


@pytest.mark.parametrize(
    "head",
    [
        "-----Original Message-----\nFrom: A <a@x>\nSent: Tuesday\nTo: B\nSubject: x",
        "-----Ursprüngliche Nachricht-----\nVon: A",
        "-------- Original-Nachricht --------\n> Datum: x\n> Von: y",
        "----- Mail original -----\nDe: A",
        "-------- Ursprüngliche Nachricht --------\nVon: A",
        '------------------ Original ------------------\nFrom: "A"<a@x>;\nDate: Tue, Mar 3, 2026',
        "Von: A <a@x>\nGesendet: Dienstag, 3. März 2026 10:11\nAn: B\nBetreff: x",
        "________________________________\nVon: A\nGesendet: Dienstag\nAn: B\nBetreff: x",
        'Gesendet: Dienstag, 03. März 2026 um 10:11 Uhr\nVon: "A" <a@x>\nAn: b@x\nBetreff: x',
        "De : A <a@x>\nEnvoyé : mardi 3 mars 2026 10:11\nÀ : B\nObjet : x",
        "Da: A <a@x>\nInviato: martedì\nA: B\nOggetto: x",
        "De: A <a@x>\nEnviado: martes\nPara: B\nAsunto: x",
        "Van: A <a@x>\nVerzonden: dinsdag\nAan: B\nOnderwerp: x",
        "Od: A <a@x>\nWysłano: wtorek\nDo: B\nTemat: x",
        "Från: A <a@x>\nSkickat: den 3 mars\nTill: B\nÄmne: x",
        "*From:* A <a@x>\n*Sent:* Tuesday\n*To:* B\n*Subject:* x",
        "Date: Wed, 16 May 2026 00:15:02 -0600\nTo: b@x.example",
        "From: A <a@x>\n\nDate: Tuesday\n\nTo: B\n\nSubject: x",
        "##- Bitte oberhalb dieser Zeile antworten -##",
        "[Zitat ausgeblendet]",
        "[Quoted text hidden]",
    ],
)
def test_a_mail_under_a_head_is_cut(head):
    assert reply_part(f"Neue Frage.\n\n{head}\n\nalter Text") == "Neue Frage."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnna Müller\nTel. 030 1234",
        "--\nAnna",
        "---\nAnna",
        "-Anna Müller",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Gesendet von Mail für Windows",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Mit der Telekom Mail App gesendet",
        "Yahoo Mail: Search, organise, conquer",
        "Sent from my iPhone.",
        "Holen Sie sich Outlook für Android",
        "Envoyé de mon iPhone",
        "Inviato da iPhone",
        "Enviado desde mi iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Wysłane z iPhone'a",
        "Skickat från min iPhone",
        "_______________________________________________\nListe kunden\nkunden@liste.example",
    ],
)
def test_a_signature_is_cut(signature):
    assert reply_part(f"Wo ist mein Paket?\n\n{signature}") == "Wo ist mein Paket?"


@pytest.mark.parametrize(
    "text",
    [
        "- erstens\n- zweitens",
        "--\nAnna",
        "Sent from my iPhone",
        "Hallo\n\nSent from my desk, which is easier than a telephone.",
        "Wir laden ein:\nDatum: Mittwoch\nUhrzeit: 10\nOrt: Laden",
        "Meine Bestellung:\nVon: Berlin\nNach: Hamburg\nbitte prüfen",
        "Besuchen Sie uns\n>>> >>> http://x.example <<<\nmit einem Klick",
        "Ihr Kollege schrieb:\nwir liefern morgen.\nWo bleibt die Ware?",
        "Am Telefon sagte er:\ndas kommt morgen.",
        "Betreff: Rechnung 17\nist nicht angekommen.",
        "> nur ein zitierter Satz\n\nund meine Antwort",
    ],
)
def test_what_only_resembles_a_quote_or_signature_stays(text):
    assert reply_part(text) == text


def test_an_answer_below_the_quote_is_found():
    quoted = "On Tue, 3 Mar 2026 at 10:11, Max <m@x.example> wrote:\n> Frage?\n\nAntwort"
    assert reply_part(quoted) == "Antwort"
    assert reply_part("> a\n> b\n> c\n\nAntwort") == "Antwort"


def test_answers_between_quotes_keep_their_quotes():
    text = "On Tue, 3 Mar 2026 at 10:11, Max <m@x.example> wrote:\n> eins?\nja\n\n> zwei?\nnein"
    assert reply_part(text) == text


def test_a_line_that_was_wrapped_out_of_its_quote_belongs_to_it():
    long = "> " + "sehr " * 14
    intro = "Am 03.03.2026 um 10:11 schrieb Max:"
    assert reply_part(f"Neu\n\n{intro}\n{long}\nlang\n> weiter") == "Neu"


def test_links_that_a_mailer_moved_out_of_a_quote_belong_to_it():
    intro = "On 3 Mar 2026 at 10:11, Max <m@x.example> wrote:"
    pushed = f"Neu\n\n{intro}\n> eins\n (http://x.example/a) >\n> zwei"
    broken = f"Neu\n\n{intro}\n> siehe (http://x.example/a\n_b=1)\n> zwei"
    assert reply_part(pushed) == "Neu"
    assert reply_part(broken) == "Neu"


def test_a_sentence_in_front_of_an_introduction_is_no_part_of_it():
    text = "Am Freitag geht es\nAm 03.03.2026 um 10:11 schrieb Max:\n> Zitat"
    assert reply_part(text) == "Am Freitag geht es"


def test_a_closing_under_a_quote_is_the_end_of_a_letter():
    text = "Gut\n\nAm 03.03.2026 um 10:11 schrieb Max:\n> Zitat\n\nViele Grüße\nAnna"
    assert reply_part(text).split() == ["Gut", "Viele", "Grüße", "Anna"]


def test_text_above_and_below_a_quote_is_kept():
    text = "Oben\n\nAm 03.03.2026 um 10:11 schrieb Max:\n> Zitat\n\nUnten"
    assert reply_part(text).split() == ["Oben", "Unten"]


@pytest.mark.parametrize(
    "mark",
    ["---------- Forwarded message ---------", "Anfang der weitergeleiteten Nachricht:"],
)
def test_what_is_forwarded_is_what_they_want_to_say(mark):
    text = f"Siehe unten\n\n{mark}\nFrom: A <a@x>\nDate: x\nSubject: y\n\nInhalt"
    assert reply_part(text) == text


def test_a_forwarded_mail_is_new_as_a_whole():
    head = "From: a@b.example\nSubject: WG: x\n\n"
    assert read(f"{head}Bitte prüfen.\n\nAm 03.03.2026 um 10:11 schrieb Max:\n> x").new_text is None


def test_a_mail_that_starts_with_somebody_elses_head_is_kept():
    text = "Von: A <a@x>\nGesendet: Dienstag\nAn: B\nBetreff: x\n\nText"
    assert reply_part(text) == text


def test_a_command_stands_bare_of_closing_and_name():
    assert reply_part("STOP\n\nMit freundlichen Grüßen\nMax Muster") == "STOP"
    assert reply_part("Bitte abmelden\n\nViele Grüße, \nMax") == "Bitte abmelden"


def test_the_closing_of_a_letter_stays():
    text = "Guten Tag, wo bleibt denn bitte meine Bestellung?\n\nViele Grüße\nMax"
    assert reply_part(text) == text


def test_html_quotes_are_cut_like_others():
    html = (
        "<div>Danke!</div><div class='gmail_quote'><div>Am Di., 3. März 2026 um 10:11 Uhr schrieb "
        "Max &lt;<a href='mailto:m@x.example'>m@x.example</a>&gt;:<br></div>"
        "<blockquote><div>alt</div></blockquote></div>"
    )
    outlook = (
        "<p>Danke!</p><div style='border-top:solid'><p><b>Von:</b> Max &lt;m@x.example&gt;<br>"
        "<b>Gesendet:</b> Dienstag, 3. März 2026 10:11<br><b>An:</b> B<br><b>Betreff:</b> x</p>"
        "</div><p>alt</p>"
    )
    head = "From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n"
    assert read(head + html).new_text == "Danke!"
    assert read(head + outlook).new_text == "Danke!"


def test_the_whole_text_is_always_kept():
    message = read(stored_reply())
    assert message.new_text == "Neue Frage."
    assert "alter Text" in message.text


def test_only_the_beginning_of_an_endless_text_is_looked_at():
    text = "Neu\n" * (MAX_LINES + 10)
    assert len(reply_part(text).split("\n")) == MAX_LINES


def stored_reply() -> str:
    head = "From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n"
    return f"{head}Neue Frage.\n\n{INTRODUCTIONS[-1]}\n{QUOTE}"
