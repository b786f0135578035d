"""How a text that somebody has typed becomes paragraphs and lists."""

from insyn.papers.content import Block, Bullets, Paragraph


def paragraphs(text: str) -> tuple[Block, ...]:
    """Return a block per part of the text; parts are parted by empty lines.

    Lines that begin with a dash become a list, also when a line above leads in to them.
    """
    blocks: list[Block] = []
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in part.strip().splitlines()]
        plain = [line for line in lines if not line.startswith("- ")]
        items = tuple(line[2:].strip() for line in lines if line.startswith("- "))
        if items and lines[: len(plain)] == plain:
            blocks += [Paragraph("\n".join(plain))] if plain else []
            blocks.append(Bullets(items))
        elif lines:
            blocks.append(Paragraph("\n".join(lines)))
    return tuple(blocks)
