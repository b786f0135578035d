from dataclasses import replace

import pytest
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.criteria import services
from insyn.criteria.models import Scale, ScaleLevel, TemplateVersion
from insyn.criteria.queries.content import level_facts
from insyn.criteria.queries.scales import levels_in_order
from insyn.criteria.rules import (
    STARTS,
    Direction,
    Level,
    LevelFacts,
    TemplateState,
    Tone,
    levels_refusal,
)
from insyn.criteria.services import ScaleFacts
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from tests.factories import (
    QuestionFactory,
    ScaleFactory,
    SectionFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db
MET = LevelFacts("Bra", "+", Level.MET, Tone.GOOD)
NOT_MET = LevelFacts("Dåligt", "-", Level.NOT_MET, Tone.BAD)
PARTLY = LevelFacts("Sådär", "o", Level.PARTLY, Tone.FAIR)


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ((), "minst två"),
        ((MET,), "minst två"),
        ((MET, replace(NOT_MET, label="bra ")), "Två nivåer kan inte heta ”bra”"),
        ((MET, replace(NOT_MET, sign="+")), "samma tecken"),
        ((MET, replace(NOT_MET, sign="")), "behöver ett tecken"),
        ((MET, replace(NOT_MET, sign="++++")), "ett till tre tecken"),
        ((MET, replace(NOT_MET, label=" ")), "behöver en benämning"),
        ((MET, PARTLY), "Minst en nivå ska räknas som ”Inte uppfyllt”"),
        ((NOT_MET, PARTLY), "Minst en nivå ska räknas som ”Uppfyllt”"),
    ],
)
def test_levels_that_are_no_scale_are_refused(levels, sentence) -> None:
    assert sentence in levels_refusal(levels)


def test_a_scale_has_any_number_of_levels_from_two() -> None:
    many = [replace(PARTLY, label=f"Nivå {n}", sign=str(n)) for n in range(30)]

    assert levels_refusal([MET, NOT_MET]) == ""
    assert levels_refusal([MET, *many, NOT_MET]) == ""


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.code)
def test_every_beginning_is_a_scale_with_the_two_that_stand_apart(start) -> None:
    assert levels_refusal(start.levels) == ""
    assert {Level.NOT_APPLICABLE, Level.NOT_ASSESSED} <= {level.counts_as for level in start.levels}


@pytest.fixture
def scale(anna: User, ekby: Authority) -> Scale:
    return services.create_scale(
        access_of(anna), ekby, facts=ScaleFacts("Vår skala"), levels=(MET, PARTLY, NOT_MET)
    )


def labels(user: User, scale: Scale) -> list[str]:
    return [level.label for level in levels_in_order(access_of(user), scale)]


def level(user: User, scale: Scale, label: str) -> ScaleLevel:
    return ScaleLevel.objects.visible_to(access_of(user)).get(scale=scale, label=label)


def used(scale: Scale, state: TemplateState, *, by_question: bool = False) -> TemplateVersion:
    version = TemplateVersionFactory.create(
        template__authority=scale.authority, state=state, scale=None if by_question else scale
    )
    if by_question:
        section = SectionFactory.create(version=version)
        QuestionFactory.create(section=section, answer_type="scale", scale=scale)
    return version


def test_a_scale_keeps_its_levels_in_order(anna, scale) -> None:
    rows = levels_in_order(access_of(anna), scale)

    assert [level_facts(row) for row in rows] == [MET, PARTLY, NOT_MET]


def test_two_scales_of_an_authority_never_share_a_name(anna, ekby, scale) -> None:
    with pytest.raises(RuleViolation, match="redan en skala"):
        services.create_scale(
            access_of(anna), ekby, facts=ScaleFacts(" Vår skala "), levels=(MET, NOT_MET)
        )


def test_a_level_is_added_changed_moved_and_removed(anna, scale) -> None:
    access = access_of(anna)
    added = services.save_level(access, scale, facts=LevelFacts("Utmärkt", "*", Level.MET))
    for _ in range(3):
        services.move_level(access, scale, level=added, direction=Direction.UP)
    services.save_level(
        access, scale, facts=replace(PARTLY, label="Halvvägs"), level=level(anna, scale, "Sådär")
    )
    services.remove_level(access, scale, level=level(anna, scale, "Bra"))

    assert labels(anna, scale) == ["Utmärkt", "Halvvägs", "Dåligt"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda a, s, m: services.save_level(a, s, facts=replace(MET, sign="x")), "heta ”Bra”"),
        (lambda a, s, m: services.save_level(a, s, facts=replace(MET, label="x")), "samma tecken"),
        (
            lambda a, s, m: services.save_level(
                a, s, facts=replace(MET, counts_as=Level.PARTLY), level=m
            ),
            "räknas som ”Uppfyllt”",
        ),
        (lambda a, s, m: services.remove_level(a, s, level=m), "räknas som ”Uppfyllt”"),
    ],
    ids=["same label", "same sign", "nothing met", "no level met left"],
)
def test_what_would_break_a_scale_is_refused(change, sentence, anna, scale) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        change(access_of(anna), scale, level(anna, scale, "Bra"))

    assert labels(anna, scale) == ["Bra", "Sådär", "Dåligt"]


CHANGES = {
    "add": lambda a, s, row: services.save_level(a, s, facts=LevelFacts("x", "x", Level.MET)),
    "change": lambda a, s, row: services.save_level(
        a, s, facts=replace(MET, definition="Ny"), level=row
    ),
    "move": lambda a, s, row: services.move_level(a, s, level=row, direction=Direction.DOWN),
    "remove": lambda a, s, row: services.remove_level(a, s, level=row),
}


@pytest.mark.parametrize("by_question", [False, True])
@pytest.mark.parametrize("state", [TemplateState.PUBLISHED, TemplateState.RETIRED])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_scale_that_a_published_version_uses_never_changes(
    change, state, by_question, anna, scale
) -> None:
    used(scale, state, by_question=by_question)

    with pytest.raises(RuleViolation, match="Gör en kopia"):
        change(access_of(anna), scale, level(anna, scale, "Bra"))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
def test_those_without_permission_change_no_scale(change, who, anna, scale, request) -> None:
    row = level(anna, scale, "Bra")

    with pytest.raises(NotAllowed):
        change(access_of(request.getfixturevalue(who)), scale, row)


def test_a_draft_leaves_its_scale_free(anna, scale) -> None:
    used(scale, TemplateState.DRAFT)

    services.save_level(access_of(anna), scale, facts=LevelFacts("x", "x", Level.MET))

    assert len(labels(anna, scale)) == 4


def test_two_who_change_a_scale_do_not_overwrite_each_other(anna, scale) -> None:
    access, read = access_of(anna), scale.version
    services.save_level(access, scale, facts=LevelFacts("x", "x", Level.MET), read=read)

    with pytest.raises(Outdated):
        services.save_level(access, scale, facts=LevelFacts("y", "y", Level.MET), read=read)


def test_a_copy_of_a_locked_scale_is_free(anna, ekby, scale) -> None:
    used(scale, TemplateState.PUBLISHED)

    copy = services.copy_scale(access_of(anna), scale, authority=ekby, name="Vår nya")
    services.remove_level(access_of(anna), copy, level=level(anna, copy, "Sådär"))

    assert labels(anna, copy) == ["Bra", "Dåligt"]
    assert labels(anna, scale) == ["Bra", "Sådär", "Dåligt"]


def test_a_scale_is_taken_out_of_use_and_back(anna, scale) -> None:
    assert services.retire_scale(access_of(anna), scale).retired_on
    with pytest.raises(RuleViolation, match="redan tagen"):
        services.retire_scale(access_of(anna), scale)

    assert services.restore_scale(access_of(anna), scale).retired_on is None
    with pytest.raises(RuleViolation, match="redan i bruk"):
        services.restore_scale(access_of(anna), scale)


def test_everything_about_a_scale_is_written_in_the_trail(anna, scale) -> None:
    access = access_of(anna)
    services.save_level(access, scale, facts=LevelFacts("x", "x", Level.MET))
    services.retire_scale(access, scale)

    lines = AuditEvent.objects.visible_to(access).about(scale).order_by("number")
    assert [line.event for line in lines] == ["scale.created", "scale.level_saved", "scale.retired"]


def url(name: str, *args: object) -> str:
    return reverse(f"criteria:{name}", args=args)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_each_scale_with_its_levels(as_bo, scale) -> None:
    page = text(as_bo.get(url("scales")))

    assert "Vår skala" in page
    assert "Sådär" in page
    assert url("scale_add") not in page


def test_scales_out_of_use_are_shown_only_when_asked_for(as_anna, ekby) -> None:
    ScaleFactory.create(authority=ekby, name="Gammal", retired_on="2025-01-01")

    assert "Gammal" not in text(as_anna.get(url("scales")))
    assert "Gammal" in text(as_anna.get(url("scales"), {"is_retired": "on"}))


def test_the_list_of_scales_asks_few_questions(as_anna, ekby, django_assert_max_num_queries):
    for _ in range(30):
        ScaleFactory.create(authority=ekby)

    with django_assert_max_num_queries(9):
        as_anna.get(url("scales"))


def test_a_level_says_its_sign_and_word_and_not_only_its_colour(as_bo, scale) -> None:
    page = text(as_bo.get(url("scale", scale.pk)))

    assert 'aria-hidden="true">+</span>Bra' in page
    assert 'data-color-scheme="dark"' in page


def test_a_scale_is_made_by_form_from_a_beginning(as_anna, anna, ekby) -> None:
    answer = as_anna.post(url("scale_add"), {"name": "Fyra", "authority": ekby.pk, "start": "four"})

    made = Scale.objects.visible_to(access_of(anna)).get(name="Fyra")
    assert answer.url == url("scale", made.pk)
    assert labels(anna, made)[:2] == ["Väl uppfyllt", "Uppfyllt"]


def test_levels_are_added_and_changed_by_form(as_anna, anna, scale) -> None:
    said = {"label": "Utmärkt", "sign": "★", "tone": "info", "counts_as": "met"}
    as_anna.post(url("level_add", scale.pk), {**said, "read": scale.version})
    scale.refresh_from_db()
    added = level(anna, scale, "Utmärkt")
    page = text(as_anna.get(url("level_edit", added.pk)))
    assert "★" in page
    as_anna.post(url("level_edit", added.pk), {**said, "label": "Lysande", "read": scale.version})

    assert labels(anna, scale)[-1] == "Lysande"


def test_a_page_that_has_grown_old_is_refused_with_a_sentence(as_anna, anna, scale) -> None:
    said = {"label": "Utmärkt", "sign": "★", "tone": "info", "counts_as": "met"}
    services.save_level(access_of(anna), scale, facts=LevelFacts("x", "x", Level.MET))

    page = text(as_anna.post(url("level_add", scale.pk), {**said, "read": scale.version}))

    assert "Någon annan har ändrat" in page
    assert 'value="Utmärkt"' in page


def test_a_refusal_stands_in_the_form(as_anna, scale) -> None:
    said = {"label": "Bra", "sign": "★", "tone": "info", "counts_as": "met", "read": scale.version}

    assert "Två nivåer kan inte heta ”Bra”" in text(as_anna.post(url("level_add", scale.pk), said))


def test_the_buttons_of_a_scale(as_anna, anna, ekby, scale) -> None:
    worst = level(anna, scale, "Dåligt")
    as_anna.post(url("level_move", worst.pk, "up"))
    assert labels(anna, scale) == ["Bra", "Dåligt", "Sådär"]
    as_anna.post(url("level_remove", level(anna, scale, "Sådär").pk))
    assert labels(anna, scale) == ["Bra", "Dåligt"]

    scale.refresh_from_db()
    as_anna.post(url("scale_edit", scale.pk), {"name": "Omdöpt", "read": scale.version})
    as_anna.post(url("scale_copy", scale.pk), {"name": "Kopian", "authority": ekby.pk})
    as_anna.post(url("scale_retire", scale.pk))
    page = text(as_anna.get(url("scale", scale.pk)))
    assert "Omdöpt" in page
    assert "Ta i bruk igen" in page
    as_anna.post(url("scale_restore", scale.pk))
    assert "Kopian" in text(as_anna.get(url("scales")))


def test_a_locked_scale_says_so_and_has_no_buttons_that_change_levels(as_anna, scale) -> None:
    version = used(scale, TemplateState.PUBLISHED)

    page = text(as_anna.get(url("scale", scale.pk)))

    assert "Skalan är låst" in page
    assert str(version) in page
    assert url("level_add", scale.pk) not in page


def test_a_shared_scale_is_read_and_copied_by_the_cooperation_but_not_changed(
    as_cilla, cilla, norrby, cooperation, anna, ekby
) -> None:
    shared = services.create_scale(
        access_of(anna),
        ekby,
        facts=ScaleFacts("Delad", cooperation=cooperation),
        levels=(MET, NOT_MET),
    )

    assert "Delad" in text(as_cilla.get(url("scales")))
    assert as_cilla.get(url("scale_edit", shared.pk)).status_code == 403
    as_cilla.post(url("scale_copy", shared.pk), {"name": "Vår egen", "authority": norrby.pk})
    own = Scale.objects.visible_to(access_of(cilla)).get(name="Vår egen")
    assert (own.authority, labels(cilla, own)) == (norrby, ["Bra", "Dåligt"])
