"""The review templates that the made-up boards have written themselves."""

from insyn.criteria.rules import QuestionFacts as Q
from insyn.criteria.rules import SectionFacts

ELDERLY_CARE = (
    SectionFacts(
        "Bemanning och kontinuitet",
        "Gäller hur insatserna bemannas och hur många den enskilde möter.",
        (
            Q("Finns det personal enligt avtalet alla tider på dygnet?",
              "Schema och bemanning stämmer med avtalet, även kvällar och helger.",
              "Schema för fyra veckor och oanmält besök"),
            Q("Hur många i personalen möter den enskilde under fjorton dagar?",
              "Högst tolv, enligt nämndens mål för kontinuitet.",
              "Uppgift ur planeringssystemet"),
            Q("Är en fast omsorgskontakt utsedd?",
              "Varje person som vill ha en fast omsorgskontakt har en.",
              "Förteckning utan namn och samtal"),
        ),
    ),
    SectionFacts(
        "Kompetens och introduktion",
        "Gäller personalens utbildning, språk och handledning.",
        (
            Q("Har personalen den utbildning som avtalet kräver?",
              "Andelen undersköterskor når upp till det som avtalet anger.",
              "Personalförteckning med utbildning"),
            Q("Introduceras nya medarbetare innan de arbetar ensamma?",
              "Introduktionen är planerad, dokumenterad och minst tre dagar.",
              "Introduktionsplan och samtal"),
        ),
    ),
    SectionFacts(
        "Ledningssystem och avvikelser",
        "Gäller hur verksamheten lär av det som går fel.",
        (
            Q("Finns ett ledningssystem som personalen använder?",
              "Personalen hittar rutinerna och kan berätta hur de används.",
              "Rundvandring och samtal"),
            Q("Rapporteras och åtgärdas avvikelser och missförhållanden?",
              "Varje rapport är utredd, återförd till personalen och känd av nämnden.",
              "Sammanställning av avvikelser och rapporter enligt lex Sarah"),
        ),
    ),
    SectionFacts(
        "Planering och delaktighet",
        "Gäller att insatserna utförs så som den enskilde vill.",
        (
            Q("Finns en aktuell genomförandeplan?",
              "Planen är upprättad inom fjorton dagar och följs upp var sjätte månad.",
              "Genomförandeplaner i egna ärenden"),
            Q("Har den enskilde varit med och påverkat planen?",
              "Det framgår av planen vad den enskilde själv har önskat.",
              "Genomförandeplaner och samtal"),
        ),
    ),
    SectionFacts(
        "Måltider och hälsa",
        "Gäller mat, nattfasta och förebyggande arbete.",
        (
            Q("Är nattfastan högst elva timmar?",
              "Mätningen de senaste sex månaderna visar det.",
              "Mätning av nattfasta"),
            Q("Bedöms risken för fall och undernäring?",
              "Bedömningen görs vid inflyttning och därefter varje år.",
              "Sammanställning utan namn"),
        ),
    ),
    SectionFacts(
        "Trygghet och säkerhet",
        "Gäller nycklar, larm och brandskydd.",
        (
            Q("Hanteras nycklar så att obehöriga inte kommer åt dem?",
              "Nycklar kvitteras, märks utan adress och förvaras inlåsta.",
              "Rundvandring"),
            Q("Besvaras larm inom den tid som avtalet anger?",
              "Larmlistan visar att tiden hålls.",
              "Larmlista för en månad"),
        ),
    ),
)  # fmt: skip

DAILY_SUPPORT = (
    SectionFacts(
        "Ledning och kompetens",
        "Gäller den som leder verksamheten och personalens kunskaper.",
        (
            Q("Är den som leder verksamheten den som anges i tillståndet?",
              "Namnet är detsamma i tillståndet, i avtalet och i verksamheten.",
              "Tillståndsbevis och avtal"),
            Q("Har personalen kunskap om de funktionsnedsättningar som förekommer?",
              "Det finns en plan för kompetensutveckling som följs.",
              "Kompetensplan och samtal"),
        ),
    ),
    SectionFacts(
        "Självbestämmande",
        "Gäller att den enskilde bestämmer över sin vardag.",
        (
            Q("Får den enskilde information och stöd så att det går att välja?",
              "Stöd för kommunikation används och anpassas.",
              "Rundvandring och samtal"),
            Q("Följs begränsningsåtgärder upp så att de inte förekommer?",
              "Verksamheten har gått igenom sina arbetssätt det senaste året.",
              "Protokoll från genomgång"),
        ),
    ),
    SectionFacts(
        "Innehåll och planering",
        "Gäller att stödet är planerat och stimulerande.",
        (
            Q("Finns en individuell plan som följs upp?",
              "Planen är högst ett år gammal och har mål.",
              "Planer i egna ärenden"),
            Q("Är verksamheten varierad och anpassad?",
              "Veckoschemat visar val mellan minst tre sysselsättningar.",
              "Veckoschema"),
        ),
    ),
    SectionFacts(
        "Avvikelser och missförhållanden",
        "Gäller att det som går fel rapporteras och åtgärdas.",
        (
            Q("Rapporteras och utreds missförhållanden enligt lex Sarah?",
              "Rutinen är känd och nämnden informeras.",
              "Rutin och sammanställning"),
        ),
    ),
    SectionFacts(
        "Lokaler och säkerhet",
        "Gäller tillgänglighet, brandskydd och förvaring av handlingar.",
        (
            Q("Är lokalerna tillgängliga och säkra?",
              "Utrymningsvägar är fria och brandskyddet kontrolleras.",
              "Rundvandring"),
            Q("Förvaras handlingar om enskilda inlåsta?",
              "Skåpet är låst och bara behöriga har nyckel.",
              "Rundvandring"),
        ),
    ),
)  # fmt: skip
