import datetime

import pytest
from django.db import IntegrityError, transaction

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.services import Paper
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.monitoring import queries, services
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult, Standing
from insyn.monitoring.services import CheckFacts
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import AgreementFactory, ContractFactory, MembershipFactory, ProviderFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
PDF = Paper(title="Svar från Skatteverket", file_name="svar.pdf", content=b"%PDF-1.7 svar")


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(DAY):
        yield


@pytest.fixture
def provider():
    return ProviderFactory.create(name="Åkerö Stödboende AB")


def ok(kind: CheckKind = CheckKind.F_TAX, **given) -> CheckFacts:
    return CheckFacts(kind, "Skatteverket", CheckResult.OK, **given)


def remark(kind: CheckKind = CheckKind.CREDIT, **given) -> CheckFacts:
    values = {"remark": "Betalningsanmärkning", "judgement": "Ingen skuld kvar"} | given
    return CheckFacts(kind, "UC", CheckResult.REMARK, **values)


def all_checks() -> list[RegisterCheck]:
    return list(RegisterCheck.objects.unscoped(reason="test").order_by("pk"))


def test_a_check_holds_twelve_months_unless_told_otherwise(anna, ekby, provider) -> None:
    access = access_of(anna)

    check = services.note_check(access, authority=ekby, provider=provider, facts=ok())
    other = services.note_check(
        access,
        authority=ekby,
        provider=provider,
        facts=ok(valid_until=datetime.date(2026, 6, 30)),
    )

    assert (check.checked_on, check.valid_until) == (DAY, datetime.date(2027, 3, 2))
    assert other.valid_until == datetime.date(2026, 6, 30)


def test_a_check_leaves_a_line_without_the_remark(anna, ekby, provider) -> None:
    services.note_check(access_of(anna), authority=ekby, provider=provider, facts=remark())

    line = AuditEvent.objects.unscoped(reason="test").get()
    assert (line.event, line.facts["kind"], line.facts["result"]) == (
        "register_check.noted",
        "credit",
        "remark",
    )
    assert "Betalningsanmärkning" not in str(line.facts)


def test_the_finance_controller_may_note_a_check(ekby, provider) -> None:
    user = MembershipFactory.create(authority=ekby, role=Role.FINANCE_CONTROLLER).user

    services.note_check(access_of(user), authority=ekby, provider=provider, facts=ok())

    assert len(all_checks()) == 1


def test_a_reader_may_not_note_a_check(bo, ekby, provider) -> None:
    with pytest.raises(NotAllowed):
        services.note_check(access_of(bo), authority=ekby, provider=provider, facts=ok())

    assert not all_checks()


def test_a_check_is_noted_in_ones_own_authority_only(cilla, ekby, provider) -> None:
    with pytest.raises(NotAllowed):
        services.note_check(access_of(cilla), authority=ekby, provider=provider, facts=ok())


@pytest.mark.parametrize("result", [CheckResult.REMARK, CheckResult.ALARM, CheckResult.UNKNOWN])
def test_other_than_without_remark_says_what_it_showed(anna, ekby, provider, result) -> None:
    facts = CheckFacts(CheckKind.DEBTS, "Kronofogden", result)

    with pytest.raises(RuleViolation, match="Skulder hos Kronofogden: skriv vad"):
        services.note_check(access_of(anna), authority=ekby, provider=provider, facts=facts)


def test_the_database_refuses_a_remark_that_says_nothing(anna, ekby, provider) -> None:
    services.note_check(access_of(anna), authority=ekby, provider=provider, facts=remark())

    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterCheck.objects.unscoped(reason="test").update(remark="")


def test_a_check_made_tomorrow_is_refused(anna, ekby, provider) -> None:
    tomorrow = DAY + datetime.timedelta(days=1)

    with pytest.raises(RuleViolation, match="efter i dag"):
        services.note_check(
            access_of(anna), authority=ekby, provider=provider, facts=ok(checked_on=tomorrow)
        )


def test_a_check_without_a_source_has_the_usual_one(anna, ekby, provider) -> None:
    facts = CheckFacts(CheckKind.DEBTS, "", CheckResult.OK)

    check = services.note_check(access_of(anna), authority=ekby, provider=provider, facts=facts)

    assert check.source == "Kronofogden"


def test_several_checks_share_one_proof(anna, ekby, provider) -> None:
    checks = services.note_checks(
        access_of(anna), authority=ekby, provider=provider, facts=[ok(), remark()], proof=PDF
    )

    document = Document.objects.unscoped(reason="test").get()
    assert {check.proof for check in checks} == {document}


def test_no_checks_at_once_is_refused(anna, ekby, provider) -> None:
    with pytest.raises(RuleViolation, match="minst en"):
        services.note_checks(access_of(anna), authority=ekby, provider=provider, facts=[])


def test_a_refused_check_keeps_no_proof(anna, ekby, provider) -> None:
    with pytest.raises(RuleViolation):
        services.note_checks(
            access_of(anna),
            authority=ekby,
            provider=provider,
            facts=[ok(), remark(remark=" ")],
            proof=PDF,
        )

    assert not all_checks()
    assert not Document.objects.unscoped(reason="test").exists()


def test_an_extract_from_the_criminal_records_is_no_proof(anna, ekby, provider) -> None:
    proof = Paper(title="Bevis", file_name="registerutdrag.pdf", content=b"%PDF-1.7")

    with pytest.raises(RuleViolation, match="Registerutdrag"):
        services.note_check(
            access_of(anna), authority=ekby, provider=provider, facts=ok(), proof=proof
        )


def test_the_agreement_must_hold_the_provider(anna, ekby, provider) -> None:
    agreement = AgreementFactory.create(authority=ekby)

    with pytest.raises(RuleViolation, match="inget kontrakt"):
        services.note_check(
            access_of(anna), authority=ekby, provider=provider, agreement=agreement, facts=ok()
        )


def test_an_agreement_that_the_asker_cannot_see_is_as_none(cilla, ekby, norrby, provider) -> None:
    agreement = ContractFactory.create(provider=provider, agreement__authority=ekby).agreement

    with pytest.raises(RuleViolation, match="inget kontrakt"):
        services.note_check(
            access_of(cilla), authority=norrby, provider=provider, agreement=agreement, facts=ok()
        )


@pytest.fixture
def agreement(ekby, cooperation):
    agreement = AgreementFactory.create(authority=ekby, cooperation=cooperation)
    ContractFactory.create_batch(3, agreement=agreement)
    return agreement


def test_all_are_noted_as_without_remark_at_once(anna, ekby, agreement) -> None:
    access = access_of(anna)

    summary = services.note_all_ok(
        access,
        authority=ekby,
        agreement=agreement,
        providers=queries.providers_of(access, agreement),
        kinds=[CheckKind.F_TAX, CheckKind.DEBTS],
        proof=PDF,
    )

    assert (summary.noted, summary.left_out) == (6, 0)
    assert {check.result for check in all_checks()} == {CheckResult.OK}
    assert {check.source for check in all_checks()} == {"Skatteverket", "Kronofogden"}
    assert len({check.proof_id for check in all_checks()}) == 1


def test_all_as_without_remark_leaves_a_remark_of_the_day_alone(anna, ekby, agreement) -> None:
    access = access_of(anna)
    providers = queries.providers_of(access, agreement)
    facts = remark(kind=CheckKind.F_TAX)
    services.note_check(access, authority=ekby, provider=providers[0], facts=facts)

    summary = services.note_all_ok(
        access,
        authority=ekby,
        agreement=agreement,
        providers=providers,
        kinds=[CheckKind.F_TAX],
    )

    assert (summary.noted, summary.left_out) == (2, 1)
    found, _ = queries.summary_of(access, providers[0], today=DAY)
    assert found.kinds[0].counts_as == CheckResult.REMARK


@pytest.mark.parametrize("change", [{"providers": []}, {"kinds": []}])
def test_all_of_nothing_is_refused(anna, ekby, agreement, change) -> None:
    access = access_of(anna)
    given = {"providers": queries.providers_of(access, agreement), "kinds": [CheckKind.F_TAX]}

    with pytest.raises(RuleViolation, match="minst en"):
        services.note_all_ok(access, authority=ekby, agreement=agreement, **(given | change))


def test_a_reader_may_not_note_all(bo, ekby, agreement) -> None:
    access = access_of(bo)

    with pytest.raises(NotAllowed):
        services.note_all_ok(
            access,
            authority=ekby,
            agreement=agreement,
            providers=queries.providers_of(access, agreement),
            kinds=[CheckKind.F_TAX],
        )


def test_a_kind_that_nobody_has_checked_is_unknown(anna, ekby, provider) -> None:
    access = access_of(anna)
    services.note_check(access, authority=ekby, provider=provider, facts=ok())

    found, _ = queries.summary_of(access, provider, today=DAY)

    assert [kind.counts_as for kind in found.kinds] == [CheckResult.OK, *[CheckResult.UNKNOWN] * 3]
    assert found.overall == CheckResult.UNKNOWN


def test_the_latest_check_of_a_kind_counts(anna, ekby, provider) -> None:
    access = access_of(anna)
    for facts in (ok(), remark(kind=CheckKind.F_TAX), ok(checked_on=datetime.date(2026, 3, 1))):
        services.note_check(access, authority=ekby, provider=provider, facts=facts)

    found, lines = queries.summary_of(access, provider, today=DAY)

    assert found.kinds[0].counts_as == CheckResult.REMARK
    assert sorted(line.standing for line in lines) == sorted(
        [Standing.CURRENT, Standing.REPLACED, Standing.REPLACED]
    )


def test_a_check_out_of_date_is_found_by_its_standing(anna, ekby, provider) -> None:
    access = access_of(anna)
    services.note_check(access, authority=ekby, provider=provider, facts=ok())
    later = datetime.date(2027, 3, 3)

    def count(standing: Standing, today: datetime.date) -> int:
        return queries.of_standing(queries.checks(access), standing, today=today).count()

    assert (count(Standing.CURRENT, DAY), count(Standing.EXPIRED, DAY)) == (1, 0)
    assert (count(Standing.CURRENT, later), count(Standing.EXPIRED, later)) == (0, 1)


def test_a_check_without_end_is_found_as_current(anna, ekby, provider) -> None:
    access = access_of(anna)
    services.note_check(access, authority=ekby, provider=provider, facts=ok())
    RegisterCheck.objects.unscoped(reason="test").update(valid_until=None)

    assert queries.of_standing(queries.checks(access), Standing.CURRENT, today=DAY).count() == 1


def test_a_check_under_a_shared_agreement_is_shared_but_not_its_proof(
    anna, cilla, ekby, agreement
) -> None:
    provider = queries.providers_of(access_of(anna), agreement)[0]
    services.note_check(
        access_of(anna), authority=ekby, provider=provider, agreement=agreement, facts=ok(),
        proof=PDF,
    )  # fmt: skip

    _, lines = queries.summary_of(access_of(cilla), provider, today=DAY)

    assert [line.has_visible_proof for line in lines] == [False]


def test_a_check_without_agreement_stays_in_its_authority(anna, cilla, dag, ekby, provider) -> None:
    services.note_check(access_of(anna), authority=ekby, provider=provider, facts=remark())

    for person in (cilla, dag):
        found, lines = queries.summary_of(access_of(person), provider, today=DAY)
        assert not lines
        assert found.overall == CheckResult.UNKNOWN


def test_a_restricted_check_is_not_shared_and_replaces_nothing_for_others(
    anna, cilla, ekby, agreement
) -> None:
    provider = queries.providers_of(access_of(anna), agreement)[0]
    given = {"authority": ekby, "provider": provider, "agreement": agreement}
    services.note_check(access_of(anna), **given, facts=ok())
    hidden = services.note_check(access_of(anna), **given, facts=remark(kind=CheckKind.F_TAX))
    hidden.secrecy = Secrecy.RESTRICTED
    hidden.save()

    found, lines = queries.summary_of(access_of(cilla), provider, today=DAY)

    assert [line.standing for line in lines] == [Standing.CURRENT]
    assert found.kinds[0].counts_as == CheckResult.OK
