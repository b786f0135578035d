"""The made-up agreements of the demonstration, with their lots and who has a contract."""

from dataclasses import dataclass

from insyn.examples.demonstration.town import ELDERLY, SOCIAL
from insyn.registry.rules import AgreementForm, ContractStatus


@dataclass(frozen=True, slots=True)
class Part:
    """A lot, and the lots inside it."""

    name: str
    area: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A provider's contract: its lots by name, its rank, and how it came to stand.

    ``since`` is the day, counted from today, on which the status changed; ``ended`` is the last
    month of a contract that ended, counted from this one.
    """

    provider: str
    lots: tuple[str, ...] = ()
    rank: int | None = None
    status: ContractStatus = ContractStatus.ACTIVE
    reason: str = ""
    since: int = 0
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement. ``starts`` and ``ends`` are months from this one."""

    key: str
    authority: str
    title: str
    case_number: str
    form: AgreementForm
    starts: int
    ends: int | None
    lots: tuple[Part, ...]
    places: tuple[Place, ...] = ()
    has_insight: bool = True
    is_shared: bool = False


CHILDREN = Terms(
    "children", SOCIAL, "Ramavtal för insatser till barn och unga", "SN-112",
    AgreementForm.FRAMEWORK, -43, 4,
    (
        Part("Öppenvård", "oppenvard", ("Familjebehandling", "Ungdomsteam")),
        Part("Hem för vård eller boende (HVB)", "hvb", ("HVB 13–17 år", "HVB 16–20 år")),
        Part("Stödboende", "stodboende"),
        Part("Konsulentstött jourhem/familjehem", "familjehem", ("Jourhem", "Familjehem")),
    ),
    is_shared=True,
)  # fmt: skip
"""Shared with Grannby. Its contracts are taken in from a list."""

LISTED: tuple[tuple[str, str, str, int], ...] = (
    ("oppna_spar", "Öppenvård", "Familjebehandling; Ungdomsteam", 1),
    ("samtalsrummet", "Öppenvård", "Familjebehandling", 2),
    ("angshog_hvb", "Hem för vård eller boende (HVB)", "HVB 13–17 år; HVB 16–20 år", 1),
    ("vargklippan", "Hem för vård eller boende (HVB)", "HVB 16–20 år", 2),
    ("fyrbaken", "Hem för vård eller boende (HVB)", "HVB 13–17 år", 3),
    ("angshog_stodboende", "Stödboende", "", 1),
    ("lillsjon", "Stödboende", "", 2),
    ("nasta_steg", "Stödboende", "", 3),
    ("angshog_familjehem", "Konsulentstött jourhem/familjehem", "Familjehem", 1),
    ("konsulenthuset", "Konsulentstött jourhem/familjehem", "Familjehem; Jourhem", 2),
    ("nattugglan", "Konsulentstött jourhem/familjehem", "Jourhem", 3),
)
"""Provider, lot, parts and rank of each row in the list of the shared agreement."""

TERMS = (
    Terms(
        "home_care", ELDERLY, "Valfrihetssystem för hemtjänst", "ÄN-45",
        AgreementForm.CHOICE_SYSTEM, -62, None,
        (Part("Omvårdnad och service", "hemtjanst", ("Norra", "Centrum", "Södra")),
         Part("Endast service", "hemtjanst")),
        (
            Place("akero", ("Norra", "Södra")),
            Place("bjorkdungen", ("Centrum",)),
            Place("norrsken", ("Norra",), status=ContractStatus.INTAKE_STOP,
                  reason="Inga nya brukare tills bemanningen är säkrad", since=-16),
            Place("omtanke", ("Endast service",), status=ContractStatus.ENDED,
                  reason="Utföraren lämnade valfrihetssystemet", since=-178, ended=-6),
        ),
    ),
    Terms(
        "tallbacken", ELDERLY, "Drift av äldreboendet Tallbacken", "ÄN-208",
        AgreementForm.OUTSOURCED, -30, 29,
        (Part("Särskilt boende", "sabo"),),
        (Place("tallbacken", ("Särskilt boende",)),),
    ),
    Terms(
        "single_places", ELDERLY, "Ramavtal för enstaka platser i särskilt boende", "ÄN-77",
        AgreementForm.FRAMEWORK, -20, 15,
        (Part("Demensboende", "sabo"), Part("Vård- och omsorgsboende", "sabo")),
        (
            Place("solglantan", ("Vård- och omsorgsboende",), rank=1),
            Place("ronnbaret", ("Demensboende", "Vård- och omsorgsboende"), rank=2),
            Place("omsorgsbolaget", ("Demensboende",), rank=3),
        ),
    ),
    Terms(
        "home_mission", ELDERLY, "Uppdragsbeskrivning för äldreomsorg i egen regi", "ÄN-12",
        AgreementForm.MISSION, -24, None,
        (Part("Hemtjänst", "hemtjanst"), Part("Särskilt boende", "sabo")),
        (Place("egen_regi", ("Hemtjänst", "Särskilt boende")),),
    ),
    Terms(
        "support_mission", SOCIAL, "Uppdragsbeskrivning för stöd i vardagen i egen regi", "SN-31",
        AgreementForm.MISSION, -24, None,
        (Part("Boendestöd", "boendestod"), Part("Daglig verksamhet", "daglig-verksamhet")),
        (Place("egen_regi", ("Boendestöd", "Daglig verksamhet")),),
    ),
    Terms(
        "daily", SOCIAL, "Valfrihetssystem för daglig verksamhet enligt LSS", "SN-64",
        AgreementForm.CHOICE_SYSTEM, -50, None,
        (Part("Daglig verksamhet", "daglig-verksamhet"),),
        (
            Place("kvarnen", ("Daglig verksamhet",)),
            Place("kooperativet", ("Daglig verksamhet",)),
        ),
    ),
    Terms(
        "respite", SOCIAL, "Ramavtal för korttidsvistelse, ledsagning och boendestöd", "SN-150",
        AgreementForm.FRAMEWORK, -16, 19,
        (Part("Korttidsvistelse", "korttidsvistelse"), Part("Ledsagning", "ledsagning"),
         Part("Boendestöd", "boendestod")),
        (
            Place("humlan", ("Korttidsvistelse",), rank=1),
            Place("grannby", ("Korttidsvistelse",), rank=2),
            Place("ledsagaren", ("Ledsagning",)),
            Place("blaklinten", ("Boendestöd",), rank=1),
            Place("sjobodan", ("Boendestöd",), rank=2, status=ContractStatus.UNDER_INVESTIGATION,
                  reason="Obetalda skatter enligt registerkontroll", since=-49),
        ),
    ),
    Terms(
        "direct", SOCIAL, "Direktupphandlad plats i hem för vård eller boende", "SN-301",
        AgreementForm.DIRECT_AWARD, -15, -4,
        (Part("Hem för vård eller boende (HVB)", "hvb"),),
        (Place("vargklippan", ("Hem för vård eller boende (HVB)",),
               status=ContractStatus.BLOCKED, reason="Avtalet fick inte förlängas", since=-125),),
        has_insight=False,
    ),
)  # fmt: skip
