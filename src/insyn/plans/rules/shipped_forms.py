"""Beginnings of a plan that the product comes with: headings, forms and process cards. Pure.

They follow how three boards have planned, in our own words. A board copies one and writes its
own over it: nothing here is read again once the plan is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.kernel.choices import Choice
from insyn.plans.rules.kinds import FormKind, StageKind


class Beginning(Choice):
    """What a new plan begins with."""

    TWO_STAGES = "two_stages", "Översiktlig uppföljning, sedan fördjupad"
    CATEGORIES = "categories", "Tre sorters uppföljning"
    ROLLING = "rolling", "Flerårig plan som uppdateras varje år"
    EMPTY = "empty", "Tom plan"


@dataclass(frozen=True, slots=True)
class ShippedStage:
    """A step of a form."""

    kind: StageKind
    name: str
    methods: str = ""


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """A form of follow-up with its process card; lists have one thing a line."""

    kind: FormKind
    name: str
    purpose: str = ""
    goal: str = ""
    method: str = ""
    receivers: str = ""
    reporting: str = ""
    feedback: str = ""
    limits: str = ""
    consequences: str = ""
    checks: str = ""
    triggers: str = ""
    is_outside: bool = False
    stages: Sequence[ShippedStage] = ()


@dataclass(frozen=True, slots=True)
class ShippedSection:
    """A heading of the plan and a text to write on from."""

    heading: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ShippedPlan:
    """What a beginning puts in a new plan."""

    sections: Sequence[ShippedSection]
    forms: Sequence[ShippedForm]


def _lines(*lines: str) -> str:
    return "\n".join(lines)


_EVENT_DRIVEN = ShippedForm(
    kind=FormKind.EVENT_DRIVEN,
    name="Händelsestyrd uppföljning",
    purpose="Ta reda på vad som har hänt när något tyder på att en utförare brister.",
    goal="Att det som är fel rättas, och att vi ser att rättelsen har haft effekt.",
    method="Väljs efter vad som har hänt. Ofta ett besök, intervjuer och handlingar.",
    receivers=_lines("Utföraren", "Nämnden"),
    reporting="När uppföljningen är genomförd.",
    feedback="Utföraren får veta vad vi har funnit och vad som ska rättas.",
    limits="Enskilda personers vård prövas i deras egna ärenden.",
    consequences=_lines("Åtgärdsplan", "Påföljd enligt avtalet"),
    triggers=_lines(
        "Upprepade händelser hos samma utförare",
        "En enstaka händelse med uppenbar risk för missförhållande eller avtalsbrott",
        "Stora avvikelser i kostnad eller måluppfyllelse",
        "Kontroll av att tidigare åtgärder är genomförda och har gett resultat",
    ),
)

_REGULAR = ShippedForm(
    kind=FormKind.PERIODIC,
    name="Regelbunden uppföljning",
    purpose="Se att de avtal som riskbedömningen pekar ut följs, och att kvaliteten är god.",
    goal="Att utförarna inom årets fokusområden gör det som avtalen säger.",
    method=(
        "Alla utförare inom fokusområdet följs upp översiktligt. Resultatet avgör vilka som "
        "följs upp på djupet, och med vilka metoder."
    ),
    receivers=_lines("Utförarna", "Nämnden"),
    reporting="Varje kontroll redovisas för nämnden när den är genomförd.",
    feedback="Varje utförare får veta resultatet.",
    limits="Enskilda personers vård följs upp av socialsekreterarna.",
    consequences=_lines("Fördjupad uppföljning", "Åtgärdsplan", "Underlag till nästa års plan"),
    checks=_lines(
        "Tillstånd från IVO",
        "Tillsynsbeslut hos IVO",
        "Anmälningar enligt lex Sarah",
        "Uppgifter från utföraren om personal, kompetens och lokaler",
        "Vad handläggarna säger om insatserna hos varje utförare",
    ),
    stages=(
        ShippedStage(
            StageKind.OVERVIEW,
            "Översiktlig uppföljning",
            "Uppgifter hämtas från register, utförare och handläggare.",
        ),
        ShippedStage(
            StageKind.DECISION,
            "Beslut om fördjupad uppföljning",
            "Resultatet avgör vilka utförare som följs upp på djupet.",
        ),
        ShippedStage(
            StageKind.IN_DEPTH,
            "Fördjupad uppföljning",
            _lines(
                "Hur utföraren har hanterat brister som IVO har funnit",
                "Kontroll av uppgifter från den översiktliga uppföljningen",
                "Ett urval av ska-krav i avtalet",
                "Intervjuer med utförare och brukare",
            ),
        ),
    ),
)

_CREDIT = ShippedForm(
    kind=FormKind.CONTINUOUS,
    name="Löpande uppföljning",
    purpose="Upptäcka i tid att en utförares ekonomi försämras.",
    goal="Att nämnden inte överraskas av en utförare som inte kan fullgöra avtalet.",
    method="Kreditupplysningar bevakas under hela året.",
    receivers="Avtalsansvariga",
    reporting="I den samlade redovisningen för året.",
    consequences="Händelsestyrd uppföljning",
    checks="Kreditupplysningar: förändrad kreditvärdighet och risknivå",
)

_INDIVIDUAL = ShippedForm(
    kind=FormKind.INDIVIDUAL,
    name="Uppföljning på individnivå",
    purpose="Se att insatsen möter den enskildes behov.",
    method="Görs av socialsekreterare i varje ärende.",
    limits="Görs inte inom planen. Bara signaler om utförare kommer in hit.",
    is_outside=True,
)

_CONTINUOUS = ShippedForm(
    kind=FormKind.CONTINUOUS,
    name="Löpande uppföljning",
    purpose="Ta vara på det vi får veta om utförarna under året.",
    goal="Att brister upptäcks tidigt, även mellan de planerade uppföljningarna.",
    method=(
        "Uppgifter från register, andra myndigheter och den egna förvaltningen samlas och bedöms "
        "fortlöpande. Ekonomiska kontroller görs tillsammans med upphandlarna."
    ),
    receivers="Avtalsansvariga",
    reporting="I den årliga sammanställningen av genomförd uppföljning.",
    consequences="Händelsestyrd uppföljning",
    checks=_lines(
        "Uppgifter från IVO",
        "Klagomål från handläggare",
        "Kreditupplysning: betalningsförelägganden och skatteskulder",
        "Stickprov på vårdfakturor",
        "Hur avtalet följs enligt socialsekreterare och administratörer",
        "IVO:s tillstånd och årliga tillsynsrapporter",
    ),
)

_ON_SIGNALS = ShippedForm(
    kind=FormKind.EVENT_DRIVEN,
    name="Händelsestyrd uppföljning",
    purpose="Ta reda på vad som ligger bakom en signal om en utförare.",
    goal="Att missförhållanden upptäcks och rättas.",
    method="Väljs efter vad signalen gäller.",
    receivers=_lines("Utföraren", "Nämnden"),
    reporting="I den årliga sammanställningen av genomförd uppföljning.",
    feedback="Utföraren får veta vad vi har funnit och vad som ska rättas.",
    consequences=_lines("Åtgärdsplan", "Påföljd enligt avtalet"),
    triggers=_lines(
        "Signaler om missförhållanden",
        "Avvikelser från den löpande uppföljningen",
        "Signaler från IVO, Skatteverket, medier och privatpersoner",
    ),
)

_CHOSEN = ShippedForm(
    kind=FormKind.SPECIAL,
    name="Särskild uppföljning",
    purpose="Granska ett antal verksamheter närmare inom de ramavtal som planen pekar ut.",
    goal="Att varje ramavtal följs upp under avtalstiden.",
    method=(
        "Ett antal verksamheter väljs ut. En riskbedömning avgör vilka områden som står i fokus. "
        "Besöken är planerade eller oannonserade."
    ),
    receivers=_lines("Utförarna", "Nämnden"),
    reporting="I den årliga sammanställningen av genomförd uppföljning.",
    feedback="Varje utförare får veta resultatet.",
    consequences=_lines("Åtgärdsplan", "Påföljd enligt avtalet"),
    checks="Bemanning: scheman begärs in och jämförs med vad vi ser vid besöket",
)

_SURVEY = ShippedForm(
    kind=FormKind.SURVEY,
    name="Avtalsuppföljning",
    purpose=(
        "Se att verksamheterna följer avtal och uppdragsbeskrivningar, och hur det ändras över "
        "tid inom varje verksamhetsområde."
    ),
    goal="Att verksamheterna arbetar som avtalen och bestämmelserna säger.",
    method=(
        "En digital enkät till varje verksamhet, varje år. De krav som betyder mest för den "
        "enskilde väljs ut och görs till konkreta frågor: ja eller nej, eller hur ofta. Inga "
        "öppna frågor."
    ),
    receivers=_lines("De verksamheter som följs upp", "Nämnden, sammanräknat"),
    reporting=_lines("Kvalitetsberättelsen", "Verksamhetsberättelsen", "Delårsrapport 2"),
    feedback="Varje utförare får sitt resultat.",
    limits="Hur enskilda brukare upplever insatsen mäts inte.",
    consequences=_lines("Genomföra åtgärder", "Avsluta avtal med utförare i valfrihetssystem"),
)

_IN_DEPTH = ShippedForm(
    kind=FormKind.IN_DEPTH,
    name="Fördjupad uppföljning",
    purpose="Följa upp signaler om att en utförare avviker väsentligt från avtalet.",
    goal="Att verksamheterna arbetar som avtalen och bestämmelserna säger.",
    method="Besök och intervjuer med ansvariga och medarbetare.",
    receivers="Den verksamhet som följs upp",
    reporting=_lines("Kvalitetsberättelsen", "Verksamhetsberättelsen"),
    feedback="Utföraren får veta resultatet.",
    limits="Omsorgen om enskilda brukare ingår inte.",
    consequences=_lines("Genomföra åtgärder", "Avsluta avtal med utförare i valfrihetssystem"),
    triggers=_lines(
        "Signaler: avtalsuppföljning, avvikelser, medarbetares rapporter, klagomål, lex Sarah",
        "Valda områden: ett mönster av brister i en bransch, eller en ny marknad",
    ),
)

_NEW_PROVIDERS = ShippedForm(
    kind=FormKind.NEW_PROVIDERS,
    name="Uppföljning av nya utförare",
    purpose="Se att en ny utförare har kommit igång som avtalet säger.",
    goal="Att varje ny utförare har följts upp inom åtta månader från första brukaren.",
    method="Besök hos utföraren 6–8 månader efter att den första brukaren tagits emot.",
    receivers="Den verksamhet som följs upp",
    reporting=_lines("Kvalitetsberättelsen", "Verksamhetsberättelsen"),
    feedback="Utföraren får veta resultatet.",
    triggers="Nya utförare: 6–8 månader efter första brukaren",
)

_THEME = ShippedForm(
    kind=FormKind.THEME,
    name="Kvalitetsuppföljning",
    purpose="Förklara varför brister uppstår inom ett tema, över flera verksamheter.",
    goal="Orsaker som verksamheterna kan använda när de förbättrar sitt arbete.",
    method=(
        "Ett tema om året. Metod och urval väljs efter temat. Källor: nationella "
        "brukarundersökningar, lex Sarah, klagomål, avtalsuppföljning, egna avvikelser och "
        "uppföljning på individnivå."
    ),
    receivers=_lines("Förvaltningens ledning", "Nämnden", "Verksamheterna"),
    reporting=_lines("Kvalitetsberättelsen", "Verksamhetsberättelsen", "En egen rapport"),
    feedback="De som deltagit, utförarnas chefer, förvaltningens ledning och nämnden.",
    limits="Enskilda verksamheter följs inte upp. Bristerna är redan kända.",
)

_DIALOGUE = ShippedForm(
    kind=FormKind.DIALOGUE,
    name="Dialogmöten",
    purpose="Hålla en god relation med utförarna och ge dem stöd.",
    method="Möten under året, i den omfattning som behövs.",
    receivers="Utförarna",
    checks=_lines(
        "Avtal och krav",
        "Rutiner",
        "Övergripande resultat av uppföljningen",
        "Utvecklingsbehov",
        "Korta utbildningar",
    ),
)

SHIPPED: dict[Beginning, ShippedPlan] = {
    Beginning.TWO_STAGES: ShippedPlan(
        sections=(
            ShippedSection(
                "Sammanfattning",
                "Planen säger vad nämnden följer upp hos privata utförare under året, när det "
                "görs och hur. Den bygger på en riskbedömning. Resultatet ligger till grund för "
                "nästa års plan.",
            ),
            ShippedSection("Verksamheter hos privata utförare"),
            ShippedSection("Riskbedömning"),
        ),
        forms=(_REGULAR, _EVENT_DRIVEN, _CREDIT, _INDIVIDUAL),
    ),
    Beginning.CATEGORIES: ShippedPlan(
        sections=(
            ShippedSection(
                "Bakgrund och syfte",
                "Nämnden ansvarar för att verksamheten bedrivs enligt fullmäktiges mål och "
                "gällande regler, också när en privat utförare sköter den (kommunallagen 6 kap. "
                "6 §). Uppföljningen ska säkra god kvalitet för brukarna, visa om avtalen följs "
                "och ge kunskap till kommande upphandlingar.",
            ),
            ShippedSection("Nämndens ramavtal"),
            ShippedSection("Avtalsuppföljning"),
        ),
        forms=(_CONTINUOUS, _ON_SIGNALS, _CHOSEN),
    ),
    Beginning.ROLLING: ShippedPlan(
        sections=(
            ShippedSection(
                "Planens innehåll och syfte",
                "Planen säger hur och när verksamheterna följs upp under de kommande åren. Den "
                "uppdateras varje år. Privata utförare och kommunens egna verksamheter följs upp "
                "på samma villkor.",
            ),
            ShippedSection(
                "Uppföljningsuppdraget",
                "Kommunen ska kontrollera och följa upp verksamhet som en privat utförare har "
                "hand om (kommunallagen 10 kap. 8 §).",
            ),
            ShippedSection("Vilka verksamheter omfattas?"),
        ),
        forms=(_SURVEY, _IN_DEPTH, _NEW_PROVIDERS, _THEME, _DIALOGUE),
    ),
    Beginning.EMPTY: ShippedPlan(sections=(), forms=()),
}
