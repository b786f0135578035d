from dataclasses import replace

from django.db import connection  # noqa: F401  named in the condition of the marks

from insyn.documents.models import Document
from insyn.registry.queries import access_of
from insyn.visits import services
from insyn.visits.models import Photo, VisitAnswer, VisitOperation
from insyn.visits.rules.operations import VisitOperationOutcome
from insyn.visits.services.operations import apply_visit_operations
from tests.at_once import in_a_thread_each, marks, shipped_rows_again
from tests.visits.device import on_visit, op
from tests.visits.test_photos import facts

__all__ = ["shipped_rows_again"]
pytestmark = marks


def test_the_same_photo_sent_at_once_is_kept_once(ekby, anna, dag) -> None:
    access, visit = access_of(anna), on_visit(ekby, anna, dag).visit
    acts = [lambda: services.store_photo(access, visit, facts()) for _time in range(3)]

    assert in_a_thread_each(acts) == {"done": 3}
    assert Photo.objects.visible_to(access).count() == 1
    assert Document.objects.visible_to(access).count() == 1


def test_the_same_operations_sent_at_once_are_done_once(ekby, anna, dag) -> None:
    on = on_visit(ekby, anna, dag)
    access, done = access_of(anna), [op(1, on.enough, "yes"), op(2, on.count, "3")]
    acts = [lambda: apply_visit_operations(access, on.visit.pk, done) for _time in range(3)]

    assert in_a_thread_each(acts) == {"done": 3}
    assert VisitOperation.objects.visible_to(access).count() == 2
    assert VisitAnswer.objects.visible_to(access).count() == 2


def test_two_who_answer_differently_at_once_are_both_kept(ekby, anna, dag) -> None:
    on = on_visit(ekby, anna, dag)
    ours, theirs = op(1, on.enough, "yes"), replace(op(2, on.enough, "no"))
    acts = [
        lambda: apply_visit_operations(access_of(anna), on.visit.pk, [ours]),
        lambda: apply_visit_operations(access_of(dag), on.visit.pk, [theirs]),
    ]

    assert in_a_thread_each(acts) == {"done": 2}
    outcomes = VisitOperation.objects.visible_to(access_of(anna)).values_list("outcome", flat=True)
    assert sorted(outcomes) == [VisitOperationOutcome.APPLIED, VisitOperationOutcome.CONFLICT]
