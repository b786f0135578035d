from insyn.criteria.models import Question, Section
from insyn.criteria.rules import Direction
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door

POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
EDITS = {"bo": FORBIDDEN}


def draft(world):
    return {"pk": world.draft_version.pk}


def version(world):
    return {"pk": world.template_version.pk}


def section(world):
    return {"pk": section_of_draft(world).pk}


def question(world):
    rows = Question.objects.unscoped(reason="the matrix walks every door")
    text = {"text": "Finns en rutin?"}
    found, _ = rows.get_or_create(section=section_of_draft(world), number=1, defaults=text)
    return {"pk": found.pk}


def section_of_draft(world) -> Section:
    rows = Section.objects.unscoped(reason="the matrix walks every door")
    name = {"name": "Personal"}
    return rows.get_or_create(version=world.draft_version, number=1, defaults=name)[0]


def moved(find):
    return lambda world: {**find(world), "direction": Direction.UP.value}


def rule_of(world):
    found = question(world)
    rows = Question.objects.unscoped(reason="the matrix walks every door")
    rows.filter(**found).update(
        answer_type="yes_no",
        finding_rules=[
            {
                "when": {"operator": "is", "value": "no"},
                "kind": "deficiency",
                "severity": "major",
            }
        ],
    )
    return {**found, "place": 1}


def reader(world):
    return {**version(world), "reader": "utforare"}


DOORS = {
    "criteria:templates": Door(cilla=OPEN, system_admin=OPEN),
    "criteria:add": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "criteria:version": Door(kwargs=version),
    "criteria:edit": Door(**EDITS, kwargs=draft),
    "criteria:section_add": Door(**EDITS, kwargs=draft),
    "criteria:section_edit": Door(**EDITS, kwargs=section),
    "criteria:question_add": Door(**EDITS, kwargs=section),
    "criteria:question_edit": Door(**EDITS, kwargs=question),
    "criteria:publish": Door(**POST, kwargs=draft),
    "criteria:retire": Door(**POST, kwargs=version),
    "criteria:new_draft": Door(**POST, kwargs=version),
    "criteria:remove_draft": Door(**POST, kwargs=draft),
    "criteria:section_move": Door(**POST, kwargs=moved(section)),
    "criteria:section_remove": Door(**POST, kwargs=section),
    "criteria:question_move": Door(**POST, kwargs=moved(question)),
    "criteria:question_remove": Door(**POST, kwargs=question),
    "criteria:change": Door(**EDITS, kwargs=draft),
    "criteria:preview": Door(kwargs=reader),
    "criteria:choose_requirements": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "criteria:of_requirements": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "criteria:section_place": Door(**EDITS, kwargs=section),
    "criteria:question_place": Door(**EDITS, kwargs=question),
    "criteria:question_copy": Door(**POST, kwargs=question),
    "criteria:condition": Door(**EDITS, kwargs=question),
    "criteria:condition_remove": Door(**POST, kwargs=question),
    "criteria:finding_rules": Door(**EDITS, kwargs=question),
    "criteria:finding_rules_usual": Door(**POST, kwargs=question),
    "criteria:finding_rule_remove": Door(**POST, kwargs=rule_of),
    "criteria:question_requirements": Door(**EDITS, kwargs=question),
    "followups:of_template": Door(kwargs=version),
}
