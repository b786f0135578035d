"""What happens to one requirement: it is added, reworded, corrected, ended, moved, removed."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.registry.services.changes import Said, differences, plain, write
from insyn.requirements.models import Requirement, RequirementPack, RequirementVersion
from insyn.requirements.queries.requirements import is_used
from insyn.requirements.rules.followability import Mark
from insyn.requirements.rules.numbers import number_key, place_of
from insyn.requirements.rules.taking import JUDGEMENT, TERMS
from insyn.requirements.rules.validity import (
    A_DAY,
    Validity,
    end_problem,
    renewal_problem,
    renewed,
    start_problem,
)
from insyn.requirements.services.facts import Home, WordingFacts
from insyn.requirements.services.homes import (
    bump,
    home_of,
    locked_home,
    locked_requirement,
    make_room,
    note,
    require_editor,
    require_free_numbers,
    require_sound,
    siblings,
)

UNTESTED: dict[str, object] = {
    **{mark.value: None for mark in Mark},
    "followability_note": "",
    "tested_on": None,
    "tested_by": None,
}


@dataclass(frozen=True, slots=True)
class Change:
    """What the page said about a change: from when, and which version of the row it showed."""

    valid_from: date | None = None
    version: int | None = None


@transaction.atomic
def add_requirement(
    access: Access, home: Home, *, facts: WordingFacts, valid_from: date | None = None
) -> Requirement:
    """Add a requirement to an agreement or a pack, at its place by number.

    Without a day it is valid from the agreement's start; in a pack, from today.

    Raises:
        RuleViolation: the weight, area or number cannot be used.
    """
    require_editor(access, home.authority_id)
    home = locked_home(access, home)
    start = valid_from or (home.starts_on if isinstance(home, Agreement) else clock.today())
    require_sound(facts, home.authority_id)
    require_free_numbers(access, home, [facts.number], Validity(start))
    row = Requirement(authority_id=home.authority_id, position=_place(access, home, facts.number))
    row.agreement, row.pack = (home, None) if isinstance(home, Agreement) else (None, home)
    make_room(access, home, row.position)
    row.save()
    wording = RequirementVersion(requirement=row, revision=1)
    said = write(wording, {**_values(facts), "valid_from": start})
    note(access, "requirement.created", wording, {"home": str(home), **said})
    return row


def _place(access: Access, home: Home, number: str) -> int:
    rows = RequirementVersion.objects.visible_to(access).filter(
        requirement__in=siblings(access, home), valid_to=None
    )
    return place_of(number_key(number), rows.values_list("number_key", "requirement__position"))


def _values(facts: WordingFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in WordingFacts.__slots__}


@transaction.atomic
def change_requirement(
    access: Access, requirement: Requirement, *, facts: WordingFacts, change: Change
) -> Requirement:
    """Change a requirement. What is agreed becomes a new wording once the present one has begun.

    Area, weight and critical are the authority's own judgement and are changed where they
    stand. In a pack, which binds nobody, everything is.

    Raises:
        RuleViolation: the day, weight, area or number cannot be used.
        Outdated: somebody changed the requirement after the page was read.
    """
    require_editor(access, requirement.authority_id)
    row = locked_requirement(access, requirement, change.version)
    latest = _latest(access, row)
    require_sound(facts, row.authority_id)
    changed = differences(latest, _values(facts))
    start = change.valid_from or latest.valid_from
    has_begun = row.agreement is not None and latest.valid_from <= clock.today()
    if has_begun and changed.keys() & set(TERMS):
        _reword(access, latest, facts, start)
    else:
        _change_in_place(access, latest, facts, latest.valid_from if has_begun else start)
    return row


def _latest(access: Access, row: Requirement) -> RequirementVersion:
    rows = RequirementVersion.objects.visible_to(access).filter(requirement=row)
    return rows.select_related("requirement", "area").order_by("revision").reverse()[0]


def _reword(access: Access, latest: RequirementVersion, facts: WordingFacts, start: date) -> None:
    """End the latest wording the day before, and let a new one begin."""
    if problem := renewal_problem(latest.validity, start):
        raise RuleViolation(_(problem))
    old, new = renewed(latest.validity, start)
    row = latest.requirement
    require_free_numbers(access, home_of(row), [facts.number], new, besides=row)
    before = {name: plain(getattr(latest, name)) for name in differences(latest, _values(facts))}
    write(latest, {"valid_to": old.valid_to})
    wording = RequirementVersion(requirement=row, revision=latest.revision + 1)
    kept = {} if _must_be_tested_again(latest, facts) else _test_of(latest)
    times = {"valid_from": new.valid_from, "valid_to": new.valid_to}
    write(wording, {**_values(facts), **kept, **times})
    bump(row)
    note(access, "requirement.reworded", wording, _said(before, wording, new.valid_from))


def _must_be_tested_again(latest: RequirementVersion, facts: WordingFacts) -> bool:
    return (latest.text, latest.evidence) != (facts.text, facts.evidence)


def _test_of(wording: RequirementVersion) -> dict[str, object]:
    return {name: getattr(wording, name) for name in UNTESTED}


def _said(before: Said, wording: RequirementVersion, start: date) -> Said:
    said: Said = {"valid_from": start.isoformat()}
    for name, value in before.items():
        said[f"{name}_before"] = value
        said[f"{name}_after"] = plain(getattr(wording, name))
    return said


def _change_in_place(
    access: Access, latest: RequirementVersion, facts: WordingFacts, start: date
) -> None:
    """Change the wording where it stands; one that has not begun may also begin another day."""
    row = latest.requirement
    if problem := start_problem(start, latest.valid_to):
        raise RuleViolation(_(problem))
    during = Validity(start, latest.valid_to)
    require_free_numbers(access, home_of(row), [facts.number], during, besides=row)
    _move_start(access, latest, start)
    values = _values(facts)
    if _must_be_tested_again(latest, facts):
        values |= UNTESTED
    said = write(latest, {**values, "valid_from": start})
    if said:
        bump(row)
        is_judged = {name.removesuffix("_before").removesuffix("_after") for name in said}
        event = "weighed" if is_judged <= set(JUDGEMENT) else "changed"
        note(access, f"requirement.{event}", latest, said)


def _move_start(access: Access, latest: RequirementVersion, start: date) -> None:
    """Let the wording before a coming one last until the coming one begins."""
    if start == latest.valid_from or latest.revision == 1:
        return
    rows = RequirementVersion.objects.visible_to(access).filter(requirement=latest.requirement)
    before = rows.get(revision=latest.revision - 1)
    if problem := renewal_problem(Validity(before.valid_from), start):
        raise RuleViolation(_(problem))
    is_followed_at_once = before.valid_to == latest.valid_from - A_DAY
    if is_followed_at_once or before.validity.covers(start):
        write(before, {"valid_to": start - A_DAY})


@transaction.atomic
def correct_wording(
    access: Access,
    wording: RequirementVersion,
    *,
    facts: WordingFacts,
    reason: str,
    version: int | None = None,
) -> RequirementVersion:
    """Put a slip of the pen right, in the wording where it stands. The trail keeps what it said.

    Raises:
        RuleViolation: no reason is given, or the weight, area or number cannot be used.
        Outdated: somebody changed the requirement after the page was read.
    """
    require_editor(access, wording.requirement.authority_id)
    if not reason.strip():
        raise RuleViolation(_("Skriv vad som var fel i texten. Skälet sparas i spåret."))
    row = locked_requirement(access, wording.requirement, version)
    rows = RequirementVersion.objects.visible_to(access).select_related("requirement", "area")
    locked = rows.get(pk=wording.pk)
    require_sound(facts, row.authority_id)
    require_free_numbers(access, home_of(row), [facts.number], locked.validity, besides=row)
    said = write(locked, _values(facts))
    if said:
        bump(row)
        note(access, "requirement.corrected", locked, {"reason": reason.strip(), **said})
    return locked


@transaction.atomic
def end_requirement(
    access: Access, requirement: Requirement, *, valid_to: date | None, version: int | None = None
) -> None:
    """Let a requirement cease to be valid after a day; without a day it goes on again.

    Raises:
        RuleViolation: it would end before its latest wording begins, or another requirement
            has taken its number.
        Outdated: somebody changed the requirement after the page was read.
    """
    require_editor(access, requirement.authority_id)
    row = locked_requirement(access, requirement, version)
    latest = _latest(access, row)
    if valid_to is not None and (problem := end_problem(latest.validity, valid_to)):
        raise RuleViolation(_(problem))
    during = Validity(latest.valid_from, valid_to)
    require_free_numbers(access, home_of(row), [latest.number], during, besides=row)
    said = write(latest, {"valid_to": valid_to})
    if said:
        bump(row)
        event = "requirement.reopened" if valid_to is None else "requirement.ended"
        note(access, event, latest, said)


@transaction.atomic
def remove_requirement(access: Access, requirement: Requirement) -> None:
    """Take away a requirement that nothing has used. One that is used ends instead.

    Raises:
        RuleViolation: a question or a promise is about it, or it has been reworded.
        Outdated: somebody took it away already.
    """
    require_editor(access, requirement.authority_id)
    row = locked_requirement(access, requirement, None)
    if is_used(row):
        raise RuleViolation(_why_it_stays(row))
    hand_over(access, row)
    latest = _latest(access, row)
    note(access, "requirement.removed", latest, {"text": latest.text})
    row.delete()


def _why_it_stays(row: Requirement) -> str:
    if row.pack is not None:
        return _("En fråga i en uppföljningsmall prövar kravet. Ta bort det ur frågan först.")
    return _(
        "Kravet används av en fråga eller ett löfte, eller har ändrats sedan det började gälla. "
        "Avsluta det i stället, så att historiken finns kvar."
    )


def hand_over(access: Access, going: Requirement | RequirementPack) -> None:
    """Let those taken from a requirement that goes away still know each other.

    The first of them becomes what the others were taken from.
    """
    rows = Requirement.objects.visible_to(access)
    leaving = (
        rows.filter(pk=going.pk) if isinstance(going, Requirement) else rows.filter(pack=going)
    )
    heirs: dict[int | None, Requirement] = {}
    for row in rows.filter(same_as__in=leaving).order_by("pk"):
        heir = heirs.setdefault(row.same_as_id, row)
        row.same_as = None if heir is row else heir
        row.save(update_fields=["same_as"])
