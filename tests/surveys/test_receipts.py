"""The receipt: page, paper and mail say the same."""

import datetime

from insyn.papers.content import plain_text
from insyn.papers.wording import Language
from insyn.surveys.letters.delegation import DelegationFacts, delegation_mail
from insyn.surveys.letters.receipt import (
    ReceiptFacts,
    ReceiptLine,
    grouped,
    receipt,
    receipt_mail,
)

AT = datetime.datetime(2026, 3, 2, 14, 5, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 3, 2)
FACTS = ReceiptFacts(
    number="2026-014-1",
    survey="Avtalsenkät {2026}",
    subject="Stödboendet Björken",
    provider="Åkerö AB",
    authority="Socialnämnden, Ekby",
    submitted_at=AT,
    submitted_by="Anna",
    digest="0123456789abcdef" * 4,
    ground="Socialtjänstlagen (2025:400) 15 kap. 9 §",
    areas=(
        ("1. Ledning", (
            ReceiptLine("1.1", "Finns en rutin?", "Ja", "Ny i år"),
            ReceiptLine("1.2", "Något att tillägga?", ""),
        )),
    ),
)  # fmt: skip


def test_the_receipt_says_what_when_by_whom_and_every_answer() -> None:
    said = plain_text(receipt(FACTS, issued_on=DAY))

    for words in (
        "2026-014-1", "2026-03-02 14:05", "Anna", "01234567 89abcdef", "Finns en rutin?", "Ja",
        "Kommentar: Ny i år", "Inte besvarad", "15 kap. 9 §",
    ):  # fmt: skip
        assert words in said


def test_only_answers_are_counted() -> None:
    assert "Antal svar: 1" in plain_text(receipt(FACTS, issued_on=DAY))


def test_the_receipt_speaks_english_too() -> None:
    said = plain_text(receipt(FACTS, issued_on=DAY, language=Language.ENGLISH))

    assert "Receipt for a survey handed in" in said
    assert "Not answered" in said
    assert "Inlämnad" not in said


def test_the_mail_holds_the_link_and_no_answers() -> None:
    for language in Language:
        mail = receipt_mail(FACTS, link="[länk]", language=language)

        assert "[länk]" in mail.text
        assert "2026-014-1" in mail.text
        assert "Ny i år" not in mail.text


def test_the_digest_is_read_in_groups_of_eight() -> None:
    assert grouped("0123456789abcdef") == "01234567 89abcdef"


def test_the_delegates_mail_says_which_part_until_when_and_why() -> None:
    facts = DelegationFacts(
        survey="Avtalsenkät 2026", subject="Stödboendet Björken", authority="Socialnämnden",
        given_by="Anna", areas="Personal", due_on=DAY, ground="Avtalet 4.2",
        contact="010-123 45 67", link="[länk]",
    )  # fmt: skip
    mail = delegation_mail(facts)

    for words in ("Anna", "Personal", "2 mars 2026", "Avtalet 4.2", "[länk]", "010-123 45 67"):
        assert words in mail.text
