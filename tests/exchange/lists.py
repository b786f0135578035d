"""Lists of providers as municipalities keep them."""

from pathlib import Path

FILES = Path(__file__).parent / "files"
HEADINGS = ("Leverantör", "Org.nr")


def real(name: str) -> bytes:
    """Return one of the real files."""
    return (FILES / name).read_bytes()


def listed(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """Return a CSV file as Swedish Excel writes it."""
    return "\n".join(";".join(row) for row in (headings, *rows)).encode("utf-8-sig")
