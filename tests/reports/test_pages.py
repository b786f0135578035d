import datetime
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.rules import Outcome, State
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from insyn.reports import services
from insyn.reports.models import Report, ReportPassage
from insyn.reports.queries import gather
from insyn.reports.rules import JOINT_TEXTS, ReportEvent, ReportState, ReportText
from tests.factories import DAY, AgreementFactory, FollowupFactory, LotFactory, MembershipFactory

pytestmark = pytest.mark.django_db
HEAD = services.ReportHead(
    "Uppföljning 2026", "SN 1", datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
)


@pytest.fixture
def agreement(ekby, cooperation):
    return AgreementFactory.create(authority=ekby, cooperation=cooperation)


@pytest.fixture
def sent(ekby, agreement):
    return FollowupFactory.create(
        authority=ekby,
        contract__agreement=agreement,
        lot=LotFactory.create(agreement=agreement),
        state=State.SENT,
        carried_out_on=DAY,
        reported_on=DAY,
        outcome=Outcome.COMPLIES,
    )


@pytest.fixture
def report(anna, ekby, agreement, sent) -> Report:
    return services.create_report(
        access_of(anna), authority=ekby, agreement=agreement, selection=None, head=HEAD
    )


@pytest.fixture
def decider(ekby) -> User:
    return MembershipFactory.create(authority=ekby, role=Role.REGISTRAR).user


def test_a_new_report_has_a_proposed_text_for_each_place(report) -> None:
    passages = ReportPassage.objects.unscoped(reason="test").filter(report=report)

    assert {p.place for p in passages} == set(JOINT_TEXTS)
    assert passages.get(place=ReportText.BACKGROUND).text.startswith("Ekby och Norrby")


def test_a_reader_may_not_create_a_report(bo, ekby, agreement) -> None:
    with pytest.raises(NotAllowed):
        services.create_report(
            access_of(bo), authority=ekby, agreement=agreement, selection=None, head=HEAD
        )

    assert not Report.objects.unscoped(reason="test").exists()


def test_only_what_a_cooperation_may_share_enters_the_report(anna, ekby, agreement, report) -> None:
    facts = {"authority": ekby, "contract__agreement": agreement, "carried_out_on": DAY}
    FollowupFactory.create(**facts, state=State.SENT, reported_on=DAY, secrecy=Secrecy.RESTRICTED)
    FollowupFactory.create(**facts, state=State.DRAFT)

    assert len(gather(access_of(anna), report).followups) == 1


def test_a_commissioners_shortcoming_is_not_told_in_the_report(anna, report, sent) -> None:
    Finding.objects.create(
        followup=sent, kind=FindingKind.COMMISSIONER_SHORTCOMING, area="Pris", text="Betalt fel"
    )

    (followup,) = gather(access_of(anna), report).followups
    assert followup.findings == ()


def test_gathering_takes_a_fixed_number_of_queries(
    anna, ekby, agreement, report, django_assert_max_num_queries
) -> None:
    FollowupFactory.create_batch(
        5,
        authority=ekby,
        contract__agreement=agreement,
        state=State.SENT,
        carried_out_on=DAY,
        reported_on=DAY,
    )
    access = access_of(anna)

    with django_assert_max_num_queries(22):
        assert len(gather(access, report).followups) == 6


def test_figures_are_locked_with_what_they_count(anna, report, sent) -> None:
    locked = services.lock_figures(access_of(anna), report, version=report.version)

    assert locked.figures["followups"] == {
        "label": "Uppföljningar",
        "value": 1,
        "followups": [sent.pk],
    }


def test_a_report_with_nothing_to_count_cannot_be_locked(anna, ekby) -> None:
    empty = services.create_report(
        access_of(anna),
        authority=ekby,
        agreement=AgreementFactory.create(authority=ekby),
        selection=None,
        head=HEAD,
    )

    with pytest.raises(RuleViolation, match="Inga uppföljningar"):
        services.lock_figures(access_of(anna), empty)


def test_a_report_is_reviewed_only_with_locked_figures(anna, report) -> None:
    with pytest.raises(RuleViolation, match="Lås siffrorna"):
        services.move_report(access_of(anna), report, ReportEvent.REVIEW)

    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def content_of(document):
    with document.file.open("rb") as file:
        return file.read()


def decided(anna, decider, report) -> Report:
    access = access_of(anna)
    services.lock_figures(access, report)
    services.move_report(access, report, ReportEvent.REVIEW)
    services.move_report(access, report, ReportEvent.PROPOSE)
    return services.move_report(
        access_of(decider), report, ReportEvent.DECIDE, decision="2026-12-15 § 87"
    )


def test_the_whole_way_to_a_decision_keeps_the_issued_papers(anna, decider, report) -> None:
    done = decided(anna, decider, report)

    assert done.state == ReportState.DECIDED
    assert done.word is not None
    assert docx.Document(BytesIO(content_of(done.word))).core_properties.title
    assert load_workbook(BytesIO(content_of(done.annex))).sheetnames[0] == "Siffror"
    assert AuditEvent.objects.unscoped(reason="test").filter(event="report.decide").exists()


def test_the_issued_paper_is_given_and_never_made_anew(client, anna, decider, report, sent) -> None:
    done = decided(anna, decider, report)
    issued = content_of(done.word)
    sent.contract.provider.name = "Nytt namn AB"
    sent.contract.provider.save()
    client.force_login(anna)

    given = client.get(reverse("reports:download", args=[report.pk, "docx"]))

    assert given.content == issued


def test_a_plan_owner_may_not_decide(anna, report) -> None:
    services.lock_figures(access_of(anna), report)
    services.move_report(access_of(anna), report, ReportEvent.REVIEW)
    services.move_report(access_of(anna), report, ReportEvent.PROPOSE)

    with pytest.raises(NotAllowed):
        services.move_report(access_of(anna), report, ReportEvent.DECIDE, decision="§ 1")


def test_a_decision_needs_its_paragraph(anna, decider, report) -> None:
    services.lock_figures(access_of(anna), report)
    services.move_report(access_of(anna), report, ReportEvent.REVIEW)
    services.move_report(access_of(anna), report, ReportEvent.PROPOSE)

    with pytest.raises(RuleViolation, match="paragraf"):
        services.move_report(access_of(decider), report, ReportEvent.DECIDE, decision=" ")


def test_two_who_write_the_same_text_the_first_wins_the_other_is_told(anna, report) -> None:
    access = access_of(anna)
    services.write_passage(access, report, place=ReportText.ANALYSIS, text="Min text", version=1)

    with pytest.raises(Outdated):
        services.write_passage(access, report, place=ReportText.ANALYSIS, text="Annan", version=1)

    passage = ReportPassage.objects.unscoped(reason="test").get(
        report=report, place=ReportText.ANALYSIS
    )
    assert passage.text == "Min text"


def test_no_text_of_a_report_points_at_somebody(anna, as_anna, report) -> None:
    """Reports become public: heading and texts are screened as in the other texts."""
    named = "Gäller 19121212-1212."
    with pytest.raises(RuleViolation, match="personnummer"):
        services.ReportHead(named, "", DAY, DAY).check()
    with pytest.raises(RuleViolation, match="personnummer"):
        services.write_passage(access_of(anna), report, place=ReportText.ANALYSIS, text=named)

    address = reverse("reports:passage", args=[report.pk, ReportText.ANALYSIS])
    page = as_anna.post(address, {"text": named, "version": 1, "heading": ""}).content.decode()
    assert "19121212-••••" in page
    assert named in page  # what was written is still there to mend


def test_a_reviewed_report_is_not_written_in(anna, report) -> None:
    services.lock_figures(access_of(anna), report)
    services.move_report(access_of(anna), report, ReportEvent.REVIEW)

    with pytest.raises(RuleViolation, match="inte längre ett utkast"):
        services.write_passage(access_of(anna), report, place=ReportText.ANALYSIS, text="x")


def test_members_of_the_cooperation_see_the_report_when_reviewed(
    client, anna, cilla, report
) -> None:
    client.force_login(cilla)
    url = reverse("reports:detail", args=[report.pk])
    assert client.get(url).status_code == 404

    services.lock_figures(access_of(anna), report)
    services.move_report(access_of(anna), report, ReportEvent.REVIEW)

    assert client.get(url).status_code == 200


def test_the_page_creates_and_says_so(as_anna, ekby, agreement) -> None:
    page = as_anna.post(
        reverse("reports:create"),
        {
            "authority": ekby.pk,
            "agreement": agreement.pk,
            "title": "Uppföljning 2026",
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
        },
        follow=True,
    )

    assert "Rapporten är skapad" in page.content.decode()


def test_a_period_that_ends_first_gives_a_sentence_and_keeps_the_text(
    as_anna, ekby, agreement
) -> None:
    page = as_anna.post(
        reverse("reports:create"),
        {
            "authority": ekby.pk,
            "agreement": agreement.pk,
            "title": "Min långa rubrik",
            "starts_on": "2026-12-31",
            "ends_on": "2026-01-01",
        },
    ).content.decode()

    assert "Perioden kan inte sluta innan den börjar." in page
    assert "Min långa rubrik" in page


def test_the_list_keeps_its_ceiling(as_anna, report, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(10):
        page = as_anna.get(reverse("reports:list"), {"q": "Uppföljning", "state": "draft"})

    assert report.title in page.content.decode()


def test_reports_under_way_stand_before_the_decided(as_anna, anna, decider, report) -> None:
    older = services.ReportHead(
        "Ett äldre utkast", "SN 2", datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)
    )
    services.create_report(
        access_of(anna), authority=report.authority, agreement=report.agreement, selection=None,
        head=older,
    )  # fmt: skip
    decided(anna, decider, report)

    page = as_anna.get(reverse("reports:list")).content.decode()

    assert page.index("Ett äldre utkast") < page.index(report.title)


def test_the_period_is_said_as_running_text(as_anna, report) -> None:
    page = as_anna.get(reverse("reports:detail", args=[report.pk])).content.decode()

    assert "1 januari 2026–31 december 2026" in page


def test_the_detail_page_shows_figures_warnings_and_texts(as_anna, report) -> None:
    page = as_anna.get(reverse("reports:detail", args=[report.pk])).content.decode()

    assert "Lås siffrorna" in page
    assert "Bakgrund" in page


def test_figures_that_have_changed_since_are_told(as_anna, anna, report, sent) -> None:
    services.lock_figures(access_of(anna), report)
    FollowupFactory.create(
        authority=sent.authority,
        contract__agreement=sent.contract.agreement,
        state=State.SENT,
        carried_out_on=DAY,
        reported_on=DAY,
    )

    page = as_anna.get(reverse("reports:detail", args=[report.pk])).content.decode()

    assert "Siffror har ändrats sedan de låstes" in page


def test_a_figure_in_the_preview_leads_to_its_followups(as_anna, report, sent) -> None:
    preview = as_anna.get(reverse("reports:preview", args=[report.pk])).content.decode()
    url = reverse("reports:figure", args=[report.pk, "followups"])
    behind = as_anna.get(url).content.decode()

    assert url in preview
    assert sent.number in behind


def test_the_followups_behind_a_figure_come_in_pages(as_anna, report, sent) -> None:
    for _ in range(50):
        FollowupFactory.create(
            authority=report.authority, contract=sent.contract, lot=sent.lot, state=State.SENT,
            carried_out_on=DAY, reported_on=DAY,
        )  # fmt: skip

    url = reverse("reports:figure", args=[report.pk, "followups"])

    assert "Visar 51–51 av 51" in as_anna.get(url, {"page": 2}).content.decode()


def test_an_unknown_figure_is_404(as_anna, report) -> None:
    assert as_anna.get(reverse("reports:figure", args=[report.pk, "nej"])).status_code == 404


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_a_draft_is_downloaded_fresh(as_anna, report, ending) -> None:
    answer = as_anna.get(reverse("reports:download", args=[report.pk, ending]))

    assert answer["Content-Disposition"].endswith(f'.{ending}"')
    assert answer.content[:2] in {b"PK", b"%P"}


def test_the_annex_has_the_rows_under_the_figures(as_anna, report, sent) -> None:
    page = as_anna.get(reverse("reports:detail", args=[report.pk])).content.decode()
    address = reverse("reports:download", args=[report.pk, "xlsx"])
    book = load_workbook(BytesIO(as_anna.get(address).content))

    assert address in page
    assert [cell.value for cell in book["Siffror"][2]] == ["Uppföljningar", 1]
    provider = sent.contract.provider.name
    assert provider in {cell.value for cell in book["Underlag"]["B"]}


def test_an_unknown_format_is_404(as_anna, report) -> None:
    assert as_anna.get(reverse("reports:download", args=[report.pk, "exe"])).status_code == 404


def test_the_buttons_post_and_tell(as_anna, report) -> None:
    url = reverse("reports:lock", args=[report.pk])
    locked = as_anna.post(url, {"version": report.version}, follow=True).content.decode()
    stale = as_anna.post(url, {"version": report.version}, follow=True).content.decode()

    assert "Siffrorna är låsta." in locked
    assert "Någon annan har ändrat" in stale


def test_a_move_on_a_stale_page_is_told(as_anna, report) -> None:
    url = reverse("reports:move", args=[report.pk])
    nonsense = as_anna.post(url, {"event": "flyga", "version": "x"}, follow=True)
    too_early = as_anna.post(url, {"event": "review", "version": report.version}, follow=True)

    assert "äldre version" in nonsense.content.decode()
    assert "Lås siffrorna" in too_early.content.decode()


def test_a_text_is_written_on_its_page(as_anna, report) -> None:
    url = reverse("reports:passage", args=[report.pk, "analysis"])
    form = as_anna.get(url).content.decode()
    saved = as_anna.post(url, {"text": "Vår analys", "version": 1}, follow=True).content.decode()
    stale = as_anna.post(url, {"text": "Min text", "version": 1}).content.decode()

    assert "Förslag ur uppgifterna i dag" in form
    assert "Texten är sparad." in saved
    assert "Någon annan har ändrat" in stale
    assert "Min text" in stale
