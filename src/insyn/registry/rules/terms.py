"""What the terms of an agreement must be. Pure."""

from collections.abc import Mapping

from insyn.registry.rules.lists import AgreementForm, OperatingForm

LONGEST_NOTICE = 60
"""Months."""

PRIVATE_FORMS = frozenset({OperatingForm.PRIVATE, OperatingForm.NON_PROFIT})
"""Who is a private provider. Source: kommunallagen 10 kap. 7 §, which leaves out companies of
municipalities; another municipality, a region or the state is not private either."""

SENTENCES: Mapping[str, str] = {
    "unnamed": "Skriv vad formen kallas när du väljer ”Annan form”.",
    "notice": "Uppsägningstiden ska vara 0–60 månader.",
    "clause": (
        "Insynsklausulens text är ifylld men rutan är inte kryssad. Kryssa i att avtalet har en "
        "insynsklausul, eller ta bort texten."
    ),
}
"""What is wrong, for the reader."""


def terms_problem(
    *,
    form: AgreementForm,
    form_name: str,
    notice_months: int | None,
    has_insight_clause: bool,
    insight_clause: str,
) -> str:
    """Return why the terms cannot be so, as a Swedish sentence, or an empty string."""
    if form == AgreementForm.OTHER and not form_name.strip():
        return SENTENCES["unnamed"]
    if notice_months is not None and not 0 <= notice_months <= LONGEST_NOTICE:
        return SENTENCES["notice"]
    if insight_clause.strip() and not has_insight_clause:
        return SENTENCES["clause"]
    return ""


def lacks_insight_clause(
    form: AgreementForm, *, has_insight_clause: bool, has_private_provider: bool
) -> bool:
    """Tell whether an agreement with a private provider lacks the clause that gives insight.

    Source: kommunallagen 10 kap. 9 §. In-house services need none: their board is open itself.
    """
    return has_private_provider and not has_insight_clause and form != AgreementForm.MISSION
