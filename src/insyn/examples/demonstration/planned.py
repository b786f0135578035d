"""What Exempelstad plans for the year: forms, activities, and what came in between."""

from dataclasses import dataclass

from insyn.plans.rules import FormKind, Method, StageKind
from insyn.risk.rules.states import StepKind
from insyn.risk.rules.steps import Step

REGULAR, SURVEY, IN_DEPTH = "Regelbunden uppföljning", "Avtalsuppföljning", "Fördjupad uppföljning"
NEW, THEME, DIALOGUE = "Uppföljning av nya utförare", "Kvalitetsuppföljning", "Dialogmöten"
STAGES = (
    (StageKind.OVERVIEW, "Översiktlig uppföljning"),
    (StageKind.DECISION, "Beslut om fördjupad uppföljning"),
    (StageKind.IN_DEPTH, "Fördjupad uppföljning"),
)
"""The steps of the regular follow-up, which the board has added to the forms it began with."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An activity. ``when`` is typed as people type it; with stages, one time for each.

    ``hours`` are of one occasion, ``done`` and ``stopped`` say what became of it: the reason why
    it was cancelled, or the new time and the reason why it was postponed. One that ``gathers`` is
    behind the visits that are made in its time to those who have its agreement.
    """

    form: str
    title: str
    when: tuple[str, ...]
    agreement: str = ""
    area: str = ""
    theme: str = ""
    methods: tuple[Method, ...] = ()
    hours: int | None = None
    occasions: int = 1
    providers: tuple[str, ...] = ()
    responsible: str = "uppfoljare1"
    template: str = ""
    is_unannounced: bool = False
    is_done: bool = False
    later: str = ""
    reason: str = ""
    gathers: bool = False


FORM_KIND = FormKind.PERIODIC
PLANNED = (
    Planned(REGULAR, "Insatser till barn och unga", ("februari", "april", "maj–september"),
            agreement="children", hours=24, occasions=8, template="nine",
            methods=(Method.DOCUMENTS, Method.VISIT, Method.INTERVIEW)),
    Planned(REGULAR, "Korttidsvistelse, ledsagning och boendestöd", ("mars", "maj", "oktober"),
            agreement="respite", hours=16, occasions=3, responsible="uppfoljare2",
            methods=(Method.DOCUMENTS, Method.VISIT), providers=("humlan", "ledsagaren")),
    Planned(SURVEY, "Enkät till hemtjänsten", ("februari–maj",), area="hemtjanst",
            methods=(Method.SURVEY,), hours=6, occasions=4),
    Planned(SURVEY, "Enkät till särskilda boenden", ("februari–maj",), area="sabo",
            methods=(Method.SURVEY,), hours=6, occasions=4, responsible="uppfoljare2"),
    Planned(SURVEY, "Enkät till daglig verksamhet", ("februari–maj",), area="daglig-verksamhet",
            methods=(Method.SURVEY,), hours=6, occasions=3, later="november",
            reason="Enkäten väntar på de nya kraven i förfrågningsunderlaget"),
    Planned(SURVEY, "Egen regi på samma villkor", ("mars–maj",), agreement="home_mission",
            methods=(Method.SURVEY, Method.SELF_REPORT), hours=10, occasions=2),
    Planned(SURVEY, "Besök i hemtjänsten, våren", ("januari–juni",), agreement="home_care",
            methods=(Method.VISIT, Method.INTERVIEW), hours=8, occasions=4, gathers=True),
    Planned(SURVEY, "Besök i hemtjänsten, hösten", ("juli–december",), agreement="home_care",
            methods=(Method.VISIT, Method.INTERVIEW), hours=8, occasions=4, gathers=True),
    Planned(SURVEY, "Besök i egna boenden och egen hemtjänst", ("januari–december",),
            agreement="home_mission", methods=(Method.VISIT, Method.INTERVIEW), hours=8,
            occasions=5, gathers=True, responsible="uppfoljare2"),
    Planned(SURVEY, "Besök i daglig verksamhet", ("januari–december",), agreement="daily",
            methods=(Method.VISIT, Method.INTERVIEW), hours=8, occasions=2, gathers=True),
    Planned(SURVEY, "Besök i egen daglig verksamhet och eget boendestöd",
            ("januari–december",), agreement="support_mission", gathers=True,
            methods=(Method.VISIT, Method.INTERVIEW), hours=8, occasions=3),
    Planned(IN_DEPTH, "Oannonserat kvällsbesök i hemtjänsten", ("oktober–november",),
            agreement="home_care", methods=(Method.UNANNOUNCED_VISIT,), hours=8, occasions=3,
            providers=("akero", "bjorkdungen", "norrsken"), responsible="uppfoljare2",
            is_unannounced=True),
    Planned(IN_DEPTH, "Driften av Tallbacken", ("september–oktober",), agreement="tallbacken",
            methods=(Method.VISIT, Method.INTERVIEW, Method.DOCUMENTS), hours=40,
            providers=("tallbacken",)),
    Planned(IN_DEPTH, "Enstaka platser i särskilt boende", ("oktober–december",),
            agreement="single_places", methods=(Method.VISIT,), hours=16, occasions=2),
    Planned(NEW, "Nya utförare i valfrihetssystemen", ("fortlöpande",),
            theme="Nya utförare i valfrihetssystemen", methods=(Method.VISIT,), hours=12,
            occasions=2),
    Planned(THEME, "Bemanning kvällar och helger", ("mars–juni",), area="sabo",
            theme="Bemanning kvällar och helger", methods=(Method.DOCUMENTS, Method.INTERVIEW),
            hours=80, responsible="uppfoljare2"),
    Planned(THEME, "Matlådor i ordinärt boende", ("september–november",), area="hemtjanst",
            theme="Matlådor i ordinärt boende", hours=60,
            reason="Nämnden flyttade resurserna till utredningen av en utförare"),
    Planned(DIALOGUE, "Dialogmöte med utförare inom hemtjänst", ("januari",), area="hemtjanst",
            hours=6, is_done=True),
    Planned(DIALOGUE, "Dialogmöte om barns och ungas delaktighet", ("november",),
            agreement="children", hours=6),
)  # fmt: skip
"""With a new time it is postponed; with a reason alone it is cancelled."""

STARTED = "Driften av Tallbacken"
SELECTED = "Korttidsvistelse, ledsagning och boendestöd"
"""The activity whose follow-up is made at once, and the one that a selection chooses for."""

STEPS = (
    Step(StepKind.TOP_RISK, count=3),
    Step(StepKind.COVERAGE, years=3),
    Step(StepKind.CONTROL_SHARE, percent=20),
)
"""First risk, then those who have waited, and some by lottery to compare with."""

GOALS = (
    "Alla avtal följs upp minst vart tredje år.",
    "Privata utförare och egen regi följs upp på samma villkor.",
    "Brister som rör barn är åtgärdade inom sex månader.",
    "Allmänheten kan läsa vad uppföljningarna visar.",
)
"""What the council's programme asks for. Made up."""
