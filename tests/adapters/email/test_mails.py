"""Every trap that a mail can be, as a file of its own: what is read out of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.adapters.email.account import MAILS, events, read, stored


@dataclass(frozen=True)
class Expected:
    """What is compared; None is not."""

    text: str | None = None
    subject: str | None = None
    sender: str | None = None
    name: str | None = None
    files: tuple[str, ...] | None = None
    details: tuple[tuple[str, object], ...] = ()


HELLO = Expected("Hallo", "Frage", "anna@kunden.example", "Anna", ())
TABLE = {
    "byte_order_mark": HELLO,
    "blank_lines_first": HELLO,
    "mbox_line_first": HELLO,
    "broken_header_line": HELLO,
    "broken_first_line": HELLO,
    "header_torn_in_two": HELLO,
    "charset_that_is_a_codec": HELLO,
    "unknown_transfer_encoding": HELLO,
    "carriage_returns_only": Expected("Hallo\n\nzweiter Absatz", "Frage", "anna@kunden.example"),
    "doubled_carriage_returns": Expected("Hallo\n\nzweiter Absatz", "Frage"),
    "no_blank_line_before_body": Expected("Das hier ist schon der Text.\n\nUnd das auch.", "Frage"),
    "utf16_file": Expected("Grüße", "Frage", "anna@kunden.example"),
    "encoded_words_split_in_a_character": Expected(subject="Grüße aus Köln"),
    "encoded_word_cut_off": Expected(subject="Grüße aus K"),
    "encoded_comma_in_a_name": Expected(
        sender="a.buerling@kunden.example",
        name="Bürling, Andreas",
        details=(
            (
                "to",
                [
                    {"name": "Söhne, Laden", "address": "service@laden.example"},
                    {"name": "", "address": "b@firma.example"},
                ],
            ),
        ),
    ),
    "unquoted_comma_in_a_name": Expected(sender="anna@kunden.example", name="Müller, Anna"),
    "raw_utf8_headers": Expected(
        subject="Größe falsch – Umtausch?", sender="joerg@kunden.example", name="Jörg Köhler"
    ),
    "raw_latin1_headers": Expected("Grüße", "Größe falsch", "joerg@kunden.example", "Jörg Köhler"),
    "sender_as_encoded_line_feed": Expected(sender="anna@kunden.example", name=""),
    "internationalised_domain": Expected(sender="anna@xn--mnchner-bcher-wobi.example"),
    "gb2312_beyond_its_table": Expected("朱镕基"),
    "latin1_with_windows_quotes": Expected("„Größe“ – 10 €"),
    "ascii_with_umlauts": Expected("Grüße"),
    "unknown_charset": Expected("Grüße"),
    "iso_2022_jp": Expected("こんにちは", "こんにちは"),
    "japanese_extensions": Expected("①"),
    "nul_bytes": Expected("vornach"),
    "cyrillic_without_charset": Expected(
        "Здравствуйте, где мой заказ? Я жду его уже неделю и очень волнуюсь."
    ),
    "utf7": Expected("Grüße"),
    "truncated_utf8": Expected("Schöne Grüße aus Köl\ufffd"),
    "text_and_html": Expected("Hallo Welt"),
    "empty_text_beside_html": Expected("Nur hier"),
    "html_only": Expected("Guten Tag,\n\nwo ist mein Paket?"),
    "html_with_meta_charset": Expected("Привет"),
    "format_flowed": Expected(
        "Dieser Absatz ist weich umbrochen.\n> Zitat, das auch umbrochen ist.\n-- \nAnna"
    ),
    "format_flowed_delsp": Expected("Donaudampfschiff"),
    "quoted_printable": Expected("Grüße und eine sehr lange Zeile"),
    "base64_in_several_runs": Expected("erster Teil und zweiter!!"),
    "base64_with_a_footer": Expected("Grüße!."),
    "nested_multiparts": Expected("Text", files=("attachment-1.png", "Rechnung.pdf")),
    "apple_files_inside_the_alternative": Expected("Anbei die Rechnung.", files=("Rechnung.pdf",)),
    "boundary_that_never_comes": Expected("Einfach nur Text.", files=()),
    "boundary_not_declared": Expected("Text", files=("a.png",)),
    "multipart_cut_off": Expected("Text", files=("x.pdf",)),
    "forwarded_as_a_mail": Expected("Siehe Anlage.", "WG: Angebot", files=("Angebot 7-2026.eml",)),
    "calendar_invitation": Expected("Termin am Montag", files=("attachment-1.ics",)),
    "amp_rendering": Expected("Text", files=()),
    "pgp_signed": Expected(
        "Signiert.", files=("signature.asc",), details=(("protection", "pgp-signed"),)
    ),
    "pgp_encrypted": Expected(
        "",
        files=("attachment-1.pgp", "encrypted.asc"),
        details=(("protection", "pgp-encrypted"),),
    ),
    "pgp_inline": Expected(details=(("protection", "pgp-encrypted"),)),
    "smime_encrypted": Expected(
        "", files=("smime.p7m",), details=(("protection", "smime-encrypted"),)
    ),
    "smime_opaque_signed": Expected(
        "Opak signiert.", files=("drin.pdf",), details=(("protection", "smime-signed"),)
    ),
    "smime_opaque_signed_ber": Expected("Opak signiert.", files=("drin.pdf",)),
    "uuencoded_file_in_the_text": Expected("Anbei:\n\n\n\nGruß", files=("Beleg.pdf",)),
    "uuencode_without_begin": Expected("Text", files=("a.pdf",)),
    "begin_in_a_sentence": Expected("begin 644 nichts\nDas ist nur ein Satz.\nend", files=()),
    "winmail_dat": Expected("Mit Anlagen.", files=("Größe lang.pdf", "notiz.txt")),
    "winmail_dat_with_the_text": Expected(
        "Aus dem RTF: Grüße", files=("Größe lang.pdf", "notiz.txt")
    ),
    "winmail_dat_broken": Expected("Text", files=("winmail.dat",)),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_trap_is_read_as_a_person_would(name):
    expected, message = TABLE[name], read(stored(name))
    for wanted, got in (
        (expected.text, message.text),
        (expected.subject, message.subject),
        (expected.sender, message.sender.address),
        (expected.name, message.sender.name or ""),
        (expected.files, tuple(file.filename for file in message.media)),
    ):
        if wanted is not None:
            assert got == wanted
    for key, wanted in expected.details:
        assert message.details[key] == wanted


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml")), ids=lambda path: path.stem)
def test_no_stored_mail_is_lost_or_breaks_anything(path):
    found = events(path.read_bytes())
    assert found
    assert all("\x00" not in (getattr(event, "text", "") or "") for event in found)
