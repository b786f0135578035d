"""What the follow-ups found, and what the providers answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from insyn.findings.rules import FindingKind, Severity


@dataclass(frozen=True, slots=True)
class Reply:
    """The provider's measure for one deficiency."""

    affected: str
    others_at_risk: str
    cause: str
    measure: str
    responsible: str
    effect_check: str


@dataclass(frozen=True, slots=True)
class Found:
    """One finding and, for a deficiency, what is demanded and answered."""

    kind: FindingKind
    area: str
    text: str
    requirement: str = ""
    required_result: str = ""
    severity: Severity = Severity.MINOR
    reply: Reply | None = None
    evidence: str = ""
    responsible: str = ""


def _deficiency(
    area: str,
    text: str,
    demand: tuple[str, str],
    evidence: str,
    reply: Reply | None = None,
    *,
    is_major: bool = False,
) -> Found:
    severity = Severity.MAJOR if is_major else Severity.MINOR
    return Found(FindingKind.DEFICIENCY, area, text, *demand, severity, reply, evidence)


FOUND: Mapping[str, Found] = {
    "extracts": _deficiency(
        "Personal",
        "Registerutdrag begärs inte återkommande av personal som har arbetat länge.",
        ("Avtalet punkt 4.3: utdrag visas före anställning och därefter varje år",
         ("En rutin som säger vem som kontrollerar utdragen, när på året det görs och hur det "
         "antecknas.")),
        "Genomgång av personallistan och sex personalakter vid besöket.",
        Reply("Samtliga placerade ungdomar", "Ungdomar som placeras framöver",
              "Rutinen omfattade bara nyanställda.",
              "Utdrag visas i januari varje år för all personal. Kontrollen antecknas i en lista.",
              "Verksamhetschef", "Listan gås igenom vid egenkontrollen i februari."),
    ),
    "records": _deficiency(
        "Dokumentation",
        "Skåpet med handlingar om enskilda stod olåst när vi kom.",
        ("Avtalet punkt 5.1: handlingar förvaras så att obehöriga inte kommer åt dem",
         "Handlingarna är alltid inlåsta och personalen vet vem som har nyckel."),
        "Det vi såg i kontorsrummet vid besöket, och samtal med två i personalen.",
        Reply("De ungdomar som bor i verksamheten", "Tidigare boende vars handlingar finns kvar",
              "Nyckeln saknades under en vecka och ingen tog ansvar.",
              "Skåpet har fått kodlås. Ansvarig för dagen kontrollerar det vid varje arbetspass.",
              "Bitr. verksamhetschef", "Stickprov varje vecka i tre månader."),
        is_major=True,
    ),
    "lex_sarah": _deficiency(
        "Lex Sarah",
        "Rutinen säger inte att den nämnd som har gett uppdraget ska informeras.",
        ("Avtalet punkt 5.4: nämnden informeras skyndsamt om rapporter och anmälningar",
         "Rutinen säger vem som informerar nämnden och inom vilken tid."),
        "Rutinen för lex Sarah som skickades in före besöket.",
        Reply("Ingen har drabbats hittills", "Alla som berörs av en framtida rapport",
              "Rutinen är hämtad från en mall för hela koncernen.",
              "Rutinen är kompletterad. Verksamhetschefen ringer nämnden samma dag.",
              "Kvalitetsansvarig", "Personalen övar på ett påhittat fall vid nästa möte."),
    ),
    "plans": _deficiency(
        "Genomförandeplan",
        "Två av fyra granskade genomförandeplaner saknar datum för uppföljning.",
        ("Avtalet punkt 3.2: planen följs upp minst var tredje månad",
         "Alla planer har datum för uppföljning och namn på den som ansvarar."),
        "Genomgång av fyra genomförandeplaner på plats.",
        Reply("Två ungdomar", "Övriga med plan som upprättades före sommaren",
              "Mallen saknade fältet.",
              "Mallen är ändrad och samtliga planer är genomgångna.",
              "Föreståndare", "Planerna granskas vid egenkontrollen varje kvartal."),
    ),
    "participation": Found(
        FindingKind.DEVELOPMENT_AREA, "Barns och ungdomars delaktighet",
        "Ungdomarnas synpunkter antecknas, men det framgår inte vad de har lett till.",
    ),
    "supervision": Found(
        FindingKind.GOOD_PRACTICE, "Personal",
        "Handledning var tredje vecka där personalen själv väljer fråga. Sjukfrånvaron har "
        "halverats.",
    ),
    "late_mission": Found(
        FindingKind.COMMISSIONER_SHORTCOMING, "Genomförandeplan",
        "Nämndens uppdrag med mål kom två månader efter placeringen i två av fyra ärenden.",
        evidence="Genomgång av fyra akter vid besöket.", responsible="Enhetschef barn och unga",
    ),
    "evening": _deficiency(
        "Bemanning och kontinuitet",
        "Vid det oanmälda kvällsbesöket fanns två i personalen. Avtalet kräver tre.",
        ("Avtalet punkt 6.2: minst tre i personalen på kvällen",
         "Schema och faktisk bemanning som når upp till avtalet alla kvällar."),
        "Besöket klockan 19.30, schemat för kvällen och samtal med de två som arbetade.",
        Reply("De 14 som bor på avdelningen", "Boende på övriga avdelningar",
              "En sjukskrivning ersattes inte.",
              "Bemanningspool för kvällar och helger från och med nästa månad.",
              "Enhetschef", "Bemanningen redovisas till nämnden varje månad i ett halvår."),
        is_major=True,
    ),
    "introduction": _deficiency(
        "Kompetens och introduktion",
        "Timvikarier har arbetat ensamma efter en dags introduktion.",
        ("Avtalet punkt 4.1: minst tre dagars introduktion innan ensamarbete",
         "Ingen arbetar ensam före tre dokumenterade introduktionsdagar."),
        "Samtal med fyra timvikarier och introduktionslistorna för sommaren.",
        Reply("Brukare med besök av vikarier i somras", "Brukare under kommande helger",
              "Introduktionen kortades när det saknades personal.",
              "Planeringssystemet spärrar ensamarbete tills introduktionen är kvitterad.",
              "Samordnare", "Uppföljning av spärren varje månad."),
    ),
    "fasting": _deficiency(
        "Måltider och hälsa",
        "Nattfastan har inte mätts sedan förra året.",
        ("Avtalet punkt 7.3: nattfastan mäts två gånger om året",
         "En mätning i år och datum för nästa."),
        "Årshjulet och samtal med sjuksköterskan.",
        Reply("Samtliga boende", "Ingen ytterligare", "Den som ansvarade slutade.",
              "Mätning görs i vecka 10 och 40 och förs in i årshjulet.",
              "Sjuksköterska med ansvar för mätningen", "Resultatet redovisas på boenderåd."),
    ),
    "old_plans": _deficiency(
        "Innehåll och planering",
        "Fyra av tio planer är äldre än ett år.",
        ("Avtalet punkt 3.1: den individuella planen följs upp minst en gång om året",
         "Alla planer är högst ett år gamla."),
        "Genomgång av tio planer på plats.",
        Reply("Fyra deltagare", "Deltagare vars plan går ut i vår", "Ingen bevakade datumen.",
              "Planerna är uppdaterade. Datum bevakas i kalendern.",
              "Arbetsledare", "Genomgång första måndagen varje månad."),
    ),
    "exits": _deficiency(
        "Lokaler och säkerhet",
        "En av två utrymningsvägar var delvis spärrad av förrådshyllor.",
        ("Avtalet punkt 8.1: lokalerna uppfyller kraven på brandskydd",
         "Fria utrymningsvägar och en egenkontroll av brandskyddet varje månad."),
        "Rundvandring i lokalerna vid besöket.",
        Reply("Deltagare och personal i verkstaden", "Besökare",
              "Hyllorna ställdes dit tillfälligt vid en ombyggnad.",
              "Hyllorna är borttagna och en brandskyddsrond är införd.",
              "Verksamhetschef", "Protokoll från ronden sparas i ledningssystemet."),
        is_major=True,
    ),
    "continuity": _deficiency(
        "Bemanning och kontinuitet",
        "Åtta av tio brukare mötte fler än tolv i personalen under fjorton dagar.",
        ("Punkt 6.3: den enskilde möter högst tolv i personalen under fjorton dagar",
         "Planeringen når målet hos minst nio av tio brukare."),
        "Uppgift ur planeringssystemet för vecka 9 och 10.",
    ),
    "incidents": _deficiency(
        "Ledningssystem och avvikelser",
        "Sju av tjugo avvikelser var inte utredda efter tre månader.",
        ("Punkt 5.2: en avvikelse är utredd inom en månad",
         "Alla avvikelser har någon som ansvarar och en dag då de är utredda."),
        "Sammanställning av halvårets avvikelser.",
    ),
    "care_plans": _deficiency(
        "Planering och delaktighet",
        "Tre av åtta granskade genomförandeplaner var äldre än sex månader.",
        ("Punkt 3.4: genomförandeplanen följs upp var sjätte månad",
         "Alla planer är uppföljda och har datum för nästa uppföljning."),
        "Genomgång av åtta planer i egna ärenden.",
    ),
    "keys": _deficiency(
        "Trygghet och säkerhet",
        "Nycklar kvitterades inte vid två av fem arbetspass.",
        ("Punkt 8.1: nycklar till brukares hem kvitteras och förvaras inlåsta",
         "Varje nyckel kvitteras ut och in, och listan sparas i ett år."),
        "Kvittenslistan för en vecka och samtal med samordnaren.",
    ),
    "competence": _deficiency(
        "Ledning och kompetens",
        "Tre av åtta i personalen saknar utbildning om de funktionsnedsättningar som förekommer.",
        ("Punkt 4.2: personalen har utbildning för målgruppen",
         "Alla har gått grundutbildningen, eller har en plats bokad inom tre månader."),
        "Kompetensplanen och samtal med två i personalen.",
    ),
    "no_choice": _deficiency(
        "Självbestämmande",
        "Deltagare som inte talar fick inget stöd för att välja.",
        ("Punkt 2.2: stöd för kommunikation används och anpassas",
         "Varje deltagare har ett sätt att välja som personalen känner till."),
        "Rundvandring under förmiddagen och samtal med två i personalen.",
    ),
    "old_routine": _deficiency(
        "Avvikelser och missförhållanden",
        "Rutinen för lex Sarah hänvisar till den gamla socialtjänstlagen.",
        ("Punkt 5.4: rutinerna följer gällande lag",
         "Rutinen är ändrad och genomgången med personalen."),
        "Rutinen som visades vid besöket.",
    ),
    "feedback": Found(
        FindingKind.DEVELOPMENT_AREA, "Ledningssystem och avvikelser",
        "Avvikelser registreras, men personalen får sällan veta vad de har lett till.",
    ),
    "choices": Found(
        FindingKind.GOOD_PRACTICE, "Självbestämmande",
        "Bildstöd i alla rum gör att alla deltagare själva väljer dagens aktivitet.",
    ),
    "meals": Found(
        FindingKind.GOOD_PRACTICE, "Måltider och hälsa",
        "Sent mellanmål i de boendes egna kylskåp har kortat nattfastan med en timme.",
    ),
}  # fmt: skip

NOT_TO_IVO = (
    "Bristen har inte lett till skada och utföraren rättade till den direkt. Ny bedömning görs om "
    "åtgärderna inte håller."
)
CORRECTION = (
    "Beskriv också hur ni säkerställer att åtgärden håller när ordinarie personal är ledig."
)
ACCEPTED = "Åtgärden svarar mot kravet."
