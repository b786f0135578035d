"""Why something cannot be done. Pure."""

from insyn.kernel.choices import Choice


class Refusal(Choice):
    """Why something cannot be done, as a sentence."""

    CIRCLE = "circle", "Då skulle nämnderna samordna varandra i ring. Välj en annan nämnd."
    MUNICIPALITIES = (
        "municipalities",
        "Nämnderna hör till olika kommuner. Använd en samverkan i stället.",
    )
    ITSELF = "itself", "En nämnd kan inte samordna sig själv. Välj en annan nämnd."
    LAST_DAY = (
        "last_day",
        "Sista dagen kan inte ha passerat. Lämna fältet tomt, så slutar samordningen genast.",
    )
    NOT_COORDINATED = (
        "not_coordinated",
        "Nämnden samordnas inte av er. Välj en av de nämnder som ni samordnar.",
    )
    FROZEN = "frozen", "Anvisningen är utfärdad. Ersätt den med en ny om något ska ändras."
    PERIOD = "period", "Perioden kan inte sluta innan den börjar. Ändra någon av dagarna."
    REPORT_BY = "report_by", "Sista dag att rapportera kan inte ligga före periodens start."
    NO_AREAS = "no_areas", "Välj vilka insatser som ska följas upp innan du utfärdar anvisningen."
    NO_SHARES = "no_shares", "Ange minst en nämnd och hur många uppföljningar den ska göra."
    NO_TEXT = "no_text", "Skriv vad som gäller."
    PASSED = "passed", "Sista dag att rapportera har passerat. Ändra den innan du utfärdar."
    TEMPLATE_DRAFT = "template_draft", "En mall är inte publicerad. Publicera den först."
    OTHER_AREA = "other_area", "Verksamheten har en annan insats än anvisningen gäller."
    IN_SAMPLE = "in_sample", "Verksamheten finns redan i urvalet."
    NO_SHARE = "no_share", "Nämnden har ingen del i anvisningen. Lägg till den först."
    NOT_PUBLISHED = "not_published", "Anvisningen är inte utfärdad. Då går det inte att rapportera."
    LATER = "later", "Uppföljningen kan inte vara gjord i framtiden. Ändra dagen."
    OUTSIDE = "outside", "Uppföljningen är gjord utanför anvisningens period. Ändra dagen."
    NO_OUTCOME = "no_outcome", "Bedöm minst ett område."
    TOLD_LATER = "told_later", "Rapporten till nämnden kan inte ligga i framtiden. Ändra dagen."
    HELD = "held", "Mötet är genomfört eller inställt. Då går det inte längre att ändra."
    NOT_HELD = "not_held", "Mötet är inte antecknat som genomfört. Anteckna mötet först."
    HELD_LATER = "held_later", "Mötet kan inte vara genomfört i framtiden. Ändra dagen."
    CANCELLED = "cancelled", "Mötet är inställt. Planera ett nytt möte i stället."
    NO_REASON = "no_reason", "Skriv varför mötet ställs in."
    NOT_INVITED = "not_invited", "Nämnden deltar inte i mötet. Välj en som gör det."
    DUE_FIRST = "due_first", "Det ni kom överens om ska vara klart tidigast den dag mötet hölls."
    NO_GROUND = "no_ground", "Ange vad ansvaret bygger på när en nämnd är utsedd att följa upp."
    LISTED = "listed", "Verksamheten står redan i listan. Ändra den raden i stället."
    CHANGED_MEANWHILE = (
        "changed_meanwhile",
        "Den här uppföljningen har rapporterats eller ändrats medan du skrev. Läs in sidan igen.",
    )
    NO_ADDRESS = "no_address", "Skriv kontaktpersonens e-post. Dit går den personliga länken."
    NO_LINK = "no_link", "Ingen kontaktperson har någon länk. Ange en kontaktperson först."
    DRAFT_ELSEWHERE = (
        "draft_elsewhere",
        "Något har sparats i ett annat fönster medan du skrev. Läs in sidan igen.",
    )
    SOMEBODY_ELSES = "somebody_elses", "Verksamheten hör till en annan nämnds del av urvalet."
