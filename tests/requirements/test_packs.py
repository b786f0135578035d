from decimal import Decimal

import pytest

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from insyn.requirements import services
from insyn.requirements.models import BidPromise, Requirement, RequirementPack
from insyn.requirements.queries.catalogue import catalogue_on
from insyn.requirements.queries.comparison import compare_agreements
from insyn.requirements.queries.packs import wordings_in
from insyn.requirements.queries.requirements import same_elsewhere
from insyn.requirements.queries.shipped import shipped_pack
from insyn.requirements.rules.comparison import Change, counted
from insyn.requirements.rules.shipped import ShippedPack
from insyn.requirements.services import Numbering, PackFacts, PromiseFacts, WordingFacts
from tests.factories import AgreementFactory, ContractFactory, MembershipFactory, QuestionFactory

pytestmark = pytest.mark.django_db


def hvb() -> ShippedPack:
    pack = shipped_pack("hvb")
    assert pack
    return pack


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


@pytest.fixture
def mission(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Uppdrag egen regi", form="mission")


@pytest.fixture
def access(anna) -> Access:
    return access_of(anna)


@pytest.fixture
def pack(access: Access, ekby: Authority) -> RequirementPack:
    return services.copy_shipped_pack(access, hvb(), authority=ekby)


def of(access: Access, pack: RequirementPack) -> list[Requirement]:
    return list(Requirement.objects.visible_to(access).filter(pack=pack))


def numbers(access: Access, agreement: Agreement) -> list[str]:
    return [row.number for row in catalogue_on(access, agreement, clock.today())]


def test_a_shipped_pack_becomes_an_own_one_with_its_areas(access, pack):
    shipped = hvb()
    rows = list(wordings_in(access, pack))

    assert [row.number for row in rows] == [one.code for one in shipped.requirements]
    assert all(row.area for row in rows)
    assert pack.copied_from == shipped.name


def test_the_same_name_twice_is_refused(access, pack, ekby):
    with pytest.raises(RuleViolation, match="redan ett kravpaket"):
        services.copy_shipped_pack(access, hvb(), authority=ekby)


def test_a_requirement_of_a_pack_is_changed_where_it_stands(access, pack):
    (first, *_rest) = of(access, pack)
    facts = WordingFacts("HVB-01", "Helt ny text.")

    services.change_requirement(access, first, facts=facts, change=services.Change())

    assert wordings_in(access, pack)[0].text == "Helt ny text."
    assert wordings_in(access, pack).count() == len(of(access, pack))


def test_an_agreement_takes_chosen_requirements_with_numbers_of_its_own(access, agreement, pack):
    services.add_requirement(access, agreement, facts=WordingFacts("4.9", "Ett eget krav."))

    taken = services.take_requirements(access, agreement, chosen=of(access, pack)[:2])

    assert (taken.taken, taken.already) == (2, 0)
    assert numbers(access, agreement) == ["4.9", "4.10", "4.11"]


def test_an_agreement_may_keep_the_numbers_of_the_pack(access, agreement, pack):
    services.take_requirements(
        access, agreement, chosen=of(access, pack)[:2], numbering=Numbering.OWN
    )

    assert numbers(access, agreement) == ["HVB-01", "HVB-02"]


def test_taking_again_does_not_double(access, agreement, pack):
    services.take_requirements(access, agreement, chosen=of(access, pack)[:2])

    taken = services.take_requirements(access, agreement, chosen=of(access, pack)[:3])

    assert (taken.taken, taken.already, len(numbers(access, agreement))) == (1, 2, 3)


def test_numbers_that_are_used_already_are_refused_by_name(access, agreement, pack):
    services.add_requirement(access, agreement, facts=WordingFacts("HVB-01", "Ett eget krav."))

    with pytest.raises(RuleViolation, match="HVB-01"):
        services.take_requirements(
            access, agreement, chosen=of(access, pack), numbering=Numbering.OWN
        )


def test_taking_nothing_is_refused(access, agreement):
    with pytest.raises(RuleViolation, match="minst ett krav"):
        services.take_requirements(access, agreement, chosen=[])


def test_requirements_of_another_authority_are_not_taken(access, agreement, cilla, norrby):
    other = services.copy_shipped_pack(access_of(cilla), hvb(), authority=norrby)

    with pytest.raises(RuleViolation, match="nämndens egna"):
        services.take_requirements(access, agreement, chosen=of(access_of(cilla), other))


def test_the_same_requirement_is_known_in_agreement_and_mission(access, agreement, mission, pack):
    services.take_requirements(access, agreement, chosen=of(access, pack)[:2])
    rows = list(Requirement.objects.visible_to(access).filter(agreement=agreement))
    services.take_requirements(access, mission, chosen=rows)

    there = [other.requirement.agreement for other in same_elsewhere(access, rows[0])]
    assert mission in there


def test_two_agreements_are_compared_by_what_their_requirements_come_from(
    access, agreement, mission, pack
):
    services.take_requirements(access, agreement, chosen=of(access, pack)[:3])
    services.take_requirements(access, mission, chosen=of(access, pack)[1:4])
    (row,) = Requirement.objects.visible_to(access).filter(agreement=mission, origin="HVB-02")
    facts = WordingFacts("1", "Andra ord.")
    services.change_requirement(access, row, facts=facts, change=services.Change(clock.today()))

    rows = compare_agreements(access, agreement, mission, days=(clock.today(), clock.today()))

    counts = counted(rows)
    assert [counts[change] for change in Change] == [1, 1, 1, 1]


def test_requirements_know_each_other_after_their_pack_is_gone(access, agreement, mission, ekby):
    pack = services.save_pack(access, authority=ekby, pack=None, facts=PackFacts("Eget"))
    services.add_requirement(access, pack, facts=WordingFacts("E-1", "Rutin ska finnas."))
    for place in (agreement, mission):
        services.take_requirements(access, place, chosen=of(access, pack))

    services.remove_pack(access, pack)

    (row,) = Requirement.objects.visible_to(access).filter(agreement=agreement)
    assert [one.requirement.agreement for one in same_elsewhere(access, row)] == [mission]


def test_a_pack_that_a_question_asks_about_is_not_removed(access, pack):
    QuestionFactory.create().requirements.add(of(access, pack)[0])

    with pytest.raises(RuleViolation, match="En fråga"):
        services.remove_pack(access, pack)


def test_a_pack_is_copied_within_the_authority_and_marked_as_the_same(access, pack, ekby):
    copied = services.copy_pack(access, pack, authority=ekby, name="HVB, vår")

    first = of(access, copied)[0]
    assert first.same_as_id == of(access, pack)[0].pk
    assert len(of(access, copied)) == len(of(access, pack))


def test_a_pack_copied_to_another_authority_has_no_ties_back(anna, access, pack, norrby):
    MembershipFactory.create(user=anna, authority=norrby, role="plan_owner")

    copied = services.copy_pack(access_of(anna), pack, authority=norrby)

    rows = Requirement.objects.visible_to(access_of(anna)).filter(pack=copied)
    assert set(rows.values_list("same_as", "authority")) == {(None, norrby.pk)}
    areas = set(wordings_in(access_of(anna), copied).values_list("area__authority", flat=True))
    assert areas == {norrby.pk}


def test_a_reader_may_not_copy_a_pack(bo, ekby):
    with pytest.raises(NotAllowed):
        services.copy_shipped_pack(access_of(bo), hvb(), authority=ekby)


@pytest.fixture
def contract(agreement: Agreement):
    return ContractFactory.create(agreement=agreement)


@pytest.fixture
def requirement(access: Access, agreement: Agreement) -> Requirement:
    return services.add_requirement(access, agreement, facts=WordingFacts("4.1", "Bemanning."))


def test_a_promise_is_noted_with_its_level(access, contract, requirement):
    facts = PromiseFacts(requirement, "Mer personal", Decimal(1), "årsarbetare per plats")

    promise = services.save_promise(access, contract, promise=None, facts=facts)

    assert BidPromise.objects.visible_to(access).get() == promise


def test_a_level_without_a_unit_is_refused(access, contract, requirement):
    with pytest.raises(RuleViolation, match="vad den mäts i"):
        services.save_promise(
            access, contract, promise=None, facts=PromiseFacts(requirement, "Mer", Decimal(1))
        )


def test_a_promise_about_another_agreements_requirement_is_refused(access, requirement, mission):
    other = ContractFactory.create(agreement=mission)

    with pytest.raises(RuleViolation, match="kontraktets avtal"):
        services.save_promise(
            access, other, promise=None, facts=PromiseFacts(requirement, "Mer personal")
        )


def test_two_promises_about_one_requirement_are_refused(access, contract, requirement):
    facts = PromiseFacts(requirement, "Mer personal")
    services.save_promise(access, contract, promise=None, facts=facts)

    with pytest.raises(RuleViolation, match="redan ett löfte"):
        services.save_promise(access, contract, promise=None, facts=facts)


def test_a_requirement_with_a_promise_is_not_removed(access, contract, requirement):
    services.save_promise(
        access, contract, promise=None, facts=PromiseFacts(requirement, "Mer personal")
    )

    with pytest.raises(RuleViolation, match="Avsluta det"):
        services.remove_requirement(access, requirement)


def test_a_promise_is_removed(access, contract, requirement):
    promise = services.save_promise(
        access, contract, promise=None, facts=PromiseFacts(requirement, "Mer personal")
    )

    services.remove_promise(access, promise)

    assert not BidPromise.objects.visible_to(access).exists()
