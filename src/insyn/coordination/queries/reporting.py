"""What a report that comes in is asked about."""

from collections.abc import Sequence

from insyn.coordination.models import Instruction

WHOLE = "Verksamheten som helhet"
"""What is judged when the instruction has no template."""


def areas_of(instruction: Instruction) -> Sequence[str]:
    """Return the areas of the instruction's templates, each once, in their order."""
    areas = dict.fromkeys(one["area"] for one in instruction.minimum)
    return list(areas) or [WHOLE]
