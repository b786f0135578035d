import datetime
from dataclasses import replace

import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Agreement, AgreementOption, Contract
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus
from tests.factories import AgreementFactory, AgreementOptionFactory, ContractFactory

pytestmark = pytest.mark.django_db

START, END = datetime.date(2022, 4, 18), datetime.date(2024, 4, 17)
FIRST, SECOND = datetime.date(2025, 4, 17), datetime.date(2026, 4, 17)
CALL_FIRST, CALL_SECOND = datetime.date(2023, 10, 17), datetime.date(2024, 10, 17)
CALLED = datetime.date(2023, 9, 1)


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, starts_on=START, ends_on=END)


def facts(agreement: Agreement, **changes) -> services.OptionFacts:
    return replace(services.OptionFacts(agreement, FIRST, CALL_FIRST), **changes)


def add(anna: User, agreement: Agreement, **changes) -> AgreementOption:
    told = facts(agreement, **changes)
    return services.save_option(access_of(anna), option=None, facts=told)


def call(anna: User, option: AgreementOption, on: datetime.date = CALLED) -> int:
    return services.call_option(access_of(anna), option, called_on=on)


def ends(agreement: Agreement) -> datetime.date | None:
    return Agreement.objects.unscoped(reason="the test reads the row").get(pk=agreement.pk).ends_on


def events() -> list[str]:
    rows = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return list(rows.order_by("number").values_list("event", flat=True))


def test_options_are_numbered_as_they_are_added(anna: User, agreement: Agreement):
    add(anna, agreement)
    second = add(anna, agreement, extends_to=SECOND, call_by=CALL_SECOND)

    assert (second.number, events()) == (2, ["option.created", "option.created"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"extends_to": END}, "en dag efter den då avtalet annars slutar"),
        ({"call_by": FIRST}, "före den dag som den förlänger till"),
        ({"call_by": END + datetime.timedelta(days=1)}, "senast den dag då avtalet annars"),
        ({"call_by": datetime.date(2020, 1, 1)}, "innan avtalet börjar"),
    ],
)
def test_an_option_that_cannot_be_is_refused(anna, agreement, changes, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        add(anna, agreement, **changes)

    assert not AgreementOption.objects.unscoped(reason="a test").exists()


def test_an_agreement_until_further_notice_has_no_option(anna: User, ekby: Authority):
    agreement = AgreementFactory.create(authority=ekby, starts_on=START)

    with pytest.raises(RuleViolation, match="inget slut att förlänga"):
        add(anna, agreement)


def test_the_second_option_must_reach_further_than_the_first(anna: User, agreement: Agreement):
    add(anna, agreement)

    with pytest.raises(RuleViolation, match="Option 2: Optionen ska förlänga"):
        add(anna, agreement, call_by=CALL_SECOND)


def test_an_agreement_cannot_be_made_longer_than_its_options(
    anna: User, ekby: Authority, agreement: Agreement
):
    add(anna, agreement)
    terms = services.AgreementFacts(ekby, agreement.title, START, SECOND)

    with pytest.raises(RuleViolation, match="Option 1: "):
        services.save_agreement(access_of(anna), agreement=agreement, facts=terms)


def test_an_option_is_changed(anna: User, agreement: Agreement):
    option = add(anna, agreement)

    saved = services.save_option(
        access_of(anna), option=option, facts=facts(agreement, note="Nämnden beslutar"), version=1
    )

    assert (saved.note, saved.version) == ("Nämnden beslutar", 2)


def test_two_change_one_option_and_the_second_is_told(anna: User, agreement: Agreement):
    option = add(anna, agreement)
    told = facts(agreement, note="Ändrad")
    services.save_option(access_of(anna), option=option, facts=told, version=1)

    with pytest.raises(Outdated):
        services.save_option(access_of(anna), option=option, facts=told, version=1)


def test_a_called_option_extends_the_agreement(anna: User, agreement: Agreement):
    call(anna, add(anna, agreement))

    assert ends(agreement) == FIRST


def test_contracts_that_ended_with_the_agreement_follow(anna: User, agreement: Agreement):
    option = add(anna, agreement)
    follows = ContractFactory.create(agreement=agreement, ends_on=END)
    others = [
        ContractFactory.create(agreement=agreement, ends_on=CALLED, starts_on=START),
        ContractFactory.create(agreement=agreement, ends_on=None),
        ContractFactory.create(
            agreement=agreement, ends_on=END, status=ContractStatus.ENDED, status_reason="Uppsagt"
        ),
    ]
    before = [row.ends_on for row in others]

    assert call(anna, option) == 1

    rows = Contract.objects.unscoped(reason="a test").in_bulk()
    assert (rows[follows.pk].ends_on, rows[follows.pk].version) == (FIRST, 2)
    assert [rows[row.pk].ends_on for row in others] == before


def test_a_call_is_told_in_the_trail_of_all_that_it_changes(anna: User, agreement: Agreement):
    option = add(anna, agreement)
    ContractFactory.create(agreement=agreement, ends_on=END)

    call(anna, option)

    assert events()[1:] == ["contract.updated", "agreement.updated", "option.called"]


def test_options_are_called_in_order(anna: User, agreement: Agreement):
    add(anna, agreement)
    second = add(anna, agreement, extends_to=SECOND, call_by=CALL_SECOND)

    with pytest.raises(RuleViolation, match="Option 1 ska avropas före option 2"):
        call(anna, second)


def test_both_options_called_give_the_whole_period(anna: User, agreement: Agreement):
    first = add(anna, agreement)
    second = add(anna, agreement, extends_to=SECOND, call_by=CALL_SECOND)

    call(anna, first)
    call(anna, second, on=datetime.date(2024, 9, 2))

    assert ends(agreement) == SECOND


@pytest.mark.parametrize(
    ("called_on", "sentence"),
    [
        (datetime.date(2023, 10, 18), "efter sista dag"),
        (datetime.date(2021, 1, 1), "innan avtalet börjar"),
    ],
)
def test_days_on_which_an_option_cannot_be_called(anna, agreement, called_on, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        call(anna, add(anna, agreement), on=called_on)


def test_an_option_is_not_called_tomorrow(anna: User, agreement: Agreement):
    option = add(anna, agreement)

    with clock.pretend(CALLED), pytest.raises(RuleViolation, match="har inte varit än"):
        call(anna, option, on=CALLED + datetime.timedelta(days=1))


@pytest.mark.parametrize("act", ["call", "decline", "save", "remove"])
def test_a_called_option_is_called_for_good(anna: User, agreement: Agreement, act):
    option = add(anna, agreement)
    call(anna, option)
    access = access_of(anna)
    acts = {
        "call": lambda: call(anna, option),
        "decline": lambda: services.decline_option(access, option, declined_on=CALLED),
        "save": lambda: services.save_option(access, option=option, facts=facts(agreement)),
        "remove": lambda: services.remove_option(access, option),
    }

    with pytest.raises(RuleViolation, match="redan avropad"):
        acts[act]()


def test_with_a_declined_option_those_after_it_fall(anna: User, agreement: Agreement):
    first = add(anna, agreement)
    add(anna, agreement, extends_to=SECOND, call_by=CALL_SECOND)

    fell = services.decline_option(access_of(anna), first, declined_on=CALLED)

    assert fell == 2
    assert not AgreementOption.objects.unscoped(reason="a test").open().exists()


def test_a_declined_option_changes_no_end(anna: User, agreement: Agreement):
    services.decline_option(access_of(anna), add(anna, agreement), declined_on=CALLED)

    assert ends(agreement) == END


def test_a_declined_option_is_opened_again(anna: User, agreement: Agreement):
    option = add(anna, agreement)
    services.decline_option(access_of(anna), option, declined_on=CALLED)

    services.reopen_option(access_of(anna), option)

    assert AgreementOption.objects.unscoped(reason="a test").open().get() == option


def test_a_later_option_is_not_opened_before_an_earlier(anna: User, agreement: Agreement):
    first = add(anna, agreement)
    second = add(anna, agreement, extends_to=SECOND, call_by=CALL_SECOND)
    services.decline_option(access_of(anna), first, declined_on=CALLED)

    with pytest.raises(RuleViolation, match="Öppna option 1 först"):
        services.reopen_option(access_of(anna), second)


def test_an_unused_option_is_removed(anna: User, agreement: Agreement):
    services.remove_option(access_of(anna), add(anna, agreement))

    assert events()[-1] == "option.removed"


def test_an_option_that_the_next_one_needs_stays(anna: User, agreement: Agreement):
    first = add(anna, agreement)
    add(anna, agreement, extends_to=SECOND, call_by=CALL_SECOND)

    with pytest.raises(RuleViolation, match="Option 2: "):
        services.remove_option(access_of(anna), first)


def test_a_reader_may_not_touch_options(bo: User, agreement: Agreement):
    option, access = AgreementOptionFactory.create(agreement=agreement), access_of(bo)

    for act in (
        lambda: services.save_option(access, option=None, facts=facts(agreement)),
        lambda: services.call_option(access, option, called_on=CALLED),
        lambda: services.decline_option(access, option, declined_on=CALLED),
        lambda: services.reopen_option(access, option),
        lambda: services.remove_option(access, option),
    ):
        with pytest.raises(NotAllowed):
            act()
