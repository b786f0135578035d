import json

import pytest
from django.db import transaction
from django.test import override_settings

from insyn.coordination.rules import Progress
from insyn.examples.equal_terms_2021 import build, read_facts, tell, write_all
from insyn.examples.equal_terms_2021.facts import CANDIDATES, SHIPPED
from insyn.examples.equal_terms_2021.telling import tell_year
from insyn.examples.management.commands.reconstruct import KNOWN
from insyn.registry.models import ServiceArea

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TRUTH = json.loads(SHIPPED.read_text())


def ship_areas() -> None:
    """Let the areas be there that the migrations ship, also where no migration has run."""
    for code, law, _place in CANDIDATES:
        name = "Korttidstillsyn för skolungdom" if code == "ktt" else code
        ServiceArea.objects.get_or_create(code=code, defaults={"name": name, "law": law})


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, media):
    """Build the year once for all tests of this file, and roll it back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            ship_areas()
            yield build(read_facts())
        transaction.set_rollback(True)


def test_every_fact_comes_out_as_it_went_in(built) -> None:
    assert tell(built) == TRUTH


def test_nobody_followed_up_the_schools_before_and_somebody_does_after(built) -> None:
    told = tell_year(built)["nobody_follows_up"]

    assert told == {"before": ["Korttidstillsyn för skolungdom, I skola"], "after": []}


def test_each_district_has_one_that_is_late_and_the_coordinator_none(built) -> None:
    late = [line.sampled.authority for line in built.progress if line.state == Progress.LATE]

    assert sorted(one.name for one in late) == sorted(one.name for one in built.city.districts)


def test_the_papers_are_written(built, media, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = media
    said = write_all(built, tmp_path)

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "facts.json", "responsibility.docx", "responsibility.pdf", "responsibility_before.docx",
        "responsibility_before.pdf", "year.json",
    ]  # fmt: skip
    assert json.loads((tmp_path / "facts.json").read_text()) == TRUTH
    assert sum(line.startswith("late:") for line in said) == 3


def test_the_command_knows_it() -> None:
    assert "equal_terms_2021" in KNOWN
