import datetime
from dataclasses import replace

import pytest

from insyn.audit.models import AuditEvent
from insyn.board import services
from insyn.board.models import Appendix, BoardItem, ItemPaper
from insyn.board.queries.items import parts_of
from insyn.board.rules import ItemState, LayoutKind, Outcome, Part, PassageKind
from insyn.board.rules.memo_layouts import MemoLayout
from insyn.documents.models import Document
from insyn.documents.services import Paper, open_document
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.papers.content import plain_text
from insyn.plans.models import Plan, PlannedActivity, PlanParty
from insyn.plans.rules import PlanState
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.risk.rules.kinds import AssessmentState
from tests.board.conftest import HEAD
from tests.factories import DAY, PlanFactory, RiskAssessmentFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 24)
DECISION = services.Decision(Outcome.ADOPTED, TODAY, "§ 87", "Redovisas i juni", "En ledamot")


@pytest.fixture(autouse=True)
def _day():
    with clock.pretend(TODAY):
        yield


def fresh(row):
    row.refresh_from_db()
    return row


def parts(anna, item, part) -> list:
    return list(parts_of(access_of(anna), item, part))


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(RuleViolation) as no:
        act(*args, **kwargs)
    return str(no.value)


def test_the_plan_is_appendix_one(anna, item):
    (appendix,) = parts(anna, item, Part.APPENDIX)

    assert str(appendix) == f"Bilaga 1. {item.plan.title}"


def test_a_reader_makes_no_matter(bo, plan):
    with pytest.raises(NotAllowed):
        services.create_item(access_of(bo), plan, facts=HEAD, layout=MemoLayout.SHORT_2020)


def test_a_party_that_does_not_own_the_plan_makes_no_matter(cilla, norrby, plan):
    PlanParty.objects.create(plan=plan, authority=norrby)

    with pytest.raises(NotAllowed):
        services.create_item(access_of(cilla), plan, facts=HEAD, layout=MemoLayout.SHORT_2020)


def test_an_adopted_plan_gets_no_matter(anna, ekby):
    plan = PlanFactory.create(authority=ekby, state=PlanState.ADOPTED, decided_on=DAY)

    assert "ny utgåva" in refused(
        services.create_item, access_of(anna), plan, facts=HEAD, layout=MemoLayout.SHORT_2020
    )


def test_the_head_is_changed_by_the_last_reader_only(anna, item):
    services.save_head(access_of(anna), item, facts=replace(HEAD, title="Ny"), version=1)

    with pytest.raises(Outdated):
        services.save_head(access_of(anna), item, facts=HEAD, version=1)


def test_a_passage_is_added_last(anna, item):
    services.save_part(
        access_of(anna), item, Part.PASSAGE, facts=services.PassageFacts("Barn", "Text")
    )

    assert parts(anna, item, Part.PASSAGE)[-1].heading == "Barn"


def test_a_passage_is_changed_once_per_reading(anna, item, passage):
    facts = services.PassageFacts("Ärendet", "Ny text")
    change = {"facts": facts, "row": passage, "version": 1}
    services.save_part(access_of(anna), item, Part.PASSAGE, **change)

    with pytest.raises(Outdated):
        services.save_part(access_of(anna), item, Part.PASSAGE, **change)


def test_the_proposals_stand_in_one_passage_only(anna, item):
    facts = services.PassageFacts("Beslut", kind=PassageKind.PROPOSALS)

    assert "redan ett avsnitt" in refused(
        services.save_part, access_of(anna), item, Part.PASSAGE, facts=facts
    )


def test_parts_change_places(anna, item):
    for text in ("två", "tre"):
        services.save_part(access_of(anna), item, Part.PROPOSAL, facts=services.ProposalFacts(text))
    last = parts(anna, item, Part.PROPOSAL)[-1]
    services.move_part(access_of(anna), item, Part.PROPOSAL, row=last, is_up=True)

    assert [row.text for row in parts(anna, item, Part.PROPOSAL)][1:] == ["tre", "två"]


def test_appendices_are_numbered_anew_when_one_goes(anna, item):
    for title in ("två", "tre", "fyra"):
        services.save_part(
            access_of(anna), item, Part.APPENDIX, facts=services.AppendixFacts(title)
        )
    second = parts(anna, item, Part.APPENDIX)[1]
    services.remove_part(access_of(anna), item, Part.APPENDIX, row=second)

    assert [str(row) for row in parts(anna, item, Part.APPENDIX)][1:] == [
        "Bilaga 2. tre",
        "Bilaga 3. fyra",
    ]


def test_appendices_change_numbers(anna, item):
    for title in ("två", "tre"):
        services.save_part(
            access_of(anna), item, Part.APPENDIX, facts=services.AppendixFacts(title)
        )
    last = parts(anna, item, Part.APPENDIX)[-1]
    services.move_part(access_of(anna), item, Part.APPENDIX, row=last, is_up=True)

    assert [str(row) for row in parts(anna, item, Part.APPENDIX)][1:] == [
        "Bilaga 2. tre",
        "Bilaga 3. två",
    ]


def test_the_plan_stays_appendix_one(anna, item):
    services.save_part(access_of(anna), item, Part.APPENDIX, facts=services.AppendixFacts("två"))
    plan, other = parts(anna, item, Part.APPENDIX)

    assert "alltid bilaga 1" in refused(
        services.move_part, access_of(anna), item, Part.APPENDIX, row=other, is_up=True
    )
    assert "alltid bilaga 1" in refused(
        services.remove_part, access_of(anna), item, Part.APPENDIX, row=plan
    )


def test_an_appendix_keeps_its_file(anna, item):
    facts = services.AppendixFacts("Riktlinje", Paper("Riktlinje", "riktlinje.pdf", b"%PDF-1.7"))
    row = services.save_part(access_of(anna), item, Part.APPENDIX, facts=facts)

    assert isinstance(row, Appendix)
    assert row.document
    assert open_document(access_of(anna), row.document) == b"%PDF-1.7"


def test_issuing_stores_memo_and_plan_as_word_and_pdf(anna, issued):
    papers = ItemPaper.objects.visible_to(access_of(anna)).filter(item=issued)

    assert sorted((paper.kind, paper.document.file_name[-4:]) for paper in papers) == [
        ("memo", ".pdf"),
        ("memo", "docx"),
        ("plan", ".pdf"),
        ("plan", "docx"),
    ]


def test_a_reader_reads_an_appendix_first_when_the_matter_is_issued(anna, bo, item):
    """Not even by its own number: the matter itself is not there for the reader either."""
    facts = services.AppendixFacts("Riktlinje", Paper("Riktlinje", "riktlinje.pdf", b"%PDF-1.7"))
    row = services.save_part(access_of(anna), item, Part.APPENDIX, facts=facts)
    assert isinstance(row, Appendix)
    papers = Document.objects.visible_to(access_of(bo)).filter(pk__in=[row.document_id or 0])
    assert not papers.exists()

    services.issue_item(access_of(anna), item)

    assert papers.all().exists()


def test_the_issued_plan_becomes_the_file_of_appendix_one(anna, issued):
    (appendix,) = parts(anna, issued, Part.APPENDIX)

    assert appendix.document.file_name.endswith(".pdf")


def test_a_plan_that_is_not_proposed_is_not_issued(anna, item):
    Plan.objects.visible_to(access_of(anna)).update(state=PlanState.DRAFT)

    assert "Föreslå planen" in refused(services.issue_item, access_of(anna), item)


def test_a_heading_without_text_stops_the_issue(anna, item):
    services.save_part(access_of(anna), item, Part.PASSAGE, facts=services.PassageFacts("Barn"))

    assert "”Barn”" in refused(services.issue_item, access_of(anna), item)


def test_one_matter_at_a_time_lies_before_the_board(anna, plan, issued):
    other = services.create_item(access_of(anna), plan, facts=HEAD, layout=MemoLayout.SHORT_2020)

    assert "redan expedierat" in refused(services.issue_item, access_of(anna), other)


def test_an_issued_matter_is_not_changed(anna, issued, passage):
    facts = services.PassageFacts("Ärendet", "Ny text")

    assert "Ta tillbaka" in refused(
        services.save_part, access_of(anna), issued, Part.PASSAGE, facts=facts, row=passage
    )


def test_what_was_issued_stays_when_the_matter_is_taken_back(anna, issued):
    services.withdraw_item(access_of(anna), issued)

    assert fresh(issued).state == ItemState.DRAFT
    assert ItemPaper.objects.visible_to(access_of(anna)).filter(item=issued).count() == 4


def test_a_matter_that_was_issued_is_not_removed(anna, issued):
    services.withdraw_item(access_of(anna), issued)

    assert "varit expedierat" in refused(services.remove_item, access_of(anna), issued)


def test_a_draft_is_removed(anna, item):
    services.remove_item(access_of(anna), item, version=1)

    assert not BoardItem.objects.visible_to(access_of(anna)).exists()


def test_the_decision_adopts_the_plan(registrar, issued, plan):
    services.register_decision(access_of(registrar), issued, facts=DECISION)
    fresh(plan)

    assert plan.state == PlanState.ADOPTED
    assert (plan.decided_on, plan.decision) == (TODAY, "§ 87")
    assert (plan.conditions, plan.reservations) == ("Redovisas i juni", "En ledamot")
    assert fresh(issued).state == ItemState.DECIDED


def test_a_matter_that_is_sent_back_makes_the_plan_a_draft(registrar, issued, plan):
    facts = services.Decision(Outcome.SENT_BACK, TODAY, "§ 87", reason="Mer om barn")
    services.register_decision(access_of(registrar), issued, facts=facts)

    assert fresh(plan).state == PlanState.DRAFT
    assert fresh(issued).reason == "Mer om barn"


def test_a_decision_already_on_the_plan_must_be_the_same(registrar, issued, plan):
    Plan.objects.visible_to(access_of(registrar)).filter(pk=plan.pk).update(
        state=PlanState.ADOPTED, decided_on=TODAY, decision="§ 86"
    )

    assert "redan antagen 2026-11-24, § 86" in refused(
        services.register_decision, access_of(registrar), issued, facts=DECISION
    )
    same = replace(DECISION, decision="§ 86")
    decided = services.register_decision(access_of(registrar), issued, facts=same)
    assert decided.state == ItemState.DECIDED


def test_a_draft_is_not_decided(registrar, item):
    assert "går inte" in refused(
        services.register_decision, access_of(registrar), item, facts=DECISION
    )


def test_an_unannounced_activity_tells_only_its_year(anna, item):
    PlannedActivity.objects.visible_to(access_of(anna)).update(is_unannounced=True)
    text = plain_text(services.plan_tree(access_of(anna), item))

    assert "Oannonserat 2026" in text
    assert "Mars–maj" not in text
    assert "mars" not in text.lower()


def test_an_unannounced_activity_never_tells_what_it_looks_at(anna, item):
    rows = PlannedActivity.objects.visible_to(access_of(anna))
    rows.update(note="Nycklar till läkemedelsskåpet")
    told = plain_text(services.plan_tree(access_of(anna), item))
    rows.update(is_unannounced=True)

    assert "Nycklar till läkemedelsskåpet" in told
    assert "Nycklar" not in plain_text(services.plan_tree(access_of(anna), item))


def test_the_plan_tells_of_the_assessments_that_are_frozen(anna, ekby, plan, item):
    for inputs, frozen_on in (("Omvärldsbevakning", DAY), ("Ett halvt utkast", None)):
        RiskAssessmentFactory.create(
            authority=ekby,
            plan=plan,
            inputs=inputs,
            frozen_on=frozen_on,
            state=AssessmentState.FROZEN if frozen_on else AssessmentState.DRAFT,
        )
    text = plain_text(services.plan_tree(access_of(anna), item))

    assert "Omvärldsbevakning" in text
    assert "Ett halvt utkast" not in text


def test_the_plan_of_a_matter_tells_when_and_what(anna, item):
    text = plain_text(services.plan_tree(access_of(anna), item))

    assert "Bemanning på kvällar" in text
    assert "Mars–maj 2026" in text


@pytest.mark.parametrize("kind", list(LayoutKind))
def test_every_paper_comes_as_word_and_pdf(anna, item, kind):
    assert services.item_paper(access_of(anna), item, kind, "docx").startswith(b"PK")
    assert services.item_paper(access_of(anna), item, kind, "pdf").startswith(b"%PDF")


def test_every_event_stands_in_the_trail(anna, registrar, issued):
    services.register_decision(access_of(registrar), issued, facts=DECISION)
    seen = AuditEvent.objects.visible_to(access_of(anna))
    events = seen.filter(event__startswith="board_item.").order_by("pk")

    assert [event.event for event in events] == [
        "board_item.created",
        "board_item.issued",
        "board_item.decided",
    ]


def test_a_reader_sees_the_matter_when_it_is_issued(bo, anna, item):
    seen = BoardItem.objects.visible_to(access_of(bo))
    before = seen.count()
    services.issue_item(access_of(anna), item)

    assert (before, seen.all().count()) == (0, 1)
