from dataclasses import replace
from datetime import date

import pytest

from insyn.measures.letters import (
    LetterFacts,
    LetterItem,
    approval_letter,
    legal_basis,
    request_letter,
    supplement_letter,
    warning_letter,
)
from insyn.measures.rules import ItemState
from insyn.papers import pdf, word
from insyn.papers.content import (
    Bullets,
    Document,
    Facts,
    Kind,
    Notice,
    Paragraph,
    Quote,
    Section,
    Signature,
    plain_text,
)
from insyn.registry.rules import AgreementForm, OperatingForm

ISSUED = date(2026, 3, 9)
DUE = date(2026, 4, 7)
SKILL = LetterItem(
    area="Personal",
    seen="Konsulenten saknade utbildning",
    requirement="Avtalet 4.2",
    required_result="Konsulenter har rätt utbildning",
    seen_on=date(2026, 3, 2),
    severity="Allvarlig",
)
HEAD = LetterItem(
    area="Ledning",
    seen="Ingen ersättare för chefen",
    requirement="Avtalet 3.1",
    required_result="En ersättare med rätt kompetens",
    seen_on=None,
)
FACTS = LetterFacts(
    authority="Socialnämnden",
    municipality="Ekby",
    administration="Socialförvaltningen",
    signed_by="Uppföljningsansvarig",
    provider="Åkerö Stödboende AB",
    org_number="559000-0006",
    operating_form=OperatingForm.PRIVATE,
    agreement="Ramavtal stödboende",
    agreement_form=AgreementForm.FRAMEWORK,
    lot="Stödboende",
    case_number="Son 2026/55",
    followup="2026-001",
    carried_out_on=date(2026, 3, 2),
    items=(SKILL, HEAD),
)
JUDGED = replace(
    FACTS,
    items=(
        replace(SKILL, state=ItemState.RETURNED, comment="Ange vem som anställs."),
        replace(HEAD, state=ItemState.ACCEPTED),
    ),
)
CLOSING = Section(
    "Varför vi skriver till er",
    (
        Paragraph(
            "Nämnden ska kontrollera och följa upp verksamhet som privata utförare har hand om "
            "(10\u00a0kap.\u00a08\u00a0§ kommunallagen (2017:725)). Kraven som vi hänvisar till "
            "står i avtalet."
        ),
        Signature(("Uppföljningsansvarig", "Socialnämnden")),
    ),
)
SKILL_FACTS = Facts(
    (
        ("Krav", "Avtalet 4.2"),
        ("Det vi såg", "Konsulenten saknade utbildning (2 mars 2026)"),
        ("Det här ska ni uppnå", "Konsulenter har rätt utbildning"),
        ("Allvar", "Allvarlig brist"),
    )
)
HOW_TO_SUPPLEMENT = (
    Paragraph(
        "Logga in i Insyn, ändra de svar som har kommit tillbaka och lämna in planen igen senast "
        "den 7 april 2026."
    ),
)


def letter(title: str, *sections: Section) -> Document:
    return Document(
        title=title,
        organisation="Socialnämnden",
        issued_on=ISSUED,
        sections=(*sections, CLOSING),
        case_number="Son 2026/55",
        kind=Kind.LETTER,
        recipient=("Åkerö Stödboende AB", "Org.nr 559000-0006"),
        sender=("Ekby", "Socialförvaltningen"),
        reference=(("Uppföljning", "2026-001"), ("Avtal", "Ramavtal stödboende, Stödboende")),
    )


def test_the_request_lists_each_deficiency_and_how_to_answer() -> None:
    assert request_letter(FACTS, due_on=DUE, issued_on=ISSUED) == letter(
        "Begäran om åtgärdsplan",
        Section(
            "",
            (
                Paragraph(
                    "Vi följde upp er verksamhet den 2 mars 2026. Uppföljningen visar att "
                    "verksamheten inte följer alla krav. Vi begär därför att ni lämnar en "
                    "åtgärdsplan senast den 7 april 2026.",
                    lead=True,
                ),
            ),
        ),
        Section(
            "Det här ska ni åtgärda",
            sections=(
                Section("Brist 1: Personal", (SKILL_FACTS,)),
                Section(
                    "Brist 2: Ledning",
                    (
                        Facts(
                            (
                                ("Krav", "Avtalet 3.1"),
                                ("Det vi såg", "Ingen ersättare för chefen"),
                                ("Det här ska ni uppnå", "En ersättare med rätt kompetens"),
                            )
                        ),
                    ),
                ),
            ),
        ),
        Section(
            "Så svarar ni",
            (
                Paragraph(
                    "Logga in i Insyn och svara på varje brist senast den 7 april 2026. Beskriv"
                ),
                Bullets(
                    (
                        "vilka som berörs och om andra kan beröras",
                        "orsaken till bristen",
                        "vad ni gör åt den, vem som ansvarar och när det är klart",
                        "hur ni kontrollerar att åtgärden får effekt.",
                    )
                ),
                Paragraph(
                    "Åtgärd, ansvarig och slutdatum måste finnas för varje brist. Skriv inga "
                    "uppgifter om enskilda personer som får insatser."
                ),
            ),
        ),
        Section(
            "Det här händer sedan",
            (
                Paragraph(
                    "Vi granskar svaret på varje brist för sig. Räcker inte ett svar får ni "
                    "tillbaka det med en förklaring, och då ändrar ni bara det svaret."
                ),
            ),
        ),
    )


def test_the_supplement_letter_says_what_is_left_and_what_is_accepted() -> None:
    said = supplement_letter(JUDGED, due_on=DUE, note="Ring vid frågor.", issued_on=ISSUED)

    assert said == letter(
        "Begäran om kompletterande åtgärdsplan",
        Section(
            "",
            (
                Paragraph(
                    "Vi har granskat er åtgärdsplan och kan inte godkänna den. Vi begär att ni "
                    "kompletterar den senast den 7 april 2026.",
                    lead=True,
                ),
                Paragraph("Ring vid frågor."),
            ),
        ),
        Section(
            "Det här ska ni komplettera",
            sections=(
                Section(
                    "Brist 1: Personal",
                    (SKILL_FACTS, Quote("Varför svaret inte räcker", "Ange vem som anställs.")),
                ),
            ),
        ),
        Section(
            "Det här är redan godtaget",
            (
                Paragraph("De här svaren räcker. Ni behöver inte göra något mer med dem nu."),
                Bullets(("Brist 2: Ledning",)),
            ),
        ),
        Section("Så svarar ni", HOW_TO_SUPPLEMENT),
    )


def test_the_warning_warns_and_decides_nothing() -> None:
    said = warning_letter(JUDGED, due_on=DUE, clause="punkt 12.3", note="", issued_on=ISSUED)

    assert said == letter(
        "Varning om avtalsvite",
        Section(
            "",
            (
                Paragraph(
                    "Åtgärdsplanen som ni har lämnat räcker inte. Om vi inte har fått en plan som "
                    "vi kan godkänna senast den 7 april 2026 kan Socialnämnden komma att kräva "
                    "avtalsvite enligt avtalet, punkt 12.3.",
                    lead=True,
                ),
                Notice(
                    "Det här är en varning. Något beslut om avtalsvite är inte fattat. Ni får "
                    "lämna synpunkter innan nämnden tar ställning."
                ),
            ),
        ),
        Section(
            "Det här är fortfarande inte åtgärdat",
            sections=(
                Section(
                    "Brist 1: Personal",
                    (SKILL_FACTS, Quote("Varför svaret inte räcker", "Ange vem som anställs.")),
                ),
            ),
        ),
        Section("Så undviker ni att vi går vidare", HOW_TO_SUPPLEMENT),
    )


def test_the_approval_repeats_the_promises_and_goes_on() -> None:
    promised = replace(
        SKILL, measure="Anställer en konsulent", responsible="chefen", done_by=date(2026, 5, 4)
    )
    facts = replace(FACTS, items=(promised,))

    said = approval_letter(facts, continued="Nytt besök i höst.", issued_on=ISSUED)

    assert said == letter(
        "Godkännande av åtgärdsplan",
        Section(
            "",
            (
                Paragraph(
                    "Vi har granskat er åtgärdsplan och godkänner den. Planen beskriver på ett "
                    "tillräckligt sätt hur ni ska leva upp till kraven.",
                    lead=True,
                ),
            ),
        ),
        Section(
            "Det här har ni åtagit er",
            (
                Bullets(
                    (
                        (
                            "Personal: Anställer en konsulent. Ansvarig: chefen. "
                            "Klart senast 4 maj 2026."
                        ),
                    )
                ),
            ),
        ),
        Section(
            "Fortsatt uppföljning",
            (
                Paragraph(
                    "Godkännandet gäller planen. Vi fortsätter att följa upp att åtgärderna "
                    "genomförs och att verksamheten fortlöpande lever upp till kraven."
                ),
                Paragraph("Nytt besök i höst."),
            ),
        ),
    )


def test_a_warning_without_a_clause_still_rests_on_the_agreement() -> None:
    said = warning_letter(JUDGED, due_on=DUE, clause="", note="", issued_on=ISSUED)

    assert "kräva avtalsvite enligt avtalet.\n" in plain_text(said)


@pytest.mark.parametrize(
    ("form", "on", "place"),
    [
        (OperatingForm.PRIVATE, ISSUED, "10 kap. 8 § kommunallagen (2017:725)"),
        (OperatingForm.NON_PROFIT, ISSUED, "10 kap. 8 § kommunallagen (2017:725)"),
        (OperatingForm.IN_HOUSE, ISSUED, "6 kap. 6 § kommunallagen (2017:725)"),
        (OperatingForm.PRIVATE, date(2017, 12, 31), "3 kap. 19 § kommunallagen (1991:900)"),
        (OperatingForm.IN_HOUSE, date(2017, 12, 31), "6 kap. 7 § kommunallagen (1991:900)"),
    ],
)
def test_the_law_is_the_one_in_force_for_that_form(form, on, place) -> None:
    said = legal_basis(replace(FACTS, operating_form=form), on)

    assert place in said.replace("\u00a0", " ")


def test_an_in_house_mission_stands_on_its_description() -> None:
    facts = replace(FACTS, agreement_form=AgreementForm.MISSION)

    assert legal_basis(facts, ISSUED).endswith("står i uppdragsbeskrivningen.")


@pytest.mark.parametrize(
    "document",
    [
        request_letter(FACTS, due_on=DUE, issued_on=ISSUED),
        supplement_letter(JUDGED, due_on=DUE, note="", issued_on=ISSUED),
        warning_letter(JUDGED, due_on=DUE, clause="", note="", issued_on=ISSUED),
        approval_letter(JUDGED, continued="", issued_on=ISSUED),
    ],
    ids=lambda document: document.title,
)
def test_every_letter_becomes_accessible_word_and_pdf(document) -> None:
    assert word.review(word.render(document)) == []
    assert pdf.render(document).startswith(b"%PDF-")
