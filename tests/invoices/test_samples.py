import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.rules import State
from insyn.invoices.models import InvoiceClaim, InvoiceLine, InvoiceSample, SampledLine
from insyn.invoices.queries.duties import duty_sources
from insyn.invoices.queries.samples import draw_again
from insyn.invoices.rules import ClaimState, Drawn, SampleState, Verdict, WhoErred
from insyn.invoices.services import (
    LineFinding,
    ReviewFacts,
    claim_back,
    close_sample,
    credit_claim,
    draw_sample,
    finish_sample,
    make_finding,
    point_out,
    reopen_sample,
    review_line,
    suspect_line,
    take_in,
    waive_claim,
)
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.models import Provider
from insyn.registry.queries import access_of
from tests.factories import FollowupFactory
from tests.invoices.conftest import sampled

pytestmark = pytest.mark.django_db


def one_of(access, sample, invoice):
    return next(row for row in sampled(access, sample) if row.line.invoice == invoice)


def closed(finished, economist):
    return close_sample(access_of(economist), finished, version=finished.version)


def due():
    return clock.today() + datetime.timedelta(days=30)


def test_the_draw_can_be_made_again(access, sample) -> None:
    again = draw_again(access, sample)
    assert (again.fingerprint, again.start) == (sample.fingerprint, sample.start)
    assert {pick.key for pick in again.picks} == {row.line.key for row in sampled(access, sample)}
    assert sample.population_total == 55_900
    certain = {row.line.invoice for row in sampled(access, sample) if row.why == Drawn.CERTAIN}
    assert certain == {"F4", "F5", "F6", "F7", "F8", "F9", "F10"}


def test_the_same_draw_sent_twice_is_one_sample(access, batch, sample) -> None:
    again = draw_sample(access, batch, seed="2026-04-01", interval=Decimal(4000))

    assert again == sample
    assert draw_sample(access, batch, seed="2026-04-02", interval=Decimal(4000)) != sample


def test_a_sole_traders_number_stands_in_no_file_of_the_draw(
    access, as_anna, uploaded, rows, contract
) -> None:
    Provider.objects.filter(pk=contract.provider_id).update(org_number="8001019819")
    made = uploaded(*(one | {"supplier": "8001019819"} for one in rows))
    batch = take_in(access, made, version=made.version)
    sample = draw_sample(access, batch, seed="2026-04-01", interval=Decimal(4000))
    address = reverse("invoices:proof", args=[sample.pk])

    told = "".join(as_anna.get(f"{address}{more}").content.decode() for more in ("", "?fil=csv"))

    assert "9819" not in told
    assert "800101-****/F4/" in told
    assert draw_again(access, sample).fingerprint == sample.fingerprint
    assert sampled(access, sample)


def test_a_seed_or_a_size_that_cannot_be_is_refused(access, batch, uploaded, rows, bo) -> None:
    for facts in ({"seed": ""}, {"seed": "x"}, {"seed": "x", "wanted": 99}):
        with pytest.raises(RuleViolation):
            draw_sample(access, batch, **facts)
    with pytest.raises(RuleViolation, match="inte inläst"):
        draw_sample(access, uploaded(*rows), seed="x", wanted=1)
    with pytest.raises(NotAllowed):
        draw_sample(access_of(bo), batch, seed="x", wanted=1)


@pytest.mark.parametrize(
    "facts",
    [
        ReviewFacts(Verdict.UNREAD),
        ReviewFacts(Verdict.WRONG, Decimal(1)),
        ReviewFacts(Verdict.WRONG, None, "Fel."),
        ReviewFacts(Verdict.WRONG, Decimal(4400), "Fel."),
        ReviewFacts(Verdict.WRONG, Decimal(-1), "Fel."),
        ReviewFacts(Verdict.UNDECIDABLE),
        ReviewFacts(Verdict.UNDECIDABLE, None, "19121212-1212"),
    ],
)
def test_a_review_that_says_too_little_is_refused(access, sample, facts) -> None:
    row = one_of(access, sample, "F4")
    with pytest.raises(RuleViolation):
        review_line(access, row, facts=facts, version=row.version)


def test_four_eyes_close_a_sample_and_its_sums_are_locked(
    access, sample, finished, economist
) -> None:
    with pytest.raises(RuleViolation, match="Någon annan"):
        close_sample(access, finished, version=finished.version)
    row = closed(finished, economist)
    assert (row.state, row.wrong_total) == (SampleState.CLOSED, 400)
    assert row.projected_total == 400  # the wrong line was one that is always in
    for act in (finish_sample, reopen_sample, close_sample):
        with pytest.raises(RuleViolation):
            act(access, row, version=row.version)
    line = one_of(access, sample, "F4")
    with pytest.raises(RuleViolation, match="stängt"):
        review_line(access, line, facts=ReviewFacts(Verdict.CORRECT), version=line.version)


def test_a_sample_is_not_finished_before_all_is_read(access, sample) -> None:
    with pytest.raises(RuleViolation, match="inte granskade"):
        finish_sample(access, sample, version=sample.version)
    with pytest.raises(RuleViolation, match="inte klar"):
        close_sample(access, sample, version=sample.version)
    with pytest.raises(Outdated):
        finish_sample(access, sample, version=sample.version + 1)


def test_it_is_opened_again_and_a_line_pointed_out(access, finished, batch) -> None:
    row = reopen_sample(access, finished, version=finished.version)
    outside = InvoiceLine.objects.visible_to(access).exclude(sampled__sample=row)[0]
    added = point_out(access, row, outside)
    assert added.why == Drawn.POINTED_OUT
    with pytest.raises(RuleViolation, match="redan med"):
        point_out(access, row, outside)


def test_the_trail_of_a_pointed_out_line_is_as_guarded_as_the_line(access, sample) -> None:
    outside = InvoiceLine.objects.visible_to(access).exclude(sampled__sample=sample)[0]
    line = suspect_line(access, outside, reason="Luftfaktura?", is_suspected=True, version=1)

    point_out(access, sample, line)

    events = AuditEvent.objects.visible_to(access)
    assert events.get(event="invoice_sample.line_added").secrecy == Secrecy.RESTRICTED


def test_a_wrong_line_becomes_a_finding_on_the_provider_and_on_who_paid(
    access, finished, contract, ekby
) -> None:
    followup = FollowupFactory.create(authority=ekby, contract=contract, state=State.ONGOING)
    row = one_of(access, finished, "F4")
    for who in WhoErred:
        row.refresh_from_db()
        make_finding(access, row, followup, facts=LineFinding(who), version=row.version)
    found = {one.kind: one for one in Finding.objects.visible_to(access)}
    deficiency = found[FindingKind.DEFICIENCY]
    assert "fakturerat 4 400 kr, rätt belopp 4 000 kr" in deficiency.text
    assert deficiency.lacks() == []
    assert "betalades trots" in found[FindingKind.COMMISSIONER_SHORTCOMING].text
    row.refresh_from_db()
    with pytest.raises(RuleViolation, match="redan"):
        make_finding(
            access, row, followup, facts=LineFinding(WhoErred.PROVIDER), version=row.version
        )


def test_a_finding_needs_the_same_provider_and_a_wrong_line(access, finished, ekby) -> None:
    followup = FollowupFactory.create(authority=ekby, contract__agreement__authority=ekby,
                                      state=State.ONGOING)  # fmt: skip
    facts = LineFinding(WhoErred.PROVIDER)
    for invoice, said in (("F4", "annan utförare"), ("F5", "avviker inte")):
        row = one_of(access, finished, invoice)
        with pytest.raises(RuleViolation, match=said):
            make_finding(access, row, followup, facts=facts, version=row.version)


def test_a_claim_is_made_with_letters_and_credited(access, finished, economist) -> None:
    with pytest.raises(RuleViolation, match="ska vara stängt"):
        claim_back(access, finished, due_on=due(), version=finished.version)
    row = closed(finished, economist)
    (claim,) = claim_back(access, row, due_on=due(), version=row.version)
    assert claim.amount == 400
    assert claim.state == ClaimState.CLAIMED
    assert claim.letter is not None
    assert claim.letter.content_type == "application/pdf"
    assert Document.objects.visible_to(access).filter(title__contains="kreditfaktura").count() == 2
    row.refresh_from_db()
    with pytest.raises(RuleViolation, match="inget mer"):
        claim_back(access, row, due_on=due(), version=row.version)
    day = clock.today()
    claim.refresh_from_db()
    for facts in (
        {"settled_on": day, "credited": Decimal(401)},
        {"settled_on": day, "credited": Decimal(0)},
        {"settled_on": day + datetime.timedelta(days=1), "credited": Decimal(1)},
        {"settled_on": day - datetime.timedelta(days=1), "credited": Decimal(1)},
    ):
        with pytest.raises(RuleViolation):
            credit_claim(access, claim, credit_note="", version=claim.version, **facts)  # type: ignore[arg-type]
    done = credit_claim(access, claim, settled_on=day, credited=Decimal(400), credit_note="K1",
                        version=claim.version)  # fmt: skip
    assert done.state == ClaimState.CREDITED
    with pytest.raises(RuleViolation, match="avgjort"):
        waive_claim(access, done, reason="Litet", version=done.version)


def test_a_claim_is_waived_with_a_reason(access, finished, economist, bo) -> None:
    row = closed(finished, economist)
    (claim,) = claim_back(access, row, due_on=due(), version=row.version)
    claim.refresh_from_db()
    with pytest.raises(RuleViolation, match="varför"):
        waive_claim(access, claim, reason=" ", version=claim.version)
    with pytest.raises(NotAllowed):
        waive_claim(access_of(bo), claim, reason="x", version=claim.version)
    assert waive_claim(access, claim, reason="Litet belopp", version=claim.version).reason


def test_a_line_under_suspicion_is_seen_only_by_those_who_see_red_flags(
    access, finished, economist, reviewer, ekby, contract
) -> None:
    row = one_of(access, finished, "F4")
    with pytest.raises(RuleViolation, match="varför"):
        suspect_line(access, row.line, reason="", is_suspected=True, version=1)
    closed_row = closed(finished, economist)
    (claim,) = claim_back(access, closed_row, due_on=due(), version=closed_row.version)
    suspect_line(access, row.line, reason="Luftfaktura?", is_suspected=True, version=1)
    claim.refresh_from_db()
    assert claim.secrecy == Secrecy.RESTRICTED
    theirs = access_of(reviewer)
    for model in (InvoiceLine, SampledLine):
        assert (
            model.objects.visible_to(access).count() == model.objects.visible_to(theirs).count() + 1
        )
    assert not InvoiceClaim.objects.visible_to(theirs).exists()
    followup = FollowupFactory.create(authority=ekby, contract=contract, state=State.ONGOING)
    row.refresh_from_db()
    with pytest.raises(RuleViolation, match="misstänkt"):
        make_finding(access, row, followup, facts=LineFinding(WhoErred.PROVIDER),
                     version=row.version)  # fmt: skip
    line = InvoiceLine.objects.visible_to(access).get(pk=row.line_id)
    suspect_line(access, line, reason="", is_suspected=False, version=line.version)
    assert InvoiceLine.objects.visible_to(theirs).count() == 10


def test_who_sees_what(bo, cilla, finished, economist, access) -> None:
    assert not InvoiceSample.objects.visible_to(access_of(bo)).exists()
    closed(finished, economist)
    assert InvoiceSample.objects.visible_to(access_of(bo)).exists()
    for model in (InvoiceLine, SampledLine, InvoiceClaim):
        assert not model.objects.visible_to(access_of(bo)).exists()
        assert not model.objects.visible_to(access_of(cilla)).exists()
    assert not InvoiceSample.objects.visible_to(access_of(cilla)).exists()


def test_what_waits(access, finished, economist, uploaded, rows) -> None:
    uploaded(*rows)
    mine = duty_sources(access, clock.today())
    theirs = duty_sources(access_of(economist), clock.today())
    assert mine["invoices.to_take_in"].rows.count() == 1
    assert mine["invoices.to_close"].rows.count() == 0
    assert theirs["invoices.to_close"].rows.count() == 1
    row = closed(finished, economist)
    claim_back(access, row, due_on=clock.today(), version=row.version)
    later = duty_sources(access, clock.today() + datetime.timedelta(days=1))
    assert later["invoices.past_due"].rows.count() == 1
    for source in later.values():
        for found in source.rows:
            assert source.duty(found, clock.today()).url


def test_a_line_of_a_sole_trader_never_tells_the_number() -> None:
    told = InvoiceLine(pk=7, supplier="8001019999", invoice="F1", line_id="2")
    firm = InvoiceLine(pk=8, supplier="5566778899", invoice="F1", line_id="2")

    assert told.key == "800101-****/F1/2/7"
    assert firm.key == "5566778899/F1/2"
