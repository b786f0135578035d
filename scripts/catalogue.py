"""The English catalogue: harvest the Swedish texts, check that each has its English, compile.

Usage: ``python scripts/catalogue.py harvest|check|compile``. Needs no system packages.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import template, trim_whitespace

SOURCE = Path(__file__).resolve().parent.parent / "src" / "insyn"
FOLDER = SOURCE / "locale" / "en" / "LC_MESSAGES"
CATALOGUE = FOLDER / "django.po"
FUNCTIONS = {
    *("_", "__", "gettext", "gettext_lazy", "gettext_noop"),
    *("sentence", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"),
}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
COLUMN_MAKERS = {
    *("text", "long_text", "day", "period", "whole", "money", "yes_no", "choice", "several"),
    "number",
}
TOLD = {"purpose", "heading"}
"""Words of the lists of ``exchange/rules/tables``, which pages show ``|translated``."""
LACKS = {
    "findings/rules/findings.py": "missing_in",
    "measures/rules/action_plans.py": "missing",
}
"""Functions that answer with the keys of a table, which a page shows ``|translated``."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|%%")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A Swedish text, its form for several, and the context that tells two meanings apart."""

    one: str
    many: str = ""
    context: str = ""


def texts_of_python(source: str) -> Iterator[Text]:
    """Yield the literal texts given to gettext, Choice labels and names of model fields."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _texts_of_call(node)
        elif isinstance(node, ast.ClassDef):
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            if "Choice" in bases:
                yield from _labels(node)


def _texts_of_call(node: ast.Call) -> Iterator[Text]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    said = _constants(node.args)
    if name in FUNCTIONS and said:
        yield _said(name, said)
    elif name == "ColumnSpec" and len(said) > 1:
        yield Text(said[1])
    elif _is_of_models(node.func) and name.endswith(("Field", "Key")):
        named = _constants([k.value for k in node.keywords if k.arg == "verbose_name"])
        yield from map(Text, named if name in RELATIONS else named + said[:1])


def _said(function: str, said: Sequence[str]) -> Text:
    if function.startswith("ngettext"):
        return Text(said[0], said[1])
    return Text(said[1], context=said[0]) if function.startswith("pgettext") else Text(said[0])


def _is_of_models(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "models"
    )


def _labels(node: ast.ClassDef) -> Iterator[Text]:
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
            code_and_label = line.value.elts
            if isinstance(code_and_label[1], ast.Constant):
                yield Text(str(code_and_label[1].value))


def texts_of_rules(source: str) -> Iterator[Text]:
    """Yield the words of the module's tables, ``NAME: Mapping[Something, str] = {…}``.

    Rules know nothing of Django; a page shows their words ``|translated``.
    """
    for line in ast.parse(source).body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.value, ast.Dict):
            kind = ast.unparse(line.annotation)
            if kind.startswith("Mapping[") and kind.endswith(", str]"):
                yield from map(Text, _constants(line.value.values))


def texts_of_lacks(source: str, name: str) -> Iterator[Text]:
    """Yield the keys of the tables in the function of that name.

    Raises:
        LookupError: the module has no such function.
    """
    owners = [node for node in ast.walk(ast.parse(source)) if _is_function(node, name)]
    if not owners:
        raise LookupError(name)
    for node in ast.walk(owners[0]):
        if isinstance(node, ast.Dict):
            yield from map(Text, _constants(node.keys))


def _is_function(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name


def texts_of_tables(source: str) -> Iterator[Text]:
    """Yield the headings of lists that are taken in and out, and what each list is for.

    A heading is the second text given to a maker of columns.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            said = _constants(node.args)
            if node.func.id in COLUMN_MAKERS and len(said) > 1:
                yield Text(said[1])
            yield from map(Text, _constants([k.value for k in node.keywords if k.arg in TOLD]))


def _constants(nodes: Sequence[ast.expr | None]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def texts_of_template(source: str) -> Iterator[Text]:
    """Yield the texts of translate tags, in the form that Django looks them up by."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        for quoted in template.constant_re.findall(token.contents):
            yield Text(_unquoted(quoted))
        if token.token_type == TokenType.BLOCK:
            if inline := template.inline_re.match(token.contents):
                yield Text(_unquoted(inline[1]), context=_unquoted(inline[3] or ""))
            elif template.block_re.match(token.contents):
                yield _block(token, tokens)


def _unquoted(quoted: str) -> str:
    return quoted[1:-1].replace("%", "%%")


def _block(opening: Token, tokens: Iterator[Token]) -> Text:
    """Return the text up to the closing tag; two forms when the block counts something."""
    inside = list(takewhile(lambda t: not _is(t, template.endblock_re), tokens))
    is_trimmed = "trimmed" in opening.split_contents()
    context = template.context_re.match(opening.contents.removeprefix("blocktranslate"))
    forms = [""]
    for token in inside:
        if _is(token, template.plural_re):
            forms.append("")
        else:
            is_text = token.token_type == TokenType.TEXT
            said = token.contents.replace("%", "%%") if is_text else f"%({token.contents})s"
            forms[-1] += said
    if is_trimmed:
        forms = [trim_whitespace(form) for form in forms]
    many = forms[1] if len(forms) > 1 else ""
    return Text(forms[0], many, _unquoted(context[1]) if context else "")


def _is(token: Token, pattern: re.Pattern[str]) -> bool:
    return token.token_type == TokenType.BLOCK and bool(pattern.match(token.contents))


def harvest() -> set[Text]:
    """Return every text of the product that people read."""
    found: set[Text] = set()
    for file in SOURCE.rglob("*.py"):
        if "migrations" not in file.parts:
            found.update(texts_of_python(file.read_text(encoding="utf-8")))
    for file in SOURCE.rglob("*.html"):
        found.update(texts_of_template(file.read_text(encoding="utf-8")))
    for file in [
        SOURCE / "kernel/access.py",
        *SOURCE.glob("*/rules.py"),
        *SOURCE.glob("*/rules/*"),
    ]:
        if file.suffix == ".py":
            found.update(texts_of_rules(file.read_text(encoding="utf-8")))
    for file in (SOURCE / "exchange/rules/tables").glob("*.py"):
        found.update(texts_of_tables(file.read_text(encoding="utf-8")))
    for path, name in LACKS.items():
        found.update(texts_of_lacks((SOURCE / path).read_text(encoding="utf-8"), name))
    return {text for text in found if text.one}


def read() -> Catalog:
    """Return the catalogue as it stands in the file, or an empty one."""
    if not CATALOGUE.exists():
        return Catalog(locale="en", project="Insyn", fuzzy=False)
    with CATALOGUE.open("rb") as file:
        return pofile.read_po(file, locale="en")


def save(texts: set[Text]) -> None:
    """Write the catalogue with exactly these texts, keeping the English that is there."""
    old = read()
    new = Catalog(locale="en", project="Insyn", version="", fuzzy=False)
    for text in sorted(texts):
        known = old.get(text.one, text.context or None)
        said = known.string if known else ""
        new.add(
            (text.one, text.many) if text.many else text.one, said, context=text.context or None
        )
    FOLDER.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        pofile.write_po(file, new, sort_output=True, omit_header=False, width=98)


def missing(texts: set[Text]) -> list[str]:
    """Return the texts without English in every form, or whose English changes a placeholder."""
    catalogue = read()
    return sorted({text.one for text in texts if not _is_whole(text, catalogue)})


def _is_whole(text: Text, catalogue: Catalog) -> bool:
    """Tell whether each form has English with the placeholders that the Swedish has."""
    entry = catalogue.get(text.one, text.context or None)
    said = entry.string if entry else ""
    english = [said] if isinstance(said, str) else list(said or ())
    forms = [text.one, text.many] if text.many else [text.one]
    return len(english) >= len(forms) and all(
        its_english
        and sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(its_english))
        for form, its_english in zip(forms, english, strict=False)
    )


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
