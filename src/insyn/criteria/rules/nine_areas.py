"""The template with the nine areas of the coordinated follow-up of 2017. Pure data.

The areas are those of the source; the questions are worded for this product after what the
agreements and the rules of the time and of today ask of the provider.
"""

from insyn.criteria.rules.facts import QuestionFacts as Q
from insyn.criteria.rules.facts import SectionFacts

NINE_AREAS: tuple[SectionFacts, ...] = (
    SectionFacts(
        "Verksamhetschefens och dess ersättares kompetens",
        "Gäller den som ansvarar för verksamheten och den som träder in vid frånvaro.",
        (
            Q(
                "Är den som ansvarar för verksamheten den person som anges i avtal och tillstånd?",
                "Namnet är detsamma i avtalet, i tillståndet och i verksamheten, eller så är "
                "bytet anmält och godkänt.",
                "Avtal, tillståndsbevis och CV",
            ),
            Q(
                "Har verksamhetschefen den utbildning som avtalet kräver?",
                "Examen eller motsvarande enligt avtalet är styrkt.",
                "CV och examensbevis som visas på plats",
            ),
            Q(
                "Har verksamhetschefen den yrkes- och chefserfarenhet som avtalet kräver?",
                "Antalet år och slaget av erfarenhet når upp till kravet.",
                "CV och referenser",
            ),
            Q(
                "Finns en namngiven ersättare med den kompetens som avtalet kräver?",
                "Ersättaren är utsedd, känd av personalen och uppfyller kraven.",
                "CV för ersättaren",
            ),
        ),
    ),
    SectionFacts(
        "Kvalitetsledningssystem",
        "Gäller hur verksamheten planerar, kontrollerar och förbättrar sin kvalitet.",
        (
            Q(
                "Finns ett dokumenterat ledningssystem som passar verksamheten?",
                "Processer och rutiner är beskrivna, daterade och har en ansvarig.",
                "Ledningssystemet",
            ),
            Q(
                "Görs riskanalyser och egenkontroller med bestämda mellanrum?",
                "Det finns en plan för egenkontroll och protokoll från det senaste året.",
                "Plan och protokoll från egenkontroll",
            ),
            Q(
                "Tas avvikelser om hand och leder de till förbättringar?",
                "Avvikelser registreras, analyseras och följs upp; personalen får veta resultatet.",
                "Sammanställning av avvikelser",
            ),
            Q(
                "Är arbetet systematiskt och känt av personalen?",
                "Personalen kan berätta hur de använder rutinerna i vardagen.",
                "Samtal med personal",
            ),
        ),
    ),
    SectionFacts(
        "Lex Sarah",
        "Gäller skyldigheten att rapportera och åtgärda missförhållanden.",
        (
            Q(
                "Finns en aktuell rutin för att rapportera, utreda och avhjälpa missförhållanden?",
                "Rutinen följer gällande regler och säger vem som gör vad och hur snabbt.",
                "Rutin för lex Sarah",
            ),
            Q(
                "Vet personalen att de ska rapportera och hur de gör?",
                "Alla informeras när de börjar och därefter återkommande.",
                "Introduktionsplan och samtal med personal",
            ),
            Q(
                "Framgår att beställaren ska informeras om rapporter och anmälningar?",
                "Rutinen säger att den nämnd som har gett uppdraget informeras.",
                "Rutin för lex Sarah",
            ),
            Q(
                "Hur många rapporter har kommit in på tolv månader och vad ledde de till?",
                "Antalet är känt, varje rapport är utredd och nämnden är informerad.",
                "Sammanställning, jämförs med nämndens egna uppgifter",
            ),
        ),
    ),
    SectionFacts(
        "Klagomålshantering",
        "Gäller synpunkter och klagomål från enskilda, närstående och andra.",
        (
            Q(
                "Finns en rutin för att ta emot och utreda synpunkter och klagomål?",
                "Rutinen säger vem som ansvarar, hur snabbt svar ges och var det dokumenteras.",
                "Klagomålsrutin",
            ),
            Q(
                "Vet de enskilda och deras närstående hur de lämnar klagomål?",
                "Informationen är lätt att förstå och kan lämnas på flera sätt, även anonymt.",
                "Informationsblad och samtal",
            ),
            Q(
                "Sammanställs klagomålen och används de i förbättringsarbetet?",
                "Det finns exempel på klagomål som har lett till en ändring.",
                "Sammanställning och exempel utan namn",
            ),
        ),
    ),
    SectionFacts(
        "Dokumentation",
        "Gäller den sociala dokumentationen och hur handlingar förvaras och lämnas tillbaka.",
        (
            Q(
                "Dokumenteras genomförandet löpande, sakligt och med respekt för den enskilde?",
                "Anteckningarna är daterade, undertecknade och visar vad som har gjorts.",
                "Egna ärenden och rutin för dokumentation",
            ),
            Q(
                "Förvaras handlingarna skyddade mot obehöriga och mot brand?",
                "Pappershandlingar ligger i låst, brandklassat skåp; åtkomst till system loggas.",
                "Rundvandring",
            ),
            Q(
                "Lämnas personakten tillbaka till beställaren inom avtalad tid efter avslutet?",
                "Rutinen anger tiden och den hålls.",
                "Rutin och egna ärenden",
            ),
            Q(
                "Får beställaren de rapporter som avtalet kräver, i rätt tid?",
                "Rapporterna kommer med avtalat mellanrum och svarar mot uppdraget.",
                "Egna ärenden",
            ),
        ),
    ),
    SectionFacts(
        "Genomförandeplan",
        "Granska bara planer i den egna kommunens ärenden.",
        (
            Q(
                "Upprättas en genomförandeplan inom den tid som avtalet anger?",
                "Planen finns i varje granskat ärende och är upprättad i tid.",
                "Genomförandeplaner i egna ärenden",
            ),
            Q(
                "Utgår planen från nämndens uppdrag, med mål som går att följa upp?",
                "Målen i planen går att känna igen i uppdraget och är mätbara eller beskrivna.",
                "Genomförandeplaner och uppdrag",
            ),
            Q(
                "Framgår vem som gör vad, hur och när?",
                "Insatser, metod, ansvarig och tidpunkt för uppföljning står i planen.",
                "Genomförandeplaner i egna ärenden",
            ),
            Q(
                "Framgår hur den unge och vårdnadshavarna har varit delaktiga i planen?",
                "Deras syn är återgiven och det syns när de inte har velat eller kunnat delta.",
                "Genomförandeplaner i egna ärenden",
            ),
        ),
    ),
    SectionFacts(
        "Barns och ungdomars delaktighet",
        "Gäller barns och ungas inflytande över sin egen insats och över verksamheten.",
        (
            Q(
                "Får barn och unga information som är anpassad till ålder och mognad?",
                "Informationen finns på ett språk och i en form som barnet förstår.",
                "Informationsmaterial och samtal",
            ),
            Q(
                "Hur kommer barns och ungas åsikter fram i vardagen?",
                "Det finns återkommande former, till exempel husmöten, enkäter eller samtal.",
                "Protokoll och samtal",
            ),
            Q(
                "Leder det som barn och unga säger till ändringar?",
                "Verksamheten kan ge exempel från det senaste året.",
                "Exempel utan namn",
            ),
            Q(
                "Vet barn och unga vart de kan vända sig, även utanför verksamheten?",
                "De känner till sin socialsekreterare och hur de når Inspektionen för vård och "
                "omsorg.",
                "Informationsblad",
            ),
        ),
    ),
    SectionFacts(
        "Sammanbrott",
        "Uppdrag som avslutas utan att det har planerats i förväg.",
        (
            Q(
                "Hur många uppdrag har avslutats oplanerat de senaste tolv månaderna?",
                "Verksamheten vet antalet och hur stor andel av uppdragen det är.",
                "Statistik",
            ),
            Q(
                "Analyseras varje sammanbrott och vad har ändrats till följd av det?",
                "Orsakerna är beskrivna och minst en åtgärd går att visa.",
                "Analyser utan namn",
            ),
            Q(
                "Finns en rutin för att förebygga sammanbrott och tidigt kontakta beställaren?",
                "Rutinen säger när och hur socialsekreteraren kontaktas.",
                "Rutin",
            ),
        ),
    ),
    SectionFacts(
        "Personal",
        "Gäller kompetens, bemanning, handledning och kontroll av personalen.",
        (
            Q(
                "Har alla som utför uppdrag den utbildning och erfarenhet som avtalet kräver?",
                "Varje person i urvalet uppfyller kravet för sitt uppdrag.",
                "Personalförteckning och urval av CV",
            ),
            Q(
                "Motsvarar bemanningen det som avtalet och målgruppen kräver, alla tider?",
                "Schemat för två veckor visar avtalad bemanning, även kvällar, nätter och helger.",
                "Schema",
            ),
            Q(
                "Kontrolleras registerutdrag innan någon börjar, även vikarier?",
                "Rutinen följs. Utdragen visas och antecknas; de sparas inte här.",
                "Stickprov på plats",
            ),
            Q(
                "Får personalen handledning och fortbildning i avtalad omfattning?",
                "Tillfällena går att visa och når all berörd personal.",
                "Plan för handledning och fortbildning",
            ),
            Q(
                "Hur stor är personalomsättningen och vad görs för att hålla den nere?",
                "Andelen är känd och förändringar sedan anbudet är förklarade.",
                "Personalstatistik",
            ),
        ),
    ),
)
