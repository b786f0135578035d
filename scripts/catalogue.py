"""The English catalogue: harvest the Swedish texts, check that each has its English, compile.

Usage: ``python scripts/catalogue.py harvest|check|compile``. Needs no system packages.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

SOURCE = Path(__file__).resolve().parent.parent / "src" / "insyn"
FOLDER = SOURCE / "locale" / "en" / "LC_MESSAGES"
CATALOGUE = FOLDER / "django.po"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
TRANSLATE = re.compile(
    r"""\{%-?\s*(?:translate|trans)\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
)
BLOCK = re.compile(
    r"\{%\s*blocktranslate\b([^%]*)%\}(.*?)(?:\{%\s*plural\s*%\}(.*?))?\{%\s*endblocktranslate\s*%\}",
    re.DOTALL,
)
UNDERSCORE = re.compile(r"""_\((?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\)""")


def texts_of_python(source: str) -> Iterator[str | tuple[str, str]]:
    """Yield the literal texts given to gettext, Choice labels and field and constraint names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _texts_of_call(node)
        elif isinstance(node, ast.ClassDef) and any(
            isinstance(base, ast.Name) and base.id == "Choice" for base in node.bases
        ):
            yield from _labels(node)


def _texts_of_call(node: ast.Call) -> Iterator[str | tuple[str, str]]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if name in FUNCTIONS and said:
        yield (said[0], said[1]) if name.startswith("ngettext") else said[0]


def _labels(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
            code_and_label = line.value.elts
            if isinstance(code_and_label[1], ast.Constant):
                yield str(code_and_label[1].value)


def texts_of_template(source: str) -> Iterator[str | tuple[str, str]]:
    """Yield the texts of translate tags, in the form that Django looks them up by."""
    for match in TRANSLATE.finditer(source):
        yield (match[1] or match[2] or "").replace('\\"', '"')
    for match in UNDERSCORE.finditer(source):
        yield match[1] or match[2] or ""
    for match in BLOCK.finditer(source):
        trimmed = "trimmed" in match[1]
        one, many = _block(match[2], trimmed=trimmed), match[3]
        yield (one, _block(many, trimmed=trimmed)) if many else one


def _block(text: str, *, trimmed: bool) -> str:
    said = text.replace("%", "%%")
    said = re.sub(r"\{\{\s*([\w.]+)(?:\|[^}]*)?\s*\}\}", r"%(\1)s", said)
    lines = [line.strip() for line in said.strip().splitlines()]
    return " ".join(line for line in lines if line) if trimmed else said


def harvest() -> set[str | tuple[str, str]]:
    """Return every text of the product that people read."""
    found: set[str | tuple[str, str]] = set()
    for file in SOURCE.rglob("*.py"):
        if "migrations" not in file.parts:
            found.update(texts_of_python(file.read_text()))
    for file in SOURCE.rglob("*.html"):
        found.update(texts_of_template(file.read_text()))
    return {text for text in found if text and text != ("", "")}


def read() -> Catalog:
    """Return the catalogue as it stands in the file, or an empty one."""
    if not CATALOGUE.exists():
        return Catalog(locale="en", project="Insyn", fuzzy=False)
    with CATALOGUE.open("rb") as file:
        return pofile.read_po(file, locale="en")


def save(texts: set[str | tuple[str, str]]) -> None:
    """Write the catalogue with exactly these texts, keeping the English that is there."""
    old = read()
    new = Catalog(locale="en", project="Insyn", version="", fuzzy=False)
    for text in sorted(texts, key=lambda t: t if isinstance(t, str) else t[0]):
        known = old.get(text if isinstance(text, str) else text[0])
        new.add(text, known.string if known else "")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        pofile.write_po(file, new, sort_output=True, omit_header=False, width=98)


def missing(texts: set[str | tuple[str, str]]) -> list[str]:
    """Return the texts that have no English, or whose English loses a placeholder."""
    catalogue, bad = read(), []
    for text in texts:
        key = text if isinstance(text, str) else text[0]
        entry = catalogue.get(key)
        english = entry.string if entry else ""
        said = english if isinstance(english, str) else "".join(english)
        if not said or set(re.findall(r"%\(\w+\)s", key)) - set(re.findall(r"%\(\w+\)s", said)):
            bad.append(key)
    return sorted(bad)


def compile_catalogue() -> None:
    """Write the compiled catalogue that Django reads."""
    with (FOLDER / "django.mo").open("wb") as file:
        write_mo(file, read())


def main() -> int:
    """Do what the command line asks; 1 when a text lacks its English."""
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if verb == "harvest":
        save(harvest())
    elif verb == "compile":
        compile_catalogue()
    elif verb == "check":
        lacking = missing(harvest())
        sys.stdout.writelines(f"no English: {text!r}\n" for text in lacking)
        return 1 if lacking else 0
    else:
        sys.stdout.write(f"{__doc__}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
