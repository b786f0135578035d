"""What must be put right before a template may be published. Pure."""

from collections.abc import Sequence

from insyn.criteria.rules.answers import choices_refusal
from insyn.criteria.rules.conditions import Flaw, condition_flaws
from insyn.criteria.rules.facts import QuestionFacts, SectionFacts, asked_in
from insyn.criteria.rules.findings import rule_refusal
from insyn.criteria.rules.states import AnswerType
from insyn.requirements.rules.weights import weight_problem


def question_refusals(question: QuestionFacts) -> list[str]:
    """Return what is wrong with a question by itself, as Swedish sentences; [] when nothing is."""
    said = [weight_problem(question.weight), choices_refusal(question)]
    if not question.text.strip():
        said.append("Frågan har ingen text.")
    if question.answer_type == AnswerType.SCALE and not (question.scale_id or question.levels):
        said.append("Välj vilken skala frågan besvaras med.")
    said += [rule_refusal(question, raw) for raw in question.finding_rules]
    return [sentence for sentence in said if sentence]


def publish_problems(sections: Sequence[SectionFacts]) -> list[Flaw]:
    """Return what stands between the template and its being published, in reading order.

    The page shows the same sentences as the service refuses with.
    """
    if not sections:
        return [Flaw("Mallen har inga områden. Lägg till minst ett.")]
    questions = asked_in(sections)
    if not questions:
        return [Flaw("Mallen har inga frågor. Lägg till minst en.")]
    empty = [
        Flaw(f"Området ”{section.name}” saknar frågor. Lägg till en eller ta bort området.",
             section=place)
        for place, section in enumerate(sections)
        if not section.questions
    ]  # fmt: skip
    return [*empty, *content_flaws(sections)]


def content_flaws(sections: Sequence[SectionFacts]) -> list[Flaw]:
    """Return what can never stand in a template, not even in a draft, in reading order."""
    questions = asked_in(sections)
    return [
        *_named_alike(sections),
        *_flaws_of(questions),
        *_repeated(questions),
        *condition_flaws(questions),
    ]


def _named_alike(sections: Sequence[SectionFacts]) -> list[Flaw]:
    names = [section.name.strip().casefold() for section in sections]
    return [
        Flaw(f"Två områden heter ”{section.name}”. Ge dem olika namn.", section=place)
        for place, section in enumerate(sections)
        if names[place] in names[:place]
    ]


def _flaws_of(questions: Sequence[QuestionFacts]) -> list[Flaw]:
    return [
        Flaw(f"Fråga {question.code}: {sentence}", question.code)
        for question in questions
        for sentence in question_refusals(question)
    ]


def _repeated(questions: Sequence[QuestionFacts]) -> list[Flaw]:
    codes = [question.code for question in questions]
    return [
        Flaw(f"Koden {code} har flera frågor. Varje fråga ska ha sin egen.", code)
        for code in dict.fromkeys(codes)
        if codes.count(code) > 1
    ]
