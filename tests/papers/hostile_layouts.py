"""Word layouts for the tests: good ones, and ones that must be refused."""

import zipfile
from io import BytesIO

import docx

from insyn.papers.word import sample_layout

OUTSIDE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


def layout_of(*lines: str) -> bytes:
    """Return a Word file with a paragraph for each line."""
    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    return saved(word)


def saved(word) -> bytes:
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def changed(*, added=(), replaced=()) -> bytes:
    """Return the sample layout with parts added, and texts in its parts replaced.

    ``added`` are (name, content), ``replaced`` are (name, before, after).
    """
    out = BytesIO()
    source = zipfile.ZipFile(BytesIO(sample_layout(is_report=False)))
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            content = source.read(name)
            for part, before, after in replaced:
                if part == name:
                    assert before in content
                    content = content.replace(before, after)
            made.writestr(name, content)
        for name, content in added:
            made.writestr(name, content)
    return out.getvalue()


def with_macros() -> bytes:
    return changed(added=[("word/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")])


def with_object() -> bytes:
    return changed(added=[("word/embeddings/oleObject1.bin", b"x")])


def with_linked_picture() -> bytes:
    link = (
        f'<Relationship Id="rId99" Type="{OUTSIDE}" Target="https://exempel.se/x.png" '
        'TargetMode="External"/></Relationships>'
    )
    rels = "word/_rels/document.xml.rels"
    return changed(replaced=[(rels, b"</Relationships>", link.encode())])


def with_field(code: str) -> bytes:
    field = f'<w:p><w:fldSimple w:instr="{code}"/></w:p><w:sectPr'
    return changed(replaced=[("word/document.xml", b"<w:sectPr", field.encode())])


def with_entities() -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><w:document'
    return changed(replaced=[("word/document.xml", b"<w:document", bomb)])


def with_bomb() -> bytes:
    return changed(added=[("word/media/image9.png", b"\0" * (41 << 20))])


def with_huge_xml() -> bytes:
    return changed(added=[("customXml/item9.xml", b"<x>" + b" " * (6 << 20) + b"</x>")])


def with_tracked_change() -> bytes:
    change = b'<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>Nytt</w:t></w:r></w:ins></w:p><w:sectPr'
    return changed(replaced=[("word/document.xml", b"<w:sectPr", change)])


def with_escaping_path() -> bytes:
    return changed(added=[("../../etc/passwd.xml", b"<x/>")])
