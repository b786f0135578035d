"""What templates ask, and what a local template lacks of it."""

from collections.abc import Iterable, Sequence

from insyn.coordination.models import Instruction
from insyn.coordination.rules.minimum import AskedQuestion, missing_in
from insyn.criteria.models import Question, TemplateVersion
from insyn.kernel.access import Access


def asked_in(access: Access, versions: Sequence[TemplateVersion]) -> list[dict[str, str]]:
    """Return every question of the templates in order, fit to be kept. One query."""
    return [
        {"area": one.area, "code": one.code, "text": one.text}
        for one in questions_of(access, versions)
    ]


def questions_of(access: Access, versions: Iterable[TemplateVersion]) -> list[AskedQuestion]:
    """Return every question of the templates, by template, area and number. One query."""
    rows = Question.objects.visible_to(access).filter(section__version__in=list(versions))
    ordered = rows.select_related("section").order_by(
        "section__version", "section__number", "number"
    )
    return [AskedQuestion(row.section.name, row.code, row.text) for row in ordered]


def minimum_of(instruction: Instruction) -> list[AskedQuestion]:
    """Return what is always asked, as it read when the instruction was issued."""
    return [AskedQuestion(one["area"], one["code"], one["text"]) for one in instruction.minimum]


def held_against(
    access: Access, instruction: Instruction, version: TemplateVersion
) -> tuple[list[AskedQuestion], int]:
    """Return what the template lacks, and how many questions of its own it asks. One query."""
    local = questions_of(access, [version])
    central = minimum_of(instruction)
    return missing_in(central, local), len(missing_in(local, central))
