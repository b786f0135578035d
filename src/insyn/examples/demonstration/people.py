"""The people of the demonstration: made up, and named by what they do."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from insyn.accounts.models import (
    Authority,
    Cooperation,
    CooperationMember,
    Membership,
    Municipality,
    User,
)
from insyn.examples.demonstration import PASSWORD
from insyn.examples.demonstration.town import ELDERLY, NEIGHBOUR, ORIGIN, SOCIAL, Town
from insyn.kernel.access import Role
from insyn.registry.queries import access_of


@dataclass(frozen=True, slots=True)
class Board:
    """An authority and what surrounds it."""

    key: str
    municipality: str
    org_number: str
    name: str
    administration: str
    case_series: str


BOARDS = (
    Board(SOCIAL, "Exempelstad", "2120009614", "Socialnämnden", "Socialförvaltningen", "SN"),
    Board(ELDERLY, "Exempelstad", "2120009614", "Äldrenämnden", "Äldreförvaltningen", "ÄN"),
    Board(NEIGHBOUR, "Grannby", "2120009622", "Socialnämnden", "Socialförvaltningen", "SOC"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A log-in: who it is, the roles it has, and what is worth looking at first."""

    username: str
    first_name: str
    last_name: str
    roles: tuple[tuple[str, Role], ...]
    is_shown: str
    provider: str = ""
    answers_to: str = SOCIAL


def _everywhere(role: Role) -> tuple[tuple[str, Role], ...]:
    return ((SOCIAL, role), (ELDERLY, role))


PEOPLE = (
    Person("anna", "Anna", "Uppföljningsansvarig", _everywhere(Role.PLAN_OWNER),
           "Översikt: det som är försenat, åtgärdsplaner, årets urval och enkäten som pågår"),
    Person("uppfoljare1", "Uppföljare", "Ett", _everywhere(Role.REVIEWER),
           "Din tur på översikten: besök att göra, utkast att skriva och signaler som väntar"),
    Person("uppfoljare2", "Uppföljare", "Två", _everywhere(Role.REVIEWER),
           "En uppföljning som pågår: besök, iakttagelser och bedömning"),
    Person("beslutsfattare", "Besluts", "Fattare", _everywhere(Role.DECISION_MAKER),
           "Sanktioner och åtgärdsplaner som väntar på beslut"),
    Person("ekonom", "Ekonomi", "Kontrollant", _everywhere(Role.FINANCE_CONTROLLER),
           "Registerkontroller som har gått ut, ett fakturastickprov och ett återkrav"),
    Person("handlaggare", "Social", "Sekreterare", ((SOCIAL, Role.CASE_WORKER),),
           "Klientfrågor att fylla i, och en fråga om synpunkter"),
    Person("registrator", "Nämnd", "Sekreterare", _everywhere(Role.REGISTRAR),
           "Rapporter som väntar på nämndens beslut"),
    Person("bo", "Bo", "Förtroendevald", _everywhere(Role.READER),
           "Rapporter och det som är rapporterat, aldrig utkast eller enskilda"),
    Person("namndadmin", "Nämnd", "Administratör", _everywhere(Role.AUTHORITY_ADMIN),
           "Medlemmar, mallar och spår"),
    Person("systemadmin", "System", "Administratör", ((SOCIAL, Role.SYSTEM_ADMIN),),
           "Ser inget innehåll i uppföljningar"),
    Person("cilla", "Cilla", "Uppföljningsansvarig", ((NEIGHBOUR, Role.PLAN_OWNER),),
           "Grannby: bara det som är rapporterat i det gemensamma avtalet syns"),
    Person("uppfoljare3", "Uppföljare", "Tre", ((NEIGHBOUR, Role.REVIEWER),),
           "Grannbys uppföljningar i det gemensamma avtalet"),
    Person("utforare", "Utförarens", "Kontaktperson", (),
           "En påbörjad enkät, handlingar och åtgärdsplaner att lämna in", "angshog_hvb"),
    Person("utforare2", "Hemtjänstens", "Kontaktperson", (),
           "En åtgärdsplan i retur, och ett vite som har bestritts", "bjorkdungen", ELDERLY),
    Person("dag", "Dag", "Utan roll", (),
           "Ingenting: den som saknar roll ser inga uppgifter"),
)  # fmt: skip


def settle(town: Town) -> None:
    """Create the boards, their cooperation and everybody who logs in."""
    for board in BOARDS:
        municipality, _ = Municipality.objects.get_or_create(
            name=board.municipality, defaults={"org_number": board.org_number}
        )
        town.authorities[board.key] = Authority.objects.create(
            municipality=municipality,
            name=board.name,
            administration=board.administration,
            case_series=board.case_series,
        )
    town.cooperation = _cooperation(town)
    password = make_password(PASSWORD)
    for person in PEOPLE:
        town.users[person.username] = _user(town, person, password)
    for username, user in town.users.items():
        town.accesses[username] = access_of(user, origin=ORIGIN)


def _cooperation(town: Town) -> Cooperation:
    lead = town.authorities[SOCIAL]
    cooperation = Cooperation.objects.create(name="Exempelstad och Grannby", lead=lead)
    for key in (SOCIAL, NEIGHBOUR):
        CooperationMember.objects.create(cooperation=cooperation, authority=town.authorities[key])
    return cooperation


def _user(town: Town, person: Person, password: str) -> User:
    user = User.objects.create(
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        email=f"{person.username}@exempelstad.example",
        password=password,
    )
    for key, role in person.roles:
        Membership.objects.create(user=user, authority=town.authorities[key], role=role)
    return user


def shown_role(person: Person) -> str:
    """Return the role as the list of log-ins says it."""
    if person.roles:
        return person.roles[0][1].label
    return "Utförare" if person.provider else "Ingen roll"
