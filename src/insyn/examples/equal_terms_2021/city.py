"""The boards of the city, who acts for them, and its register: invented, and says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from insyn.accounts.models import Authority, Membership, Municipality, User
from insyn.coordination.services import found_coordination
from insyn.examples.equal_terms_2021.facts import (
    Facts,
    areas_of,
    coordinator_of,
    requirements_of,
    schools_of,
)
from insyn.kernel.access import Access, Role
from insyn.registry.models import Agreement, Contract, Lot, Provider, ServiceArea, Unit
from insyn.registry.queries import access_of
from insyn.registry.rules import AgreementForm, OperatingForm
from insyn.registry.services import (
    AgreementFacts,
    ContractFacts,
    LotFacts,
    ProviderFacts,
    UnitFacts,
    save_agreement,
    save_contract,
    save_lot,
    save_provider,
    save_unit,
)
from insyn.requirements.services import WordingFacts, add_requirement

ORIGIN = "rekonstruktion"
CITY = "Storstad"
DISTRICTS = ("Norr", "Söder", "Väster")
PRIVATE_EACH = 2
BEGUN = date(2017, 11, 1)
"""When the city's own services got the same requirements. Source: the text itself."""
SHARED = (
    ("1", "Utföraren ska ha ett ledningssystem som personalen använder."),
    ("2", "Personalen ska ha rätt kompetens för sitt uppdrag."),
    ("3", "Det ska finnas rutiner för avvikelser och klagomål."),
)
OTHER = ("9", "Verksamheten ska följa nämndens egna mål.")


@dataclass(slots=True)
class City:
    """What has been made so far."""

    facts: Facts
    town: Municipality
    coordinator: Authority
    districts: Sequence[Authority]
    schools: Mapping[str, Authority]
    users: Mapping[int, User]
    units: dict[tuple[str, str], list[Unit]] = field(default_factory=dict)
    """Units by ”private”, a district's name or ”school”, and by the code of the service."""
    agreements: list[Agreement] = field(default_factory=list)
    missions: list[Agreement] = field(default_factory=list)

    def access(self, authority: Authority) -> Access:
        """Return the plan owner of that board, as a page would see them."""
        return access_of(self.users[authority.pk], origin=ORIGIN)


def settle(facts: Facts, password: str = "") -> City:
    """Create the boards, let one coordinate the districts, and give each a plan owner."""
    town, _made = Municipality.objects.get_or_create(name=CITY)
    administration, board = coordinator_of(facts)
    coordinator = _board(town, board.capitalize(), administration)
    districts = [
        _board(town, f"{name}s stadsdelsnämnd", f"stadsdelsförvaltningen {name}")
        for name in DISTRICTS
    ]
    schools = {
        one.service: _board(town, _board_of(one.administration), one.administration)
        for one in schools_of(facts)
    }
    boards = [coordinator, *districts, *schools.values()]
    users = {one.pk: _owner(one, number, password) for number, one in enumerate(boards)}
    for district in districts:
        found_coordination(Access.system(ORIGIN), coordinator=coordinator, coordinated=district)
    return City(facts, town, coordinator, districts, schools, users)


def _board_of(administration: str) -> str:
    return administration.removesuffix("förvaltningen").capitalize() + "nämnden"


def _board(town: Municipality, name: str, administration: str) -> Authority:
    return Authority.objects.create(municipality=town, name=name, administration=administration)


def _owner(board: Authority, number: int, password: str) -> User:
    user = User.objects.create(
        username=f"likstalld.ansvarig{number or ''}",
        first_name="Uppföljningsansvarig",
        last_name=f"vid {board.administration}",
        password=make_password(password or None),
    )
    Membership.objects.create(user=user, authority=board, role=Role.PLAN_OWNER)
    return user


def register(city: City) -> None:
    """Enter providers, units, agreements with private ones and missions for the city's own."""
    access = city.access(city.coordinator)
    areas = {row.code: row for row in ServiceArea.objects.all()}
    own = save_provider(
        access, provider=None,
        facts=ProviderFacts(f"{CITY}, egen regi", _number(0), OperatingForm.IN_HOUSE),
    )  # fmt: skip
    private_name, own_name, is_same = requirements_of(city.facts)
    for place, (code, branch) in enumerate(areas_of(city.facts), 1):
        area = areas[code]
        title = f"{area.name}, {branch}"
        firm = ProviderFacts(f"Påhittad utförare {place} AB", _number(place))
        provider = save_provider(access, provider=None, facts=firm)
        private = [
            save_unit(access, unit=None, facts=UnitFacts(
                provider, f"{title}: privat enhet {number}", area, city.town))
            for number in range(1, PRIVATE_EACH + 1)
        ]  # fmt: skip
        mine = [
            save_unit(access, unit=None, facts=UnitFacts(
                own, f"{title}: egen regi {name}", area, city.town))
            for name in DISTRICTS
        ]  # fmt: skip
        city.units.setdefault(("private", code), []).extend(private)
        for name, unit in zip(DISTRICTS, mine, strict=True):
            city.units.setdefault((name, code), []).append(unit)
        agreement = _agreement(
            access, city, title, branch, AgreementForm.CHOICE_SYSTEM, private_name
        )
        city.agreements.append(agreement)
        _contract(access, agreement, provider, private)
        mission = _agreement(access, city, title, branch, AgreementForm.MISSION, own_name)
        city.missions.append(mission)
        _contract(access, mission, own, mine)
        _require(access, agreement, SHARED)
        _require(access, mission, SHARED if is_same else (*SHARED[1:], OTHER))
    for service in city.schools:
        _schools(access, city, own, areas[service.casefold()])


def _schools(access: Access, city: City, own: Provider, area: ServiceArea) -> None:
    rows = [
        save_unit(
            access, unit=None, facts=UnitFacts(own, f"{area.name}: {name} skola", area, city.town)
        )
        for name in DISTRICTS
    ]
    city.units["school", area.code] = rows


def _agreement(
    access: Access, city: City, title: str, branch: str, form: AgreementForm, called: str
) -> Agreement:
    name = title if form == AgreementForm.CHOICE_SYSTEM else f"{title}: uppdrag"
    row = save_agreement(access, agreement=None, facts=AgreementFacts(
        city.coordinator, name, BEGUN, form=form, form_name=called))  # fmt: skip
    save_lot(access, lot=None, facts=LotFacts(row, branch))
    return row


def _contract(
    access: Access, agreement: Agreement, provider: Provider, units: list[Unit]
) -> Contract:
    lots = list(Lot.objects.visible_to(access).filter(agreement=agreement))
    facts = ContractFacts(agreement, provider, BEGUN, lots=lots, units=units)
    return save_contract(access, contract=None, facts=facts)


def _require(access: Access, agreement: Agreement, texts: Sequence[tuple[str, str]]) -> None:
    for number, text in texts:
        add_requirement(access, agreement, facts=WordingFacts(number=number, text=text))


def _number(place: int) -> str:
    """Return a number of a made-up company, with the right check digit."""
    nine = f"5592{place:05d}"
    total = 0
    for index, sign in enumerate(nine):
        doubled = int(sign) * (2 if index % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return f"{nine}{-total % 10}"
