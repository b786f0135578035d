"""The weight of a requirement: what may be said, and the refusal of the rest. Pure."""

from insyn.requirements.rules.lists import HEAVIEST, LIGHTEST


def weight_problem(weight: int | None) -> str:
    """Return why the weight cannot be used, as a Swedish sentence; empty when it can."""
    if weight is not None and LIGHTEST <= weight <= HEAVIEST:
        return ""
    said = "tom" if weight is None else str(weight)
    return (
        f"Vikten ska vara 1, 2 eller 3 men är {said}. 1 är ordning, 2 är väsentligt och 3 är av "
        "stor betydelse för den enskilde."
    )
