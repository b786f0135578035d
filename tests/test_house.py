"""The house rules that no linter knows."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "insyn"
GLOSSARY = ROOT / "docs" / "glossary.md"
MODULES = [p for p in SRC.rglob("*.py") if "migrations" not in p.parts]
TEMPLATES = list(SRC.rglob("*.html"))
OUR_MODELS = [m for m in apps.get_models() if m.__module__.startswith("insyn.")]

DOORS_LEFT_OPEN = {
    "measures/services/sanctions.py": 1,
    "mailing/services/many.py": 1,
    "surveys/queries/people.py": 1,
    "surveys/models/responses.py": 1,
    "mailing/services/queue.py": 2,
    "mailing/services/bounces.py": 1,
    "mailing/services/new_links.py": 1,
    "mailing/services/delivery.py": 1,
    "mailing/services/codes.py": 1,
    "surveys/services/reminders.py": 1,
    "surveys/services/results.py": 1,
    "surveys/queries/questions.py": 4,
    "surveys/queries/delegation.py": 1,
    "surveys/services/answers/applying.py": 1,
    "surveys/services/answers/locked.py": 1,
    "examples/answering.py": 1,
    "examples/demonstration/post.py": 1,
    "audit/queries.py": 1,
    "followups/queries/reminders.py": 1,
    "dialogues/queries/reminders.py": 1,
    "coordination/models/instructions.py": 1,
    "coordination/models/network.py": 1,
    "coordination/queries/progress.py": 1,
    "coordination/services/contacts.py": 2,
    "registry/queries/merges.py": 1,
    "risk/queries/checks/burden.py": 2,
    "results/queries/burden.py": 1,
    "delegations/services/decisions.py": 1,
    "delegations/services/orders.py": 1,
    "findings/queries/fact_check.py": 1,
    "findings/services/fact_check_sending.py": 1,
    "measures/services/reminders.py": 1,
    "measures/queries/reminders.py": 2,
    "visits/queries/told.py": 2,
}
"""How many times each module opens a queryset without a filter. Adding one is a decision."""


def named(path: Path) -> str:
    return str(path.relative_to(SRC))


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_modules_are_small(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= 400


def glossary() -> dict[str, str]:
    rows = [line.split("|")[1:3] for line in GLOSSARY.read_text().splitlines() if "|" in line]
    return {english.strip(): swedish.strip() for swedish, english in rows}


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m.__name__)
def test_every_model_is_in_the_glossary(model) -> None:
    assert glossary().get(model.__name__) == model._meta.verbose_name


def test_the_glossary_has_no_word_twice() -> None:
    rows = [line for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    english = [row.split("|")[2].strip() for row in rows]

    assert len(english) == len(set(english))


def calls(module: Path, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    ]


def test_doors_left_open_on_purpose() -> None:
    found = {named(module): len(calls(module, "unscoped")) for module in MODULES}

    assert {module: number for module, number in found.items() if number} == DOORS_LEFT_OPEN


def test_every_open_door_says_why() -> None:
    for module in MODULES:
        for call in calls(module, "unscoped"):
            (reason,) = (word.value for word in call.keywords if word.arg == "reason")
            assert isinstance(reason, ast.Constant)
            assert len(str(reason.value)) > 20


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{named(module)}:{inner.lineno}"
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_rows_to_tick_are_the_houses_own_field() -> None:
    """Django's own asks the database for any number, and falls over one that is too long."""
    bare = re.compile(
        r"[(=] ?forms\.ModelMultipleChoiceField\(|\(forms\.ModelMultipleChoiceField\)"
    )
    using = [module.relative_to(SRC) for module in MODULES if bare.search(module.read_text())]

    assert using == [Path("platform/forms.py")]


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_templates_have_no_inline_style_or_script(template: Path) -> None:
    source = template.read_text()

    assert not re.search(
        r"\sstyle\s*=|\s(?:hx-)?on(?:click|load|error|input|change|submit|focus|blur|key\w+|mouse\w+)\s*=|<style|javascript:",
        source,
    )
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_templates_send_nobody_to_another_host(template: Path) -> None:
    for address in re.findall(r"(?:src|href|action)=\"(https?:[^\"]*)", template.read_text()):
        assert address.startswith("https://www.digg.se/"), address


def test_every_choice_column_has_its_constraint() -> None:
    missing = []
    for model in OUR_MODELS:
        said = " ".join(str(constraint.deconstruct()) for constraint in model._meta.constraints)
        for field in model._meta.local_fields:
            has_choices = bool(field.choices) and field.name != "language"
            if has_choices and f"{field.name}__in" not in said:
                missing.append(f"{model.__name__}.{field.name}")

    assert missing == []


def test_the_project_names_no_outside_working_place() -> None:
    """Nothing that only this workplace knows may stand in the project."""
    listed = subprocess.run(
        [shutil.which("git") or "git", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [ROOT / name for name in listed.stdout.split() if not name.startswith("LICENSE")]
    texts = {".py", ".md", ".html", ".toml", ".txt", ".yml", ".sh", ".json", ".css", ".js", ""}
    words = ("/work/" + "main", "../" + "shared", "pypi." + "org/simple", "registry.npmjs" + ".org")
    for file in files:
        if file.is_file() and file.suffix in texts and file.stat().st_size < 2_000_000:
            source = file.read_text(errors="ignore")
            assert not [word for word in words if word in source], file


def test_the_settings_refuse_to_start_without_a_secret() -> None:
    code = "import django; from django.conf import settings; settings.SECRET_KEY"
    env = {"INSYN_PRODUCTION": "1", "DJANGO_SETTINGS_MODULE": "insyn.config.settings"}
    said = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )

    assert said.returncode == 1
    assert "INSYN_SECRET_KEY saknas" in said.stderr
