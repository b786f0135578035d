import datetime
import io

import pytest
from django.urls import reverse
from docx import Document as Word

from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.followups.models import Correspondence
from insyn.followups.rules.correspondence import Way
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.registry.queries import access_of
from insyn.visits import services
from insyn.visits.letters import LetterWords
from insyn.visits.models import Visit, VisitLetter
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitLetterKind
from tests.factories import DAY, ProviderContactFactory, UnitFactory

pytestmark = pytest.mark.django_db
EVENING = datetime.time(18, 15)
WORDS = LetterWords("verksamhetschefen", ("Schema för två veckor",), "Parkera på gården.")


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def told(followup, ekby, contact):
    """The provider's contact person, who can be mailed."""
    provider = followup.contract.provider
    contact.email = "chefen@exempel.se"
    contact.save()
    return ProviderContactFactory.create(user=contact, provider=provider, authority=ekby)


def visit_of(followup, **facts) -> Visit:
    unit = UnitFactory.create(provider=followup.contract.provider, name="Granen")
    known = {"kind": VisitKind.VISIT, "planned_on": DAY, "starts_at": EVENING, "unit": unit,
             "place": "Storgatan 1", "purpose": "Se bemanningen på kvällen"}  # fmt: skip
    return Visit.objects.create(followup=followup, **(known | facts))


@pytest.fixture
def announced(followup) -> Visit:
    return visit_of(followup)


@pytest.fixture
def unannounced(followup) -> Visit:
    return visit_of(followup, is_announced=False)


def issue(access, visit, kind=VisitLetterKind.ANNOUNCEMENT, words=WORDS):
    visit.refresh_from_db()
    return services.issue_visit_letter(access, visit, kind, words=words, version=visit.version)


def said(document: Document) -> str:
    with document.file.open("rb") as file:
        word = Word(io.BytesIO(file.read()))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in word.paragraphs] + cells)


def test_the_announcement_says_when_who_why_and_what(access, announced) -> None:
    text = said(issue(access, announced).letter.word)

    for words in ("Meddelande om besök", "2 mars 2026", "18.15", "Storgatan 1", "Granen", "Anna",
                  "Se bemanningen på kvällen", "verksamhetschefen", "Schema för två veckor",
                  "Parkera på gården.", "kommunallagen (2017:725)"):  # fmt: skip
        assert words in text


def test_the_announcement_is_mailed_and_lands_in_the_post(access, announced, told) -> None:
    issued = issue(access, announced)

    mail = OutgoingMail.objects.unscoped(reason="test").get()
    post = Correspondence.objects.visible_to(access).get()
    assert (issued.told, mail.kind, mail.to_address) == (1, MailKind.VISIT, "chefen@exempel.se")
    assert "2 mars 2026" in mail.text
    assert (post.way, post.document) == (Way.OUTGOING, issued.letter.pdf)


def test_a_visit_of_a_guarded_follow_up_is_mailed_about_to_nobody(
    access, followup, announced, told
) -> None:
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()
    announced.refresh_from_db()

    assert issue(access, announced).told == 0
    announced.refresh_from_db()
    services.cancel_visit(access, announced, reason="Sjukdom", version=announced.version)

    assert not OutgoingMail.objects.unscoped(reason="test").exists()


def test_nobody_to_mail_is_told(access, announced) -> None:
    assert issue(access, announced).told == 0


@pytest.mark.parametrize("kind", [VisitLetterKind.ANNOUNCEMENT, VisitLetterKind.THANKS])
def test_an_unannounced_visit_is_told_of_in_no_letter_before_it_has_been(
    kind, access, unannounced, told
) -> None:
    with pytest.raises(RuleViolation):
        issue(access, unannounced, kind)
    assert not OutgoingMail.objects.unscoped(reason="test").exists()
    assert not Correspondence.objects.visible_to(access).exists()


def test_the_instruction_says_who_comes_by_what_right(access, unannounced) -> None:
    text = said(issue(access, unannounced, VisitLetterKind.INSTRUCTION, LetterWords()).letter.word)

    for words in ("Uppdrag att göra oanmält besök", "Anna, uppföljningsansvarig", "Granen",
                  "kommunallagen (2017:725)", "legitimation"):  # fmt: skip
        assert words in text


def test_the_instruction_is_mailed_to_nobody_and_is_in_no_post(access, unannounced, told) -> None:
    issued = issue(access, unannounced, VisitLetterKind.INSTRUCTION)

    assert issued.told is None
    assert issued.letter.pdf.direction == Direction.WORKING
    assert not OutgoingMail.objects.unscoped(reason="test").exists()
    assert not Correspondence.objects.visible_to(access).exists()


def test_the_instruction_becomes_a_letter_out_when_it_has_been_shown(access, unannounced) -> None:
    issued = issue(access, unannounced, VisitLetterKind.INSTRUCTION)

    services.carry_out_visit(access, unannounced, visited_on=DAY)

    post = Correspondence.objects.visible_to(access).get()
    assert (post.document, post.dated_on) == (issued.letter.pdf, DAY)
    assert post.document
    assert post.document.direction == Direction.OUTGOING
    assert "visat vid besöket" in post.summary


def test_an_announced_visit_has_no_instruction(access, announced) -> None:
    with pytest.raises(RuleViolation, match="anmält"):
        issue(access, announced, VisitLetterKind.INSTRUCTION)


def test_the_confirmation_waits_for_the_visit(access, announced) -> None:
    with pytest.raises(RuleViolation, match="genomfört"):
        issue(access, announced, VisitLetterKind.THANKS)

    services.carry_out_visit(access, announced, visited_on=DAY)
    assert "Tack för att ni tog emot oss" in said(
        issue(access, announced, VisitLetterKind.THANKS).letter.word
    )


def test_what_has_been_told_does_not_become_unannounced(access, announced) -> None:
    issue(access, announced)
    facts = services.VisitFacts(kind=VisitKind.VISIT, planned_on=DAY, is_announced=False)

    with pytest.raises(RuleViolation, match="inte oanmält"):
        services.change_visit(access, announced, facts=facts, version=1)


def test_a_provider_that_was_told_is_told_that_the_visit_is_off_but_not_why(
    access, announced, told
) -> None:
    issue(access, announced)

    assert services.cancel_visit(access, announced, reason="Jäv uppdagades", version=1) == 1
    mail = OutgoingMail.objects.unscoped(reason="test").order_by("pk").last()
    assert mail
    assert "inställt" in mail.text
    assert "Jäv" not in mail.text


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_provider_that_was_not_told_hears_nothing_of_a_cancelled_visit(
    is_announced, access, followup, told
) -> None:
    visit = visit_of(followup, is_announced=is_announced)

    assert services.cancel_visit(access, visit, reason="Snö", version=1) == 0
    assert not OutgoingMail.objects.unscoped(reason="test").exists()


def test_a_letter_about_what_somebody_changed_meanwhile_is_refused(access, announced) -> None:
    with pytest.raises(Outdated):
        services.issue_visit_letter(
            access, announced, VisitLetterKind.ANNOUNCEMENT, words=WORDS, version=0
        )


def test_a_letter_holds_no_personal_number(access, announced) -> None:
    with pytest.raises(RuleViolation, match="personnummer"):
        issue(access, announced, words=LetterWords(documents=("Akt 19850312-1231",)))
    assert not VisitLetter.objects.visible_to(access).exists()


@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
def test_others_issue_no_letters(who, announced, request) -> None:
    with pytest.raises(NotAllowed):
        issue(access_of(request.getfixturevalue(who)), announced)


def test_a_letter_is_issued_by_form_and_says_when_nobody_is_mailed(as_anna, announced) -> None:
    address = reverse("visits:letter", args=[announced.pk, "announcement"])
    assert "Handlingar" in as_anna.get(address).content.decode()

    facts = {"version": 1, "wanted": "chefen", "documents": "Schema\n\nAvvikelser", "message": ""}
    page = as_anna.post(address, facts, follow=True).content.decode()

    assert "Ingen hos utföraren har en e-postadress" in page
    assert "Meddelande om besök" in page


def test_an_unknown_letter_is_no_page(as_anna, announced) -> None:
    assert as_anna.get(reverse("visits:letter", args=[announced.pk, "x"])).status_code == 404
