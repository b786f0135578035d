"""Copy the vendored files into the static folder. For maintainers; installing needs no Node.

    npm ci --prefix frontend && npm ci --prefix frontend/theme
    npm run build --prefix frontend/theme
    python frontend/vendor.py

Each file lands under ``static/vendor/<name>-<version>/`` with its licence beside it, and is
listed with its SHA-256 in ``static/vendor/VENDOR.toml``, which the tests compare with the files.
"""

import hashlib
import json
import re
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
PACKAGES = FRONTEND / "node_modules"
THEME = FRONTEND / "theme"
STATIC = FRONTEND.parent / "src/insyn/platform/static"
VENDOR = STATIC / "vendor"
SPRITE = STATIC / "insyn/icons.svg"
DARK = '[data-color-scheme="dark"] {\n'
SOURCE_MAP = re.compile(rb"\n?(//[#@]|/\*[#@]) sourceMappingURL=[^\n]*")
ICON_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
STROKES = (
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round"'
)


@dataclass(frozen=True)
class Source:
    """One package and what is taken from it."""

    name: str
    package: Path
    licence: str
    files: dict[str, str]

    @property
    def version(self) -> str:
        version: str = json.loads((self.package / "package.json").read_text())["version"]
        return version

    @property
    def folder(self) -> Path:
        return VENDOR / f"{self.name}-{self.version}"


SOURCES = (
    Source(
        "designsystemet-css",
        PACKAGES / "@digdir/designsystemet-css",
        "MIT",
        {"dist/src/index.css": "designsystemet.css"},
    ),
    Source(
        "insyn-theme",
        THEME / "node_modules/@digdir/designsystemet",
        "MIT",
        {str(THEME / "design-tokens-build/insyn.css"): "theme.css"},
    ),
    Source("htmx.org", PACKAGES / "htmx.org", "0BSD", {"dist/htmx.min.js": "htmx.min.js"}),
    Source(
        "inter",
        PACKAGES / "@fontsource-variable/inter",
        "OFL-1.1",
        {
            f"files/inter-{subset}-wght-normal.woff2": f"inter-{subset}-wght-normal.woff2"
            for subset in ("latin", "latin-ext")
        },
    ),
    Source("lucide-static", PACKAGES / "lucide-static", "ISC", {}),
)


def main() -> None:
    """Replace the vendor folder and the sprite."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    entries = [entry for source in SOURCES for entry in copied(source)]
    icons = SOURCES[-1]
    SPRITE.write_text(sprite(icons.package / "icons"), encoding="utf-8")
    entries.append(entry(icons, SPRITE))
    (VENDOR / "VENDOR.toml").write_text("\n".join(entries), encoding="utf-8")


def copied(source: Source) -> list[str]:
    """Copy the files of a package and its licence; return its entries of the list."""
    source.folder.mkdir(parents=True)
    licence = next(source.package.glob("LICENSE*"))
    (source.folder / "LICENSE").write_bytes(licence.read_bytes())
    return [entry(source, copy(source, taken, name)) for taken, name in source.files.items()]


def copy(source: Source, taken: str, name: str) -> Path:
    """Copy one file without its pointer to a source map; return where it landed."""
    content = (source.package / taken).read_bytes()
    if name == "theme.css":
        content = light_on_paper(content.decode()).encode()
    target = source.folder / name
    binary = target.suffix == ".woff2"
    target.write_bytes(content if binary else SOURCE_MAP.sub(b"", content).rstrip() + b"\n")
    return target


def light_on_paper(css: str) -> str:
    """Return the theme with the chosen dark colours on screens only: paper is always light."""
    start = css.index(DARK)
    end = start + css[start:].index("\n}")
    return f"{css[:start]}@media screen {{\n{css[start:end]}\n}}\n{css[end:]}"


def entry(source: Source, file: Path) -> str:
    """Return the lines of the list about one file."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return (
        f'[[file]]\nname = "{source.name}"\nversion = "{source.version}"\n'
        f'licence = "{source.licence}"\npath = "{file.relative_to(STATIC).as_posix()}"\n'
        f'sha256 = "{digest}"\n'
    )


def sprite(icons: Path) -> str:
    """Return one file with a symbol for each icon of ``icons.toml``."""
    names = tomllib.loads((FRONTEND / "icons.toml").read_text(encoding="utf-8"))
    symbols = "\n".join(symbol(ours, icons / f"{theirs}.svg") for ours, theirs in names.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(name: str, file: Path) -> str:
    """Return the drawing as a symbol."""
    body = ICON_BODY.search(file.read_text(encoding="utf-8"))
    if body is None:
        raise SystemExit(f"{file.name}: no drawing")
    drawing = re.sub(r"\s*\n\s*", "", body[1]).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24" {STROKES}>{drawing}</symbol>'


if __name__ == "__main__":
    main()
