"""Builds the register of the demonstration, by hand and from a list, as its people would."""

from dataclasses import replace

from insyn.accounts.models import Municipality
from insyn.examples.demonstration.lists import leave_a_list_waiting, take_in_the_list
from insyn.examples.demonstration.organisations import (
    KEPT_BY_HAND,
    TAKEN_IN,
    Organisation,
)
from insyn.examples.demonstration.people import PEOPLE
from insyn.examples.demonstration.permits import give_permit
from insyn.examples.demonstration.terms import CHILDREN, TERMS, Place, Terms
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ORIGIN, START, Town
from insyn.registry.models import Contract, Provider, ServiceArea, Unit
from insyn.registry.queries import access_of
from insyn.registry.services import (
    AgreementFacts,
    ContractFacts,
    LotFacts,
    ProviderFacts,
    StatusFacts,
    UnitFacts,
    add_contact,
    change_status,
    note_spelling,
    save_agreement,
    save_contract,
    save_lot,
    save_provider,
    save_unit,
)


def tell(town: Town) -> Story:
    """Build the register, a little each day, and leave one list waiting."""
    yield START
    town.areas = {area.code: area for area in ServiceArea.objects.all()}
    for organisation in KEPT_BY_HAND:
        town.providers[organisation.key] = _provider(town, organisation)
        _units(town, organisation)
    yield START + 1
    _agreement(town, CHILDREN)
    take_in_the_list(town)
    _complete(town)
    yield START + 2
    for terms in TERMS:
        _agreement(town, terms)
    _remember_contracts(town)
    _add_contacts(town)
    yield START + 30
    _note_other_names(town)
    yield -3
    leave_a_list_waiting(town)


def _provider(town: Town, organisation: Organisation, provider: Provider | None = None) -> Provider:
    facts = ProviderFacts(
        name=organisation.name,
        org_number=organisation.org_number,
        operating_form=organisation.form,
        group=organisation.group,
        email=organisation.email,
    )
    return save_provider(town.access(EDITOR), provider=provider, facts=facts)


def _units(town: Town, organisation: Organisation) -> None:
    home = Municipality.objects.get(name="Exempelstad")
    for name, area, places in organisation.units:
        facts = UnitFacts(
            provider=town.providers[organisation.key],
            name=name,
            service_area=town.areas[area],
            municipality=home,
            places=places,
        )
        give_permit(town, save_unit(town.access(EDITOR), unit=None, facts=facts))


def _agreement(town: Town, terms: Terms) -> None:
    calendar = town.calendar
    facts = AgreementFacts(
        authority=town.authorities[terms.authority],
        title=terms.title,
        starts_on=calendar.first_of_month(terms.starts),
        ends_on=None if terms.ends is None else calendar.last_of_month(terms.ends),
        case_number=f"{terms.case_number}/{calendar.first_of_month(terms.starts).year}",
        form=terms.form,
        has_insight_clause=terms.has_insight,
        cooperation=town.cooperation if terms.is_shared else None,
    )
    town.agreements[terms.key] = save_agreement(town.access(EDITOR), agreement=None, facts=facts)
    _lots(town, terms)
    for place in terms.places:
        _contract(town, terms, place)


def _lots(town: Town, terms: Terms) -> None:
    agreement, access = town.agreements[terms.key], town.access(EDITOR)
    for part in terms.lots:
        area = town.areas[part.area]
        facts = LotFacts(agreement=agreement, name=part.name, service_area=area)
        lot = town.lots[terms.key, part.name] = save_lot(access, lot=None, facts=facts)
        for name in part.parts:
            inside = LotFacts(agreement=agreement, name=name, parent=lot, service_area=area)
            town.lots[terms.key, name] = save_lot(access, lot=None, facts=inside)


def _contract(town: Town, terms: Terms, place: Place) -> None:
    facts = _contract_facts(town, terms, place)
    save_contract(town.access(EDITOR), contract=None, facts=facts)


def _contract_facts(town: Town, terms: Terms, place: Place) -> ContractFacts:
    """Return the contract as it was when it was new."""
    agreement, provider = town.agreements[terms.key], town.providers[place.provider]
    areas = [town.areas[part.area] for part in terms.lots]
    return ContractFacts(
        agreement=agreement,
        provider=provider,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        rank=place.rank,
        lots=[town.lots[terms.key, name] for name in place.lots],
        units=list(Unit.objects.filter(provider=provider, service_area__in=areas)),
    )


def tell_change(town: Town, terms: Terms, place: Place) -> Story:
    """Let the contract come to stand as it does today; one that ended is told the day after."""
    ended = None if place.ended is None else town.calendar.last_of_month(place.ended)
    yield (ended - town.calendar.today).days + 3 if ended else place.since
    facts = _contract_facts(town, terms, place)
    contract = town.contracts[terms.key, place.provider]
    facts = replace(facts, ends_on=ended or facts.ends_on)
    contract = save_contract(town.access(EDITOR), contract=contract, facts=facts)
    status = StatusFacts(place.status, place.reason, starts_on=ended or town.day(place.since))
    change_status(town.access(EDITOR), contract, facts=status)


def _complete(town: Town) -> None:
    """Add what the list does not say of those it brought: form, address and units."""
    for organisation in TAKEN_IN:
        found = Provider.objects.get(org_number=organisation.org_number)
        town.providers[organisation.key] = _provider(town, organisation, found)
        _units(town, organisation)


def _remember_contracts(town: Town) -> None:
    """Keep every contract at hand by agreement and provider."""
    keys = {provider.pk: key for key, provider in town.providers.items()}
    rows = Contract.objects.visible_to(town.access(EDITOR)).select_related(
        "agreement__cooperation", "provider"
    )
    for terms in (*TERMS, CHILDREN):
        for contract in rows.filter(agreement=town.agreements[terms.key]):
            town.contracts[terms.key, keys[contract.provider_id]] = contract


def _add_contacts(town: Town) -> None:
    """Let the providers' own people in, and renew what they may see."""
    for person in PEOPLE:
        if person.provider:
            user = town.users[person.username]
            add_contact(
                town.access(EDITOR),
                town.providers[person.provider],
                authority=town.authorities[person.answers_to],
                user=user,
            )
            town.accesses[person.username] = access_of(user, origin=ORIGIN)


def _note_other_names(town: Town) -> None:
    note_spelling(
        town.access(EDITOR),
        town.providers["kvarnen"],
        name="Kvarndammens Dagliga Verksamhet AB",
        source="fakturor",
    )
