"""What the reviewers saw and heard, area by area."""

from collections.abc import Mapping, Sequence

from insyn.criteria.rules import Level

SEEN: Mapping[str, Sequence[str]] = {
    "Verksamhetschefens och dess ersättares kompetens": (
        (
            "Verksamhetschefen är densamma som i tillståndet. Examen och tidigare anställningar "
            "visades på plats."
        ),
        (
            "Ersättaren tillträdde för två månader sedan. CV visades, men bytet är inte anmält "
            "till nämnden."
        ),
    ),
    "Kvalitetsledningssystem": (
        (
            "Årshjulet för egenkontroll hänger i personalrummet. Protokoll från de tre senaste "
            "kontrollerna fanns."
        ),
        (
            "Ledningssystemet finns digitalt. Två av tre tillfrågade i personalen hittade rutinen "
            "för avvikelser på egen hand."
        ),
    ),
    "Lex Sarah": (
        (
            "Rutinen är uppdaterad efter den nya socialtjänstlagen. Personalen kunde berätta vem "
            "som tar emot en rapport."
        ),
        "Ingen rapport har lämnats på två år. Personalen var osäker på vad som ska rapporteras.",
    ),
    "Klagomålshantering": (
        (
            "Information om hur man klagar finns på lättläst svenska i hallen och delas ut vid "
            "inflyttningen."
        ),
        "Tre klagomål har kommit in under året. Alla har besvarats inom en vecka.",
    ),
    "Dokumentation": (
        (
            "Anteckningarna förs samma dag och är sakliga. Handlingar förvaras i låst, "
            "brandklassat skåp."
        ),
        "Skåpet med handlingar stod olåst när vi kom. Det låstes under besöket.",
    ),
    "Genomförandeplan": (
        "De granskade planerna i egna ärenden har mål som går att känna igen i uppdraget.",
        "Två av fyra granskade planer saknar datum för när de ska följas upp.",
    ),
    "Barns och ungdomars delaktighet": (
        "Husmöten hålls varje vecka. Ungdomarna har själva ändrat reglerna för helgkvällar.",
        (
            "Ungdomarna får veta vad som gäller, men det framgår inte att de har varit med och "
            "bestämt."
        ),
    ),
    "Sammanbrott": (
        (
            "Två placeringar har avbrutits under året. Båda är analyserade tillsammans med "
            "socialsekreteraren."
        ),
        "Verksamheten följer antalet avbrutna placeringar men analyserar inte orsakerna.",
    ),
    "Personal": (
        (
            "Stabil personalgrupp med handledning var tredje vecka. Alla har visat registerutdrag "
            "innan de anställdes."
        ),
        "Utdrag begärs vid anställningen men inte återkommande, så som avtalet kräver.",
    ),
    "Bemanning och kontinuitet": (
        (
            "Schemat för fyra veckor stämmer med avtalet. Kontinuiteten är i snitt elva personer "
            "på fjorton dagar."
        ),
        (
            "Vid det oanmälda kvällsbesöket fanns två i personalen. Enligt schemat skulle det vara "
            "tre."
        ),
    ),
    "Kompetens och introduktion": (
        "Sju av tio är undersköterskor. Introduktionen är tre dagar och kvitteras av handledaren.",
        "Timvikarier har arbetat ensamma efter en dags introduktion.",
    ),
    "Ledningssystem och avvikelser": (
        "Avvikelser tas upp på varje arbetsplatsträff. Fall har minskat sedan i våras.",
        "Avvikelser registreras, men det framgår inte vad de har lett till.",
    ),
    "Planering och delaktighet": (
        "Planerna är skrivna i jag-form och underskrivna av den enskilde.",
        "I tre av åtta granskade egna ärenden saknas en aktuell plan.",
    ),
    "Måltider och hälsa": (
        "Nattfastan är i snitt tio och en halv timme. Mellanmål erbjuds sent på kvällen.",
        "Nattfastan har inte mätts sedan förra året.",
    ),
    "Trygghet och säkerhet": (
        "Nycklar kvitteras i ett digitalt skåp och är märkta med nummer.",
        "Nyckelskåpet var låst, men koden satt på en lapp bredvid.",
    ),
    "Ledning och kompetens": (
        (
            "Chefen är på plats fyra dagar i veckan. Personalen har gått utbildning i "
            "tydliggörande pedagogik."
        ),
        "Kompetensplanen är från förra året och har inte följts upp.",
    ),
    "Självbestämmande": (
        "Bildstöd finns i alla rum och deltagarna väljer själva dagens aktivitet.",
        "Deltagarna erbjuds val, men de som inte talar får inte stöd att välja.",
    ),
    "Innehåll och planering": (
        "Veckoschemat visar fem olika sysselsättningar. Deltagarna visade stolt upp snickeriet.",
        "Fyra av tio planer är äldre än ett år.",
    ),
    "Avvikelser och missförhållanden": (
        "Rutinen är känd. En rapport har lämnats under året och nämnden fick veta samma dag.",
        "Rutinen hänvisar till den gamla socialtjänstlagen.",
    ),
    "Lokaler och säkerhet": (
        "Lokalerna är ljusa och tillgängliga. Brandskyddet kontrollerades i förra månaden.",
        "En av två utrymningsvägar var delvis spärrad av förrådshyllor.",
    ),
}
"""Area → what is seen when it is in order, and what is seen when it is not."""

NOTES: Mapping[Level, str] = {
    Level.MET: "Handlingar, samtal och det vi såg stämmer överens med kraven.",
    Level.PARTLY: "Det finns ett arbetssätt, men det följs inte alltid.",
    Level.NOT_MET: "Kravet är inte uppfyllt. Se bristen nedan.",
    Level.NOT_APPLICABLE: "Kravet gäller inte den här insatsen.",
    Level.NOT_ASSESSED: "Området granskades förra året och har lämnats utanför den här gången.",
}

VIEWS = (
    ("Barn och unga, mottagning",
     ("Fungerar bra. De ringer när något händer och rapporterna kommer i tid. Vi önskar att "
     "genomförandeplanen skickas utan att vi behöver fråga.")),
    ("Ungdomsenheten",
     "Bra bemötande av ungdomarna. Svårt att nå någon på kvällar och helger."),
    ("Biståndsenheten äldre",
     "De flesta är nöjda. Några har hört av sig om sena besök på morgonen."),
    ("Enheten för funktionsstöd",
     "Lyhörda och flexibla. Återkopplingen efter händelser kan bli snabbare."),
)  # fmt: skip
"""The unit that places clients, and what it thinks. Without anybody's name."""

JUDGEMENTS = (
    "Uppfyller kravet",
    "Uppfyller kravet i huvudsak; ansvarig för uppdatering behöver anges",
    "Rutinen är inte daterad. Tas upp vid besöket",
)

RESULTS = (
    (
        "Verksamheten är väl organiserad och personalen känner till sina rutiner. Samtalen "
        "bekräftar bilden i de handlingar som har skickats in. Det som behöver åtgärdas står under "
        "respektive område."
    ),
    (
        "Besöket gav ett gott intryck. De enskilda vi talade med var trygga med personalen. "
        "Ledningssystemet används, men egenkontrollen behöver bli tätare."
    ),
    (
        "Uppföljningen visar att grunderna finns på plats. Bemanningen har varit ansträngd under "
        "året och det märks på dokumentationen."
    ),
)

PARTICIPANTS = "Verksamhetschef, två medarbetare och kvalitetsansvarig"
