import hashlib
import re
import tomllib
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "src/insyn/platform/static"
LISTED = tomllib.loads((STATIC / "vendor/VENDOR.toml").read_text(encoding="utf-8"))["file"]
STYLES = [*STATIC.glob("vendor/**/*.css"), *STATIC.glob("insyn/*.css")]
TEMPLATES = sorted((STATIC.parent / "templates").rglob("*.html"))


@pytest.mark.parametrize("file", LISTED, ids=lambda file: file["path"])
def test_a_vendored_file_is_the_one_that_was_listed(file: dict[str, str]) -> None:
    content = (STATIC / file["path"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_every_vendored_file_is_listed() -> None:
    present = {
        path.relative_to(STATIC).as_posix()
        for path in STATIC.glob("vendor/*/*")
        if path.name != "LICENSE"
    }

    assert present == {file["path"] for file in LISTED} - {"insyn/icons.svg"}


@pytest.mark.parametrize("folder", sorted({f"{f['name']}-{f['version']}" for f in LISTED}))
def test_every_package_brings_its_licence(folder: str) -> None:
    assert (STATIC / "vendor" / folder / "LICENSE").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("file", STYLES, ids=lambda path: path.name)
def test_styles_point_at_nothing_outside_and_at_no_source_map(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    addresses = re.findall(r"url\(\s*[\"']?(?!data:)([^\"')]+)", text)

    assert "sourceMappingURL" not in text
    assert "@import" not in text
    assert all((file.parent / address).is_file() for address in addresses)


def test_the_theme_is_light_on_paper() -> None:
    theme = next(STATIC.glob("vendor/insyn-theme-*/theme.css")).read_text(encoding="utf-8")

    assert '@media screen {\n[data-color-scheme="dark"] {' in theme


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: path.relative_to(STATIC.parent).as_posix()
)
def test_what_a_template_takes_from_the_static_folder_is_there(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    wanted = re.findall(r"{% static [\"']([^\"']+)[\"'] %}", text)

    assert all((STATIC / name).is_file() for name in wanted)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)
