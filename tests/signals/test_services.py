import pytest

from insyn.audit.models import AuditEvent
from insyn.followups.models import Followup, FollowupProposal
from insyn.followups.rules import Reason, State
from insyn.followups.rules.proposals import ProposalGround, ProposalState
from insyn.followups.services.proposals import Planned, accept_proposal, decline_proposal
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.signals import services
from insyn.signals.models import ProtectedReporter, Signal, SignalProposal
from insyn.signals.queries.signals import followups_to_link, signals_of_followup, signals_seen
from insyn.signals.rules import Severity, SignalCategory, SignalState
from insyn.signals.services.patterns import link_accepted
from tests.factories import (
    ContractFactory,
    FollowupFactory,
    ProviderFactory,
    ProviderGroupFactory,
    UnitFactory,
)
from tests.signals.conftest import WHY, facts, in_days, noted
from tests.signals.factories import LexSarahNoticeFactory, SignalFactory, SignalRuleFactory

pytestmark = pytest.mark.django_db
CALLED_OFF = {"state": State.CANCELLED, "cancelled_reason": "Utföraren har slutat."}


def stored(signal: Signal) -> Signal:
    return Signal.objects.unscoped(reason=WHY).get(pk=signal.pk)


def proposals():
    return FollowupProposal.objects.unscoped(reason=WHY).order_by("pk")


def events() -> list[str]:
    return list(
        AuditEvent.objects.unscoped(reason=WHY).order_by("pk").values_list("event", flat=True)
    )


# Noting


def test_a_social_worker_leaves_a_signal_and_reads_it(worker, ekby, provider):
    access = access_of(worker)

    row = noted(access, ekby, provider)

    assert row.reporter == worker
    assert row.state == SignalState.NEW
    assert list(Signal.objects.visible_to(access)) == [row]
    assert "signal.noted" in events()


@pytest.mark.parametrize("is_protected", [False, True])
def test_the_same_form_sent_twice_is_one_signal(worker, anna, ekby, provider, is_protected):
    access = access_of(worker)
    first = noted(access, ekby, provider, is_protected=is_protected)

    assert noted(access, ekby, provider, is_protected=is_protected) == first
    assert noted(access, ekby, provider, text="Något annat.") != first
    assert noted(access_of(anna), ekby, provider, is_protected=is_protected) != first
    assert events().count("signal.noted") == 3


def test_a_reader_may_not(bo, ekby, provider):
    with pytest.raises(NotAllowed):
        noted(access_of(bo), ekby, provider)


def test_another_municipality_sees_nothing(cilla, signal):
    assert not list(Signal.objects.visible_to(access_of(cilla)))


def test_a_social_worker_sees_nothing_of_what_others_left(worker, signal):
    assert not list(Signal.objects.visible_to(access_of(worker)))


def test_who_moved_elsewhere_no_longer_sees_what_they_left(cilla, signal):
    signal.reporter = cilla
    signal.save()

    assert not list(Signal.objects.visible_to(access_of(cilla)))


@pytest.mark.parametrize(
    "text",
    ["Klienten 19121212-1212 fick vänta.", "Samordningsnummer 701063-2391 nämndes."],
)
def test_a_personal_number_is_refused(access, ekby, provider, text):
    with pytest.raises(RuleViolation, match="personnummer"):
        noted(access, ekby, provider, text=text)


def test_a_day_ahead_is_refused(access, ekby, provider):
    with pytest.raises(RuleViolation, match="framtiden"):
        noted(access, ekby, provider, happened_on=in_days(1))


def test_the_unit_and_the_contract_are_the_providers(access, ekby, provider):
    with pytest.raises(RuleViolation, match="Verksamheten"):
        noted(access, ekby, provider, unit=UnitFactory.create())
    with pytest.raises(RuleViolation, match="Kontraktet"):
        noted(access, ekby, provider, contract=ContractFactory.create())
    with pytest.raises(RuleViolation, match="Kontraktet"):  # theirs, with another board
        noted(access, ekby, provider, contract=ContractFactory.create(provider=provider))


def test_the_same_event_never_gives_two(access, ekby, provider):
    first = noted(access, ekby, provider, key="register_check:7")
    again = noted(access, ekby, provider, key="register_check:7", text="Samma igen.")

    assert again == first
    assert Signal.objects.unscoped(reason=WHY).count() == 1


# A protected reporter


def test_a_protected_reporter_stands_nowhere_on_the_signal(worker, ekby, provider, access):
    row = noted(access_of(worker), ekby, provider, is_protected=True)

    assert stored(row).reporter is None
    assert not list(Signal.objects.visible_to(access_of(worker)))
    assert list(Signal.objects.visible_to(access)) == [row]


def test_the_trail_of_it_is_for_few(worker, ekby, provider):
    noted(access_of(worker), ekby, provider, is_protected=True)

    event = AuditEvent.objects.unscoped(reason=WHY).get(event="signal.noted")

    assert event.secrecy == Secrecy.RESTRICTED


def test_the_trail_never_names_one_who_is_protected(worker, ekby, provider):
    """Else the trail would be a way to the name that leaves no line of its own."""
    noted(access_of(worker), ekby, provider, is_protected=True)

    for event in AuditEvent.objects.unscoped(reason=WHY):
        assert event.actor_id != worker.pk
        assert str(worker) not in (event.actor_name, event.subject_name)
        assert not event.origin


def test_reading_who_it_was_is_written_down(worker, ekby, provider, access):
    row = noted(access_of(worker), ekby, provider, is_protected=True)

    found = services.read_reporter(access, row)

    assert found
    assert found.user == worker
    assert events()[-1] == "protected_reporter.read"


def test_nobody_below_the_clearance_reads_it(worker, bo, cilla, ekby, provider):
    row = noted(access_of(worker), ekby, provider, is_protected=True)

    for person in (bo, cilla, worker):
        assert not ProtectedReporter.objects.visible_to(access_of(person))
        with pytest.raises(NotAllowed):
            services.read_reporter(access_of(person), row)


# Triage


def test_a_signal_is_linked_to_a_followup_of_its_provider(access, ekby, contract, signal):
    followup = FollowupFactory.create(authority=ekby, contract=contract)

    row = services.link_signal(access, signal, followup=followup, version=1)

    assert (row.state, row.followup, row.version) == (SignalState.LINKED, followup, 2)
    assert list(signals_of_followup(access, followup)) == [row]


def test_the_trail_of_a_link_is_as_guarded_as_the_followup(access, ekby, contract, signal):
    followup = FollowupFactory.create(authority=ekby, contract=contract, secrecy=Secrecy.RESTRICTED)

    services.link_signal(access, signal, followup=followup, version=1)

    event = AuditEvent.objects.unscoped(reason=WHY).get(event="signal.linked")
    assert event.secrecy == Secrecy.RESTRICTED


def test_never_to_one_that_is_called_off(access, ekby, contract, signal):
    followup = FollowupFactory.create(authority=ekby, contract=contract, **CALLED_OFF)

    assert followup not in followups_to_link(access, signal)
    with pytest.raises(RuleViolation, match="inställd"):
        services.link_signal(access, signal, followup=followup, version=1)


def test_when_its_followup_is_called_off_it_waits_again(access, ekby, contract, signal):
    followup = FollowupFactory.create(authority=ekby, contract=contract)
    services.link_signal(access, signal, followup=followup, version=1)
    services.apply_rules_everywhere(clock.today())
    assert stored(signal).state == SignalState.LINKED
    Followup.objects.unscoped(reason=WHY).filter(pk=followup.pk).update(**CALLED_OFF)

    services.apply_rules_everywhere(clock.today())

    row = stored(signal)
    assert (row.state, row.followup, row.settled_on) == (SignalState.NEW, None, None)
    assert "signal.reopened" in events()


def test_never_to_one_of_another_provider(access, ekby, signal):
    other = FollowupFactory.create(authority=ekby)

    with pytest.raises(RuleViolation, match="annan utförare"):
        services.link_signal(access, signal, followup=other, version=1)


def test_never_to_one_of_another_board(access, signal, provider):
    other = FollowupFactory.create(contract__provider=provider)

    with pytest.raises(NotAllowed):
        services.link_signal(access, signal, followup=other, version=1)


def test_who_left_it_is_not_told_of_a_followup_that_is_not_reported(
    worker, access, ekby, provider, contract
):
    row = noted(access_of(worker), ekby, provider)
    followup = FollowupFactory.create(authority=ekby, contract=contract)
    services.link_signal(access, row, followup=followup, version=1)

    (theirs,) = signals_seen(access_of(worker))
    (ours,) = signals_seen(access)

    assert (theirs.followup, ours.followup) == (None, followup)


def test_a_parked_signal_waits_until_its_day(access, signal):
    row = services.park_signal(
        access, signal, review_on=in_days(10), reason="Väntar på IVO.", version=1
    )

    rows = Signal.objects.visible_to(access)
    assert row.state == SignalState.PARKED
    assert not rows.waiting()
    assert not rows.to_take_up(in_days(9))
    assert list(rows.to_take_up(in_days(10))) == [row]


def test_it_is_not_parked_to_today(access, signal):
    with pytest.raises(RuleViolation, match="framåt"):
        services.park_signal(access, signal, review_on=in_days(0), reason="x", version=1)


def test_a_signal_is_dismissed_with_a_reason(access, signal):
    with pytest.raises(RuleViolation, match="varför"):
        services.dismiss_signal(access, signal, reason=" ", version=1)

    row = services.dismiss_signal(access, signal, reason="Rörde en annan utförare.", version=1)

    assert (row.state, row.reason) == (SignalState.DISMISSED, "Rörde en annan utförare.")


def test_what_was_settled_is_opened_again(access, signal):
    services.dismiss_signal(access, signal, reason="Fel.", version=1)

    row = services.reopen_signal(access, signal, version=2)

    assert (row.state, row.reason, row.settled_on) == (SignalState.NEW, "", None)


def test_two_at_once_the_second_is_told(access, signal):
    services.dismiss_signal(access, signal, reason="Fel.", version=1)

    with pytest.raises(Outdated):
        services.park_signal(access, signal, review_on=in_days(3), reason="x", version=1)


def test_a_social_worker_may_not_settle_their_own(worker, ekby, provider):
    row = noted(access_of(worker), ekby, provider)

    with pytest.raises(NotAllowed):
        services.dismiss_signal(access_of(worker), row, reason="Fel.", version=1)


# Proposals


def test_a_person_proposes_a_followup(access, signal, contract):
    proposal = services.propose_from(access, signal, version=1)

    assert proposal.ground == ProposalGround.SIGNAL
    assert proposal.contract == contract
    assert stored(signal).state == SignalState.PROPOSED


def test_the_reason_says_nothing_of_a_guarded_signal(access, ekby, provider, contract):
    row = noted(access, ekby, provider, secrecy=Secrecy.RESTRICTED, category=SignalCategory.FRAUD)

    proposal = services.propose_from(access, row, version=1)

    assert "oegentlighet" not in proposal.reason.lower()
    assert "begränsad krets" in proposal.reason


def test_the_next_signal_joins_the_proposal_that_waits(access, ekby, provider, signal):
    other = SignalFactory.create(authority=ekby, provider=provider)

    first = services.propose_from(access, signal, version=1)
    second = services.propose_from(access, other, version=1)

    assert first == second
    assert SignalProposal.objects.unscoped(reason=WHY).filter(proposal=first).count() == 2


def test_without_a_contract_the_sentence_says_what_to_do(access, ekby):
    row = SignalFactory.create(authority=ekby, provider=ProviderFactory.create())

    with pytest.raises(RuleViolation, match="kontrakt"):
        services.propose_from(access, row, version=1)


def test_three_signals_propose_by_themselves(worker, ekby, provider, contract):
    access = access_of(worker)

    for number in range(3):
        noted(access, ekby, provider, happened_on=in_days(-number))

    (proposal,) = proposals()
    assert proposal.contract == contract
    assert proposal.ground == ProposalGround.SIGNAL
    assert "3 signaler" in proposal.reason
    assert {row.state for row in Signal.objects.unscoped(reason=WHY)} == {SignalState.PROPOSED}


def test_the_reason_counts_no_guarded_signal(worker, ekby, provider, contract):
    access = access_of(worker)

    for number in range(3):
        noted(access, ekby, provider, happened_on=in_days(-number), secrecy=Secrecy.RESTRICTED)

    (proposal,) = proposals()
    assert "3" not in proposal.reason


def test_one_critical_is_enough(worker, ekby, provider, contract):
    noted(access_of(worker), ekby, provider, severity=Severity.CRITICAL)

    assert proposals().count() == 1


def test_the_same_signals_never_propose_twice(access, ekby, provider, contract):
    for number in range(3):
        noted(access, ekby, provider, happened_on=in_days(-number))
    (proposal,) = proposals()
    decline_proposal(access, proposal, reason="Redan gjort.", version=proposal.version)

    made = services.apply_rules(ekby, today=clock.today())

    assert made == 0
    assert proposals().count() == 1


def test_without_a_contract_the_rules_wait(access, ekby):
    provider = ProviderFactory.create()
    noted(access, ekby, provider, severity=Severity.CRITICAL)

    assert not proposals()
    ContractFactory.create(
        provider=provider, agreement__authority=ekby, starts_on=in_days(-1), ends_on=in_days(9)
    )
    assert services.apply_rules(ekby, today=clock.today()) == 1


def test_the_boards_own_rules_take_the_place_of_the_shipped(access, ekby, provider, contract):
    SignalRuleFactory.create(authority=ekby, signals=2, days=10)

    noted(access, ekby, provider, severity=Severity.CRITICAL)
    assert not proposals()
    noted(access, ekby, provider)

    assert proposals().count() == 1


def test_a_rule_that_is_off_says_nothing(access, ekby, provider, contract):
    SignalRuleFactory.create(authority=ekby, signals=1, is_active=False)

    noted(access, ekby, provider, severity=Severity.CRITICAL)

    assert not proposals()


def test_the_group_counts_together(access, ekby):
    group = ProviderGroupFactory.create()
    SignalRuleFactory.create(authority=ekby, signals=2, scope="group")
    for _number in range(2):
        contract = ContractFactory.create(
            provider__group=group, agreement__authority=ekby, starts_on=in_days(-1),
            ends_on=in_days(9),
        )  # fmt: skip
        noted(access, ekby, contract.provider)

    assert proposals().count() == 1


def test_many_lex_sarah_notices_never_count_against_a_provider(access, ekby, provider, contract):
    for _number in range(8):
        notice = LexSarahNoticeFactory.create(authority=ekby, provider=provider)
        SignalFactory.create(
            authority=ekby, provider=provider, lex_sarah=notice, source="lex_sarah",
            severity=Severity.CRITICAL,
        )  # fmt: skip

    assert services.apply_rules(ekby, today=clock.today()) == 0


def test_a_notice_that_was_left_lying_does(access, ekby, provider, contract):
    notice = LexSarahNoticeFactory.create(
        authority=ekby, provider=provider, happened_on=in_days(-100), reported_on=in_days(-99),
        received_on=in_days(-20),
    )  # fmt: skip
    SignalFactory.create(
        authority=ekby, provider=provider, lex_sarah=notice, source="lex_sarah",
        severity=Severity.CRITICAL,
    )  # fmt: skip

    assert services.apply_rules(ekby, today=clock.today()) == 1


def test_an_accepted_proposal_links_its_signals(access, ekby, provider, contract):
    for number in range(3):
        noted(access, ekby, provider, happened_on=in_days(-number))
    (proposal,) = proposals()
    template = FollowupFactory.create(authority=ekby).template_version

    followup = accept_proposal(
        access,
        proposal,
        Planned(in_days(20), template_version=template),
        version=proposal.version,
    )

    assert followup.reason == Reason.SIGNAL
    assert signals_of_followup(access, followup).count() == 3
    assert link_accepted(ekby) == 3
    assert link_accepted(ekby) == 0
    rows = Signal.objects.unscoped(reason=WHY)
    assert {row.state for row in rows} == {SignalState.LINKED}
    assert {row.followup for row in rows} == {followup}


def test_one_that_was_opened_again_awaits_what_becomes_of_its_new_proposal(
    access, ekby, signal, contract
):
    template = FollowupFactory.create(authority=ekby).template_version
    first = services.propose_from(access, signal, version=1)
    planned = Planned(in_days(20), template_version=template)
    accept_proposal(access, first, planned, version=first.version)
    link_accepted(ekby)
    services.reopen_signal(access, signal, version=stored(signal).version)
    second = services.propose_from(access, signal, version=stored(signal).version)

    assert link_accepted(ekby) == 0
    assert stored(signal).state == SignalState.PROPOSED
    followup = accept_proposal(access, second, planned, version=second.version)

    assert link_accepted(ekby) == 1
    assert stored(signal).followup == followup


def test_a_signal_behind_a_proposal_that_waits_is_not_opened_again(access, signal, contract):
    services.propose_from(access, signal, version=1)

    with pytest.raises(RuleViolation, match="förslag"):
        services.reopen_signal(access, signal, version=2)


def test_after_a_declined_one_it_is(access, signal, contract):
    proposal = services.propose_from(access, signal, version=1)
    decline_proposal(access, proposal, reason="Nej.", version=proposal.version)

    row = services.reopen_signal(access, signal, version=2)

    assert row.state == SignalState.NEW
    assert proposals().get().state == ProposalState.DECLINED
    assert services.propose_from(access, row, version=3) != proposal


def test_facts_are_what_a_caller_gives():
    assert facts().key == ""
