"""Reports of every kind but the joint one: made, locked, before the board, decided."""

import datetime
import json
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from insyn.accounts.models import Authority, Coordination
from insyn.board.models import Appendix, BoardItem
from insyn.board.rules import ItemState, Outcome
from insyn.board.rules.refusals import Decision
from insyn.board.services import issue_item, register_decision, remove_item, withdraw_item
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.rules import Outcome as FollowupOutcome
from insyn.followups.rules import State
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.reports import services
from insyn.reports.letters.annex import NOT_SHOWN
from insyn.reports.models import LockedTable, PassageVersion, Report, ReportPassage, ReportStep
from insyn.reports.queries.council import boards_of, decided_reports
from insyn.reports.queries.duties import duty_sources
from insyn.reports.queries.general import general_facts
from insyn.reports.queries.tables import tables_now
from insyn.reports.queries.to_bring import followups_to_bring
from insyn.reports.rules import ReportEvent, ReportKind, ReportState, ReportText
from insyn.reports.rules.locked import fingerprint
from insyn.reports.services.papers import annex_of
from tests.conftest import log_in
from tests.factories import ContractFactory, FollowupFactory, MembershipFactory, ProviderFactory
from tests.signals.factories import SignalFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
DAY = datetime.date(2026, 5, 4)
HEAD = services.ReportHead(
    "Årsrapport 2026", "SN 7", datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
)


@pytest.fixture(autouse=True)
def today():
    with clock.pretend(TODAY):
        yield


@pytest.fixture
def sent(ekby):
    followup = FollowupFactory.create(
        authority=ekby,
        state=State.SENT,
        carried_out_on=DAY,
        reported_on=DAY,
        outcome=FollowupOutcome.COMPLIES,
        overall_assessment="Utföraren följer avtalet.",
    )
    Finding.objects.create(
        followup=followup, kind=FindingKind.DEFICIENCY, area="Personal", text="Utbildning saknas"
    )
    return followup


def yearly(user, authority, **said) -> Report:
    return services.create_period_report(
        access_of(user), authority=authority, kind=ReportKind.YEARLY, head=HEAD, **said
    )


@pytest.fixture
def report(anna, ekby, sent) -> Report:
    return yearly(anna, ekby)


@pytest.fixture
def registrar(ekby):
    return MembershipFactory.create(authority=ekby, role=Role.REGISTRAR).user


def reviewed(anna, report) -> Report:
    services.lock_figures(access_of(anna), report)
    return services.move_report(access_of(anna), report, ReportEvent.REVIEW)


def text(report, place=ReportText.SUMMARY) -> ReportPassage:
    return ReportPassage.objects.unscoped(reason="test").get(report=report, place=place)


def test_a_yearly_report_begins_with_texts_that_say_the_figures(report) -> None:
    assert "1 kontrakt gällde under perioden" in text(report).text
    assert "1 brist," in text(report, ReportText.OUTCOME).text


def test_a_paper_says_when_it_was_counted_before_the_period_was_over(as_anna, anna, report) -> None:
    page = reverse("reports:preview", args=[report.pk])
    said = "räknade till och med {} 2026, innan perioden var slut"
    assert said.format("20 november") in body(as_anna.get(page))

    with clock.pretend(datetime.date(2026, 12, 31)):
        assert "innan perioden var slut" not in body(as_anna.get(page))
    services.lock_figures(access_of(anna), report)
    with clock.pretend(datetime.date(2027, 2, 1)):
        assert said.format("20 november") in body(as_anna.get(page))


def test_the_figures_are_the_same_whoever_counts_them(anna, bo, cilla, report) -> None:
    tables = {user: tables_now(access_of(user), report) for user in (anna, bo, cilla)}

    assert tables[anna] == tables[bo] == tables[cilla]


def test_what_is_more_guarded_than_the_report_is_not_counted(anna, ekby, sent, report) -> None:
    FollowupFactory.create(
        authority=ekby, contract=sent.contract, state=State.SENT, carried_out_on=DAY,
        reported_on=DAY, secrecy=Secrecy.RESTRICTED,
    )  # fmt: skip

    tables = {t.key: t for _p, t in tables_now(access_of(anna), report)}
    assert tables["followups_by_outcome"].lines[-1].cells[0].rows == (sent.pk,)


def test_locked_tables_hold_their_rows_and_their_fingerprint(anna, report, sent) -> None:
    services.lock_figures(access_of(anna), report)

    rows = {row.key: row for row in LockedTable.objects.visible_to(access_of(anna))}
    assert rows["followups_by_outcome"].content["lines"][-1]["cells"][0]["rows"] == [sent.pk]
    assert all(row.fingerprint == fingerprint(row.content) for row in rows.values())


def test_locked_again_the_tables_are_those_of_now(anna, report, sent) -> None:
    services.lock_figures(access_of(anna), report)
    before = LockedTable.objects.visible_to(access_of(anna)).count()
    services.lock_figures(access_of(anna), report)

    assert LockedTable.objects.visible_to(access_of(anna)).count() == before


def test_the_page_says_which_tables_have_changed_since(as_anna, anna, ekby, sent, report) -> None:
    services.lock_figures(access_of(anna), report)
    FollowupFactory.create(
        authority=ekby, contract=sent.contract, state=State.SENT, carried_out_on=DAY,
        reported_on=DAY,
    )  # fmt: skip

    page = as_anna.get(reverse("reports:detail", args=[report.pk])).content.decode()
    assert "Siffror har ändrats sedan de låstes" in page


def test_every_figure_of_the_page_leads_to_as_many_rows(as_anna, report) -> None:
    page = as_anna.get(reverse("reports:detail", args=[report.pk])).content.decode()
    url = reverse("reports:figure", args=[report.pk, "findings_by_kind.deficiency:0"])
    behind = as_anna.get(url).content.decode()

    assert url in page
    assert "Brist, Antal: 1" in behind
    assert "Personal" in behind
    assert "Utbildning saknas" not in behind


def test_an_unknown_figure_is_404(as_anna, report) -> None:
    for key in ("nej", "coverage.nej:0", "coverage.all:99", "../x"):
        url = f"/rapporter/{report.pk}/siffra/{key}/"
        assert as_anna.get(url).status_code == 404


def test_every_wording_is_kept_and_an_old_one_comes_back(anna, report) -> None:
    access, first = access_of(anna), text(report).text
    services.write_passage(access, report, place=ReportText.SUMMARY, text="Ny", heading="Kort")
    restored = services.restore_passage(access, report, place=ReportText.SUMMARY, number=1)

    assert (restored.text, restored.heading) == (first, "")
    kept = PassageVersion.objects.visible_to(access).filter(passage=restored)
    assert [row.text for row in kept] == [first, "Ny", first]


def test_an_old_page_does_not_bring_back_a_wording_over_a_new_text(anna, report) -> None:
    access = access_of(anna)
    services.write_passage(access, report, place=ReportText.SUMMARY, text="Ny")

    with pytest.raises(Outdated):
        services.restore_passage(access, report, place=ReportText.SUMMARY, number=1, version=1)
    with pytest.raises(RuleViolation, match="lydelsen finns inte"):
        services.restore_passage(access, report, place=ReportText.SUMMARY, number=99)


def test_the_text_page_marks_what_is_hard_to_read(as_anna, report) -> None:
    url = reverse("reports:passage", args=[report.pk, "summary"])
    page = as_anna.post(
        url, {"text": "Samtliga skall redovisas.", "version": 1, "stay": "1"}, follow=True
    ).content.decode()

    assert "<mark>Samtliga</mark>" in page
    assert "LIX" in page
    assert "Ta tillbaka den här lydelsen" in page


def test_a_text_of_a_report_that_is_no_draft_is_read_and_not_written(as_anna, anna, report) -> None:
    page = reverse("reports:passage", args=[report.pk, "summary"])
    assert 'name="text"' in body(as_anna.get(page))
    reviewed(anna, report)

    read = body(as_anna.get(page))
    assert 'name="text"' not in read
    assert "inte längre ett utkast" in read
    assert "1 kontrakt gällde under perioden" in read

    Report.objects.unscoped(reason="test").update(state=ReportState.DECIDED, decided_on=TODAY)
    assert "Nämnden har beslutat om rapporten" in body(as_anna.get(page))
    Report.objects.unscoped(reason="test").update(state=ReportState.REVIEWED, decided_on=None)

    sent = as_anna.post(page, {"text": "Min nya text", "version": text(report).version})
    assert "inte längre ett utkast" in body(sent)
    assert "Min nya text" in body(sent)


def test_the_wording_comes_back_by_its_button_and_nonsense_is_told(as_anna, anna, report) -> None:
    services.write_passage(access_of(anna), report, place=ReportText.SUMMARY, text="Ny")
    url = reverse("reports:restore", args=[report.pk, "summary"])

    done = as_anna.post(url, {"number": 1, "version": 2}, follow=True).content.decode()
    bad = as_anna.post(url, {"number": "x"}, follow=True).content.decode()
    assert "Den tidigare lydelsen är tillbaka." in done
    assert "äldre version" in bad
    assert as_anna.post(reverse("reports:restore", args=[report.pk, "nej"])).status_code == 404


def test_the_whole_way_by_a_matter_of_the_board(anna, registrar, report) -> None:
    reviewed(anna, report)
    item = services.propose_to_board(access_of(anna), report, dated_on=TODAY)
    appendix = Appendix.objects.visible_to(access_of(anna)).get(item=item)
    issue_item(access_of(anna), item)
    register_decision(access_of(registrar), item, facts=Decision(Outcome.APPROVED, TODAY, "§ 87"))

    report.refresh_from_db()
    assert report.state == ReportState.DECIDED
    assert (report.decided_on, report.decision) == (TODAY, "2026-11-20 § 87")
    assert None not in (report.word, report.pdf, report.annex, appendix.document)
    steps = ReportStep.objects.visible_to(access_of(anna)).filter(report=report)
    assert [step.event for step in steps] == ["review", "propose", "decide"]
    assert services.move_report(access_of(anna), report, ReportEvent.PUBLISH).state == "published"


def test_a_matter_that_is_sent_back_makes_the_report_a_draft_again(anna, registrar, report):
    reviewed(anna, report)
    item = services.propose_to_board(access_of(anna), report, dated_on=TODAY)
    issue_item(access_of(anna), item)
    facts = Decision(Outcome.SENT_BACK, TODAY, "§ 87", reason="Egen regi saknas")
    register_decision(access_of(registrar), item, facts=facts)

    report.refresh_from_db()
    assert (report.state, report.reviewed_on, report.decision) == (ReportState.DRAFT, None, "")
    last = ReportStep.objects.visible_to(access_of(anna)).filter(report=report).last()
    assert last is not None
    assert last.note == "Egen regi saknas"


def test_a_report_in_an_issued_matter_is_decided_and_taken_back_there(anna, registrar, report):
    reviewed(anna, report)
    item = services.propose_to_board(access_of(anna), report, dated_on=TODAY)
    issue_item(access_of(anna), item)

    with pytest.raises(RuleViolation, match="Registrera beslutet i ärendet"):
        services.move_report(access_of(registrar), report, ReportEvent.DECIDE, decision="§ 1")
    with pytest.raises(RuleViolation, match="Ta tillbaka ärendet först"):
        services.move_report(access_of(anna), report, ReportEvent.TAKE_BACK)
    withdraw_item(access_of(anna), item)
    services.move_report(access_of(anna), report, ReportEvent.TAKE_BACK)
    with pytest.raises(RuleViolation, match="inte föreslagen"):
        issue_item(access_of(anna), item)


def test_proposed_again_the_draft_of_the_matter_gets_the_report_as_it_is_now(anna, report):
    reviewed(anna, report)
    access = access_of(anna)
    item = services.propose_to_board(access, report, dated_on=TODAY)
    before = Appendix.objects.visible_to(access).get(item=item).document_id
    services.move_report(access, report, ReportEvent.TAKE_BACK)
    reviewed(anna, report)

    assert services.propose_to_board(access, report).pk == item.pk
    (appendix,) = Appendix.objects.visible_to(access).filter(item=item)
    assert appendix.document_id != before


def test_the_draft_of_the_matter_can_be_taken_away(anna, report) -> None:
    reviewed(anna, report)
    item = services.propose_to_board(access_of(anna), report, dated_on=TODAY)
    remove_item(access_of(anna), item)

    assert not BoardItem.objects.visible_to(access_of(anna)).exists()


def test_the_board_cannot_adopt_a_report_as_if_it_were_a_plan(anna, registrar, report) -> None:
    reviewed(anna, report)
    item = services.propose_to_board(access_of(anna), report, dated_on=TODAY)
    issue_item(access_of(anna), item)

    with pytest.raises(RuleViolation, match="passar inte ärendet"):
        register_decision(access_of(registrar), item, facts=Decision(Outcome.ADOPTED, TODAY, "§ 1"))


def test_the_pages_of_a_matter_work_without_a_plan(client, as_anna, anna, registrar, report):
    reviewed(anna, report)
    proposed = as_anna.post(
        reverse("reports:propose", args=[report.pk]), {"version": 3}, follow=True
    )
    item = BoardItem.objects.unscoped(reason="test").get()
    pk = item.pk
    page = proposed.content.decode()
    assert report.title in page
    assert reverse("reports:detail", args=[report.pk]) in page
    for name in ("edit", "issue"):
        assert as_anna.get(reverse(f"board:{name}", args=[pk])).status_code == 200
    assert as_anna.get(reverse("board:items")).status_code == 200
    assert as_anna.get(reverse("board:items") + "?fil=csv").status_code == 200
    assert as_anna.get(reverse("board:preview", args=[pk, "memo"])).status_code == 200
    assert as_anna.get(reverse("board:preview", args=[pk, "plan"])).status_code == 404
    assert as_anna.get(reverse("board:download", args=[pk, "plan", "pdf"])).status_code == 404
    edited = as_anna.post(
        reverse("board:edit", args=[pk]),
        {"title": "Nytt", "dated_on": "2026-11-20", "paper_name": "Skrivelse",
         "version": item.version},
        follow=True,
    )  # fmt: skip
    assert "Uppgifterna är sparade." in edited.content.decode()
    item.refresh_from_db()
    issued = as_anna.post(
        reverse("board:issue", args=[pk]), {"version": item.version}, follow=True
    ).content.decode()
    assert "Skrivelsen är sparad" in issued
    client.force_login(registrar)
    item.refresh_from_db()
    url = reverse("board:decide", args=[pk])
    form = client.get(url).content.decode()
    assert "Nämnden beslutade enligt förslaget" in form
    assert "Planen antogs" not in form
    done = client.post(
        url,
        {"outcome": "approved", "decided_on": "2026-11-20", "decision": "§ 9",
         "version": item.version},
        follow=True,
    )  # fmt: skip
    assert "Beslutet är registrerat." in done.content.decode()
    report.refresh_from_db()
    assert report.state == ReportState.DECIDED


def test_a_button_of_an_old_page_proposes_nothing(as_anna, anna, report) -> None:
    reviewed(anna, report)
    url = reverse("reports:propose", args=[report.pk])

    assert "Någon annan har ändrat" in as_anna.post(url, {}, follow=True).content.decode()
    assert not BoardItem.objects.unscoped(reason="test").exists()


@pytest.mark.parametrize(
    "kind", [ReportKind.YEARLY, ReportKind.INTERIM_SECTION, ReportKind.QUALITY_SECTION]
)
def test_each_kind_is_made_on_its_page_and_read_in_every_file(as_anna, ekby, sent, kind) -> None:
    made = as_anna.post(
        reverse("reports:create_period", args=[kind]),
        {"authority": ekby.pk, "title": "Min rapport", "starts_on": "2026-01-01",
         "ends_on": "2026-12-31", "operating_form": ""},
        follow=True,
    )  # fmt: skip
    report = Report.objects.unscoped(reason="test").get()

    assert "Rapporten är skapad" in made.content.decode()
    assert report.kind == kind
    preview = as_anna.get(reverse("reports:preview", args=[report.pk])).content.decode()
    assert "Det här är ett utkast" in preview
    for ending, beginning in (("docx", b"PK"), ("pdf", b"%P"), ("xlsx", b"PK")):
        answer = as_anna.get(reverse("reports:download", args=[report.pk, ending]))
        assert answer.content[:2] == beginning


@pytest.mark.parametrize("kind", ["yearly", "interim", "quality"])
def test_a_period_that_has_not_begun_is_refused_with_a_sentence(as_anna, ekby, kind) -> None:
    answer = as_anna.post(
        reverse("reports:create_period", args=[kind]),
        {"authority": ekby.pk, "title": "Framtiden", "starts_on": "2099-01-01",
         "ends_on": "2099-12-31"},
    )  # fmt: skip

    assert "Perioden har inte börjat" in body(answer)
    assert not Report.objects.unscoped(reason="test").exists()


def test_the_year_that_goes_on_can_be_told_of() -> None:
    first = services.ReportHead("I dag", "", TODAY, datetime.date(2026, 12, 31))
    first.check()

    with pytest.raises(RuleViolation, match="har inte börjat"):
        replace(first, starts_on=TODAY + datetime.timedelta(days=1)).check()


def test_the_pages_to_begin_from_open_and_unknown_kinds_do_not(as_anna) -> None:
    assert "Årsrapport" in as_anna.get(reverse("reports:begin")).content.decode()
    assert as_anna.get(reverse("reports:create_period", args=["joint"])).status_code == 404
    assert as_anna.get(reverse("reports:create_thematic")).status_code == 200


def test_the_annex_lists_the_rows_and_tells_nothing_of_what_was_seen(anna, report, sent) -> None:
    book = openpyxl.load_workbook(BytesIO(annex_of(access_of(anna), report, made_on=TODAY)))
    said = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]

    told = json.dumps(said, default=str, ensure_ascii=False)
    assert sent.number in told
    assert "Utbildning saknas" not in told


def test_the_annex_names_no_signal_whoever_takes_it_out(anna, bo, ekby, report, sent) -> None:
    """Everybody who reads the report opens the file, also those who read no signals."""
    provider = ProviderFactory.create(name="Viskans Hemtjänst AB")
    SignalFactory.create(authority=ekby, provider=provider)

    for user in (anna, bo):
        book = openpyxl.load_workbook(BytesIO(annex_of(access_of(user), report, made_on=TODAY)))
        said = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
        told = json.dumps(said, default=str, ensure_ascii=False)
        assert NOT_SHOWN in told
        assert "Viskans" not in told


def test_the_yearly_page_keeps_its_ceiling(
    as_anna, report, sent, django_assert_max_num_queries
) -> None:
    FollowupFactory.create_batch(
        4, authority=sent.authority, contract=sent.contract, state=State.SENT,
        carried_out_on=DAY, reported_on=DAY,
    )  # fmt: skip

    with django_assert_max_num_queries(30):
        as_anna.get(reverse("reports:detail", args=[report.pk]))


# One follow-up to the board


def test_one_click_makes_the_report_of_a_followup_and_the_second_finds_it(as_anna, sent) -> None:
    url = reverse("reports:create_single", args=[sent.pk])
    page = as_anna.post(url, follow=True).content.decode()
    as_anna.post(url, follow=True)

    report = Report.objects.unscoped(reason="test").get()
    assert "Läs igenom texterna" in page
    assert report.followup == sent
    assert "Utbildning saknas" in text(report, ReportText.OUTCOME).text


def test_the_page_of_a_reported_followup_has_the_button(as_anna, sent) -> None:
    page = as_anna.get(reverse("followups:detail", args=[sent.pk])).content.decode()

    assert reverse("reports:create_single", args=[sent.pk]) in page


def test_a_followup_that_is_not_reported_or_too_guarded_is_refused(anna, ekby) -> None:
    draft = FollowupFactory.create(authority=ekby, state=State.DRAFT)
    guarded = FollowupFactory.create(
        authority=ekby, state=State.SENT, carried_out_on=DAY, reported_on=DAY,
        secrecy=Secrecy.RESTRICTED,
    )  # fmt: skip

    with pytest.raises(RuleViolation, match="inte rapporterad"):
        services.create_single_report(access_of(anna), draft)
    with pytest.raises(RuleViolation, match="begränsad krets"):
        services.create_single_report(access_of(anna), guarded)


def body(answer) -> str:
    return str(answer.getvalue().decode("utf-8-sig"))


def test_a_followup_that_is_guarded_afterwards_is_not_named_by_its_report(
    client, registrar, anna, sent
) -> None:
    theirs = log_in(client, registrar)
    report = services.create_single_report(access_of(anna), sent)
    detail, listing = reverse("reports:detail", args=[report.pk]), reverse("reports:list")
    pages = (detail, listing, f"{listing}?fil=csv")
    assert all(sent.number in body(theirs.get(one)) for one in pages)

    sent.secrecy = Secrecy.RESTRICTED
    sent.save()

    for one in pages:
        assert sent.number not in body(theirs.get(one))
    assert "En uppföljning med begränsad krets" in body(theirs.get(listing))


def test_a_paper_is_in_swedish_also_when_taken_out_by_one_who_reads_english(
    client, registrar, anna, sent
) -> None:
    theirs = log_in(client, registrar)
    theirs.post(reverse("accounts:language"), {"language": "en"})
    report = services.create_single_report(access_of(anna), sent)
    sent.secrecy = Secrecy.RESTRICTED
    sent.save()
    row = Report.objects.visible_to(access_of(anna)).get(pk=report.pk)

    with translation.override("en"):
        assert general_facts(access_of(anna), row).about == "En uppföljning med begränsad krets"
    assert "A follow-up for a limited circle" in body(theirs.get(reverse("reports:list")))


def test_what_is_to_be_brought_leaves_the_list_when_it_has_been(as_anna, anna, ekby, sent) -> None:
    access = access_of(anna)
    assert list(followups_to_bring(access)) == [sent]
    assert duty_sources(access, TODAY)["reports.to_bring"].rows.count() == 1
    assert sent.number in as_anna.get(reverse("reports:to_bring")).content.decode()
    assert as_anna.get(reverse("reports:to_bring") + "?fil=csv").status_code == 200

    services.create_single_report(access, sent)
    assert not followups_to_bring(access).exists()


def test_a_decided_yearly_report_has_told_of_its_followups(anna, registrar, report, sent) -> None:
    reviewed(anna, report)
    services.move_report(access_of(anna), report, ReportEvent.PROPOSE)
    assert list(followups_to_bring(access_of(anna))) == [sent]
    services.move_report(access_of(registrar), report, ReportEvent.DECIDE, decision="§ 1")

    assert list(followups_to_bring(access_of(anna))) == []


def test_bo_makes_nothing(bo, ekby, sent) -> None:
    with pytest.raises(NotAllowed):
        yearly(bo, ekby)
    with pytest.raises(NotAllowed):
        services.create_single_report(access_of(bo), sent)


# The executive board's report to the council


@pytest.fixture
def executive(ekby) -> Authority:
    made = Authority.objects.create(municipality=ekby.municipality, name="Kommunstyrelsen")
    Coordination.objects.create(
        coordinator=made, coordinated=ekby, valid_from=datetime.date(2026, 1, 1)
    )
    return made


@pytest.fixture
def eva(executive):
    return MembershipFactory.create(authority=executive, role=Role.PLAN_OWNER).user


def council(eva, executive) -> Report:
    return services.create_period_report(
        access_of(eva), authority=executive, kind=ReportKind.COUNCIL, head=HEAD
    )


def line(user, report, board):
    ((_place, table),) = tables_now(access_of(user), report)
    return next(one for one in table.lines if one.key == str(board.pk))


def test_only_decided_reports_are_told_to_the_council(eva, executive, ekby, anna, registrar, sent):
    told = council(eva, executive)
    report = yearly(anna, ekby)
    reviewed(anna, report)
    services.move_report(access_of(anna), report, ReportEvent.PROPOSE)
    before = line(eva, told, ekby)
    assert [cell.value for cell in before.cells] == [0, *[None] * 5]

    services.move_report(access_of(registrar), report, ReportEvent.DECIDE, decision="§ 1")
    after = line(eva, told, ekby)
    assert [cell.value for cell in after.cells] == [1, 1, 1, 1, 1, 0]
    assert all(cell.rows == () for cell in after.cells)


def test_the_executive_board_is_among_the_boards_when_it_has_contracts(eva, executive, ekby):
    told = council(eva, executive)
    assert [board.name for board in boards_of(told)] == [ekby.name]

    contract = ContractFactory.create(
        agreement__authority=executive, starts_on=HEAD.starts_on, ends_on=HEAD.ends_on
    )
    assert {board.name for board in boards_of(told)} == {executive.name, ekby.name}

    before = HEAD.starts_on - datetime.timedelta(days=1)
    type(contract).objects.unscoped(reason="test").update(starts_on=before, ends_on=before)
    assert [board.name for board in boards_of(told)] == [ekby.name]


def test_the_report_of_the_longest_time_is_told_and_not_a_later_one_of_half_the_year(
    eva, executive, ekby
) -> None:
    told = council(eva, executive)
    made = []
    for day, (first, last) in enumerate([(1, 12), (1, 6), (1, 12)], 1):
        made.append(
            Report.objects.create(
                authority=ekby, kind=ReportKind.YEARLY, title=f"{first}–{last}",
                starts_on=datetime.date(2026, first, 1), ends_on=datetime.date(2026, last, 30),
                state=ReportState.DECIDED, reviewed_on=TODAY,
                decided_on=DAY + datetime.timedelta(days=day),
            )
        )  # fmt: skip
        wanted = made[0] if day == 2 else made[-1]
        assert decided_reports(access_of(eva), told) == {ekby.pk: wanted}


def test_the_council_sees_nothing_of_another_municipality(eva, executive, norrby, cilla) -> None:
    report = yearly(cilla, norrby)
    Report.objects.unscoped(reason="test").filter(pk=report.pk).update(
        state=ReportState.DECIDED, decided_on=TODAY
    )
    told = council(eva, executive)

    seen = Report.objects.decided_for_council(access_of(eva), told)
    assert list(seen) == []


def test_the_door_of_the_council_is_shut_for_others(eva, executive, ekby, anna, bo, cilla) -> None:
    told = council(eva, executive)
    report = yearly(anna, ekby)
    Report.objects.unscoped(reason="test").filter(pk=report.pk).update(
        state=ReportState.DECIDED, decided_on=TODAY
    )
    rows = Report.objects.all()

    assert list(rows.decided_for_council(access_of(eva), told)) == [report]
    for user in (anna, bo, cilla):
        assert list(rows.decided_for_council(access_of(user), told)) == []
    assert list(rows.decided_for_council(access_of(anna), report)) == []


def test_who_is_missing_is_said(eva, executive, ekby) -> None:
    said = text(council(eva, executive)).text

    assert said.startswith("0 av 1 nämnd har")
    assert f"Beslutad rapport saknas från {ekby.name}." in said


def test_a_board_that_coordinates_nobody_makes_no_report_to_the_council(anna, ekby) -> None:
    with pytest.raises(RuleViolation, match="samordnar ingen"):
        services.create_period_report(
            access_of(anna), authority=ekby, kind=ReportKind.COUNCIL, head=HEAD
        )


# What always holds


def test_a_kind_has_what_it_is_about(ekby) -> None:
    bare = {"authority": ekby, "title": "X", "starts_on": DAY, "ends_on": DAY}
    for kind in (ReportKind.JOINT, ReportKind.SINGLE, ReportKind.THEMATIC):
        with pytest.raises(ValidationError):
            Report(kind=kind, **bare).full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(kind=kind, **bare)


# The command


def run(out, **said):
    options = {"authority": "Socialnämnden, Ekby", "year": 2026, "out": str(out)}
    options |= said
    argv = [f"--{name}={value}" for name, value in options.items() if value is not True]
    argv += [f"--{name}" for name, value in options.items() if value is True]
    call_command("report", "yearly", *argv)


def test_the_command_writes_the_files_and_nothing_in_the_database(tmp_path, ekby, sent) -> None:
    run(tmp_path / "ut", authority=str(ekby))

    names = {path.name for path in (tmp_path / "ut").iterdir()}
    assert names == {"report.docx", "report.pdf", "report.xlsx", "facts.json"}
    facts = json.loads((tmp_path / "ut" / "facts.json").read_text())
    coverage = next(table for table in facts["tables"] if table["key"] == "coverage")
    assert coverage["lines"][-1]["cells"][1]["value"] == 1
    assert not Report.objects.unscoped(reason="test").exists()


def test_the_command_gives_what_was_issued_as_it_was_issued(
    tmp_path, ekby, anna, registrar, report
) -> None:
    reviewed(anna, report)
    services.move_report(access_of(anna), report, ReportEvent.PROPOSE)
    done = services.move_report(
        access_of(registrar), report, ReportEvent.DECIDE, decision="2026-11-20 § 1"
    )
    run(tmp_path, authority=str(ekby))

    assert done.word is not None
    with done.word.file.open("rb") as file:
        assert (tmp_path / "report.docx").read_bytes() == file.read()


def test_the_command_saves_a_draft_once_when_asked(tmp_path, ekby, sent, capsys) -> None:
    run(tmp_path, authority=str(ekby), save=True)
    run(tmp_path, authority=str(ekby), save=True)

    assert Report.objects.unscoped(reason="test").count() == 1
    assert "ändras inte" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(tmp_path, ekby) -> None:
    (tmp_path / "fil").write_text("x")
    with pytest.raises(CommandError, match="Ingen nämnd heter"):
        run(tmp_path, authority="Nej, Ingenstans")
    with pytest.raises(CommandError, match="går inte att redovisa"):
        run(tmp_path, authority=str(ekby), year=2027)
    with pytest.raises(CommandError, match="är en fil"):
        run(tmp_path / "fil", authority=str(ekby))


def test_an_issued_matter_is_not_a_draft(anna, report) -> None:
    reviewed(anna, report)
    item = services.propose_to_board(access_of(anna), report, dated_on=TODAY)

    assert issue_item(access_of(anna), item).state == ItemState.ISSUED
