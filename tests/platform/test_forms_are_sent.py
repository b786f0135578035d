"""A form in a piece that is included on its own still carries its token."""

import re
from pathlib import Path

import insyn

INCLUDES = re.compile(r'{%\s*include\s+"([^"]+)"(.*?)%}', re.DOTALL)
TEMPLATES = {
    str(path).split("/templates/", 1)[1]: path.read_text(encoding="utf-8")
    for path in Path(insyn.__file__).parent.rglob("templates/**/*.html")
}


def includes_of(name: str) -> list[tuple[str, str]]:
    return INCLUDES.findall(TEMPLATES[name])


def needs_a_token(name: str) -> bool:
    included = (piece for piece, _ in includes_of(name))
    return "csrf_token" in TEMPLATES[name] or any(map(needs_a_token, included))


def test_a_piece_with_a_form_is_given_the_token_of_the_page() -> None:
    without = [
        f"{name}: {piece}"
        for name in TEMPLATES
        for piece, given in includes_of(name)
        if given.rstrip().endswith("only")
        and needs_a_token(piece)
        and "csrf_token=csrf_token" not in given
    ]

    assert without == []
