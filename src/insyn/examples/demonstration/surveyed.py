"""What the made-up board asks every year, and how it goes for each that is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from insyn.criteria.rules import AnswerType, Respondent, SectionFacts
from insyn.criteria.rules import QuestionFacts as Q
from insyn.kernel.choices import Choice

BASE = "enkat-bas"
"""The shipped questions that go to every provider."""
TEMPLATE = "Avtalsenkät stöd och omsorg"
CLIENT_TEMPLATE = "Frågor till den enskilde"
AREAS = (
    "oppenvard", "hvb", "stodboende", "familjehem", "boendestod", "daglig-verksamhet",
    "korttidsvistelse", "ledsagning",
)  # fmt: skip
AGREEMENTS = ("daily", "respite", "support_mission")
"""Agreements of the board that get the same basic requirements as the shared one."""
INTRO = (
    "Enkäten går till alla som utför stöd och omsorg för nämnden, privata som egen regi, med "
    "samma frågor. Svaren jämförs med avtalet och med förra året."
)
CONTACT = "Uppföljningsansvarig, anna@exempelstad.example, 010-000 00 00"
RETURNED = "Antalet stämmer inte med rapporterna till nämnden. Kontrollera och svara igen."
EXTENDED = "Verksamheten bytte chef i månaden och behöver två veckor till."
STOPPED = "Verksamheten har ringt och lämnar in i morgon."
CALLED = "ledsagaren"
"""Who has called, and is not to be reminded that day."""
WHY_ONE_MORE = "Nämnden har bett om ett svar från alla efter en händelse i länet."
ENDING = "Samma brist för andra året i rad, trots åtgärdsplan."

EXTRA = SectionFacts(
    "Delaktighet och året som gått",
    "Gäller hur den enskilde påverkar stödet, och vad ni har ändrat.",
    (
        Q("På vilka sätt kan den enskilde påverka hur stödet utförs?",
          "Minst två sätt används.", "Rutin för delaktighet",
          answer_type=AnswerType.SEVERAL, respondent=Respondent.PROVIDER, weight=2,
          choices=(("a1", "Enskilda samtal"), ("a2", "Möten i grupp"), ("a3", "Enkät"),
                   ("a4", "Brukarråd"))),
        Q("Hur ofta frågar ni den enskilde om stödet fungerar?",
          "Minst varje halvår.", "Planer i egna ärenden",
          answer_type=AnswerType.FREQUENCY, respondent=Respondent.PROVIDER, weight=3,
          finding_rules=({"when": {"operator": "seldomer_than", "value": "half_yearly"},
                          "kind": "development_area"},)),
        Q("Har ni ändrat något arbetssätt efter synpunkter under året?", "",
          answer_type=AnswerType.YES_NO, respondent=Respondent.PROVIDER, code="EX-03", weight=1),
        Q("Vad har ni ändrat?", "", help="Skriv kort. Nämn aldrig någon enskild.",
          answer_type=AnswerType.TEXT, respondent=Respondent.PROVIDER, weight=1,
          is_required=False, may_be_published=False,
          condition={"question": "EX-03", "operator": "is", "value": "yes"}),
        Q("Bifoga protokollet från er senaste egenkontroll.", "",
          answer_type=AnswerType.DOCUMENT, respondent=Respondent.PROVIDER, weight=1,
          is_required=False, may_be_published=False),
    ),
)  # fmt: skip

ONE_MORE = Q(
    "Har all personal gått igenom rutinen för brandskydd det senaste året?",
    "All personal har gått igenom rutinen.", "Lista över genomgångar",
    answer_type=AnswerType.YES_NO, respondent=Respondent.PROVIDER, weight=2,
    finding_rules=({"when": {"operator": "is", "value": "no"}, "kind": "development_area"},),
)  # fmt: skip
"""A question that comes into the running round."""

CLIENT_QUESTIONS = SectionFacts(
    "Hur stödet fungerar",
    "Frågorna ställs när ett beslut följs upp. Skriv aldrig något om vem som svarar.",
    (
        Q("Får du det stöd som du har kommit överens om?", answer_type=AnswerType.YES_PARTLY_NO),
        Q("Bemöter personalen dig väl?", answer_type=AnswerType.YES_PARTLY_NO),
        Q("Kan du påverka hur stödet ges?", answer_type=AnswerType.YES_PARTLY_NO),
        Q("Känner du dig trygg med dem som hjälper dig?", answer_type=AnswerType.YES_NO),
    ),
)


class Reached(Choice):
    """How far a response of the running round has come."""

    INVITED = "invited", "Inbjuden"
    OPENED = "opened", "Öppnad"
    STARTED = "started", "Påbörjad"
    SUBMITTED = "submitted", "Inlämnad"
    RETURNED = "returned", "Frågor i retur"
    ACCEPTED = "accepted", "Godtagen"
    FEEDBACK = "feedback", "Återkoppling skickad"


@dataclass(frozen=True, slots=True)
class Course:
    """How it goes for one provider: how far, how well, and what is special.

    ``good`` is how many of a hundred answers are as they should be. ``address`` is one that the
    mail cannot reach.
    """

    reached: Reached
    good: int = 92
    is_extended: bool = False
    delegates: bool = False
    address: str = ""


COURSES: Mapping[str, Course] = {
    "oppna_spar": Course(Reached.FEEDBACK, good=100),
    "samtalsrummet": Course(Reached.SUBMITTED, good=84),
    "angshog_hvb": Course(Reached.STARTED, is_extended=True, delegates=True),
    "vargklippan": Course(Reached.OPENED),
    "fyrbaken": Course(Reached.RETURNED),
    "angshog_stodboende": Course(Reached.SUBMITTED, good=88),
    "lillsjon": Course(Reached.FEEDBACK, good=80),
    "nasta_steg": Course(Reached.INVITED, address="chef@nasta-steg.invalid"),
    "angshog_familjehem": Course(Reached.STARTED),
    "konsulenthuset": Course(Reached.SUBMITTED, good=100),
    "nattugglan": Course(Reached.INVITED, address="jour@nattugglan.test"),
    "kvarnen": Course(Reached.ACCEPTED, good=94),
    "kooperativet": Course(Reached.SUBMITTED, good=90),
    "humlan": Course(Reached.ACCEPTED, good=100),
    "grannby": Course(Reached.INVITED, is_extended=True),
    "ledsagaren": Course(Reached.STARTED),
    "blaklinten": Course(Reached.SUBMITTED, good=100),
    "sjobodan": Course(Reached.INVITED, address="chef@sjobodan.localhost"),
    "egen_regi": Course(Reached.ACCEPTED, good=90),
}
"""By the provider's key. Who answers nothing was already late last year."""

LAST_YEAR_SILENT = "vargklippan"
LAST_YEAR_RETURNED = "samtalsrummet"
COLLEAGUE = ("Gruppledare på ungdomshemmet", "gruppledare@angshog-hvb.example")
REPLIES: Mapping[str, int] = {"Boendestödet i Exempelstad": 5, "Blåklinten": 2, "Kvarndammen": 1}
"""How many clients of each unit answer every month: two are never shown by themselves."""
REPLY_MONTHS = 11
