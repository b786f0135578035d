"""Makes somebody else's Word file able to carry our blocks: what it lacks is taken from ours."""

from copy import deepcopy

from docx.document import Document as WordFile
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart
from docx.shared import Cm
from docx.styles import BabelFish
from lxml.etree import _Element as Xml

from insyn.papers.word.styles import LOOK_NAMES, TABLE_STYLE, empty_file
from insyn.papers.word.xml import element, set_numbering

_LISTS = ("List Bullet", "List Number")
_NAME, _ID, _VALUE = qn("w:name"), qn("w:styleId"), qn("w:val")
_BASED_ON, _NUMBER, _FONTS = qn("w:basedOn"), qn("w:numPr"), qn("w:rFonts")
_ABSTRACT, _ABSTRACT_ID = qn("w:abstractNum"), qn("w:abstractNumId")
_NOT_TAKEN = (qn("w:next"), qn("w:link"), qn("w:rsid"), _NUMBER)
_EMPTY_NUMBERING = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering '
    b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
)

StyleIds = dict[str, str]
"""Our id of a style → its id in the borrowed file."""


def missing_styles(word: WordFile) -> list[str]:
    """Return the heading and text styles that Word itself has and the file does not."""
    present = _names(word)
    wanted = ("Normal", "Heading 1", "Heading 2", "List Bullet", "List Number")
    return [name for name in wanted if _internal(name) not in present]


def lend_styles(word: WordFile, *, locale: str) -> StyleIds:
    """Give the file each style, list and page measure that it lacks, and return the ids."""
    ours = empty_file(locale=locale, is_report=False)
    present, ids = _names(word), StyleIds()
    for name in ("Normal", *LOOK_NAMES, TABLE_STYLE):
        key = _internal(name)
        if key not in present:
            present[key] = _copied(word, ours, name)
        elif name.startswith("TOC"):
            # Word writes ”toc 1”; looked up by name it has to be spelled as ours.
            for said in present[key].iter(_NAME):
                said.set(_VALUE, name)
        ids[name.replace(" ", "")] = present[key].get(_ID, "")
    _rebase(present, ids)
    _lend_lists(word, ours)
    _lend_page(word)
    return ids


def _internal(name: str) -> str:
    return BabelFish.ui2internal(name).lower()


def _names(word: WordFile) -> dict[str, Xml]:
    """Return the styles by their names, which Word compares without regard to case."""
    found: dict[str, Xml] = {}
    for style in word.styles.element.iter(qn("w:style")):
        name = style.find(_NAME)
        if name is not None:
            found.setdefault((name.get(_VALUE) or "").lower(), style)
    return found


def _copied(word: WordFile, ours: WordFile, name: str) -> Xml:
    """Take our style in: without our font, so that the text looks as the rest of the file."""
    style: Xml = deepcopy(ours.styles[name].element)
    _remove(style, *_NOT_TAKEN, _FONTS)
    taken = {other.get(_ID) for other in word.styles.element.iter(qn("w:style"))}
    own = style.get(_ID)
    if own in taken:
        style.set(_ID, f"Insyn{own}")
    if name != "Normal":
        style.attrib.pop(qn("w:default"), "")
    word.styles.element.append(style)
    return style


def _remove(root: Xml, *tags: str) -> None:
    for gone in list(root.iter(*tags)):
        above = gone.getparent()
        if above is not None:
            above.remove(gone)


def _rebase(present: dict[str, Xml], ids: StyleIds) -> None:
    """Let the styles we lent be based on those of the file."""
    known = {style.get(_ID) for style in present.values()}
    for style in present.values():
        base = style.find(_BASED_ON)
        if base is not None and base.get(_VALUE) not in known:
            base.set(_VALUE, ids.get(base.get(_VALUE, ""), ids["Normal"]))


def _lend_lists(word: WordFile, ours: WordFile) -> None:
    """Give the list styles a numbering when they have none, or one that is not there."""
    numbering = _numbering(word)
    present = {num.get(qn("w:numId")) for num in numbering.iter(qn("w:num"))}
    for name in _LISTS:
        style = word.styles[name].element
        number = style.find(f".//{qn('w:numId')}")
        if number is None or number.get(_VALUE) not in present:
            set_numbering(style.get_or_add_pPr(), _lent_list(word, ours, name))


def _numbering(word: WordFile) -> Xml:
    for relation in word.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            found: Xml = relation.target_part.element
            return found
    part = NumberingPart.load(
        PackURI("/word/insynNumbering.xml"),
        CONTENT_TYPE.WML_NUMBERING,
        _EMPTY_NUMBERING,
        word.part.package,
    )
    word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    made: Xml = part.element
    return made


def _lent_list(word: WordFile, ours: WordFile, name: str) -> int:
    numbering = word.part.numbering_part.element
    lent = ours.part.numbering_part.element
    number = ours.styles[name].element.find(f".//{qn('w:numId')}").get(_VALUE)
    abstract_id = str(lent.num_having_numId(int(number)).abstractNumId.val)
    abstract = deepcopy(
        next(one for one in lent.iter(_ABSTRACT) if one.get(_ABSTRACT_ID) == abstract_id)
    )
    _remove(abstract, qn("w:nsid"), qn("w:tmpl"), qn("w:pStyle"))
    free = max((int(one.get(_ABSTRACT_ID, 0)) for one in numbering.iter(_ABSTRACT)), default=-1) + 1
    abstract.set(_ABSTRACT_ID, str(free))
    # All definitions stand before the lists that use them.
    numbering.insert(len(list(numbering.iter(_ABSTRACT))), abstract)
    return int(numbering.add_num(free).numId)


def drop_template(word: WordFile) -> None:
    """Let go of the template that the file was once made from: it lies on somebody's own disk."""
    found = [r for r in word.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.SETTINGS]
    for settings in (relation.target_part for relation in found):
        for link in list(word.settings.element.iter(qn("w:attachedTemplate"))):
            word.settings.element.remove(link)
        for key, relation in list(settings.rels.items()):
            if relation.reltype.endswith("/attachedTemplate"):
                settings.rels.pop(key)


def _lend_page(word: WordFile) -> None:
    """See to it that the file says how large its page is."""
    body = word.element.body
    if body.sectPr is None:
        body.append(element("w:sectPr"))
    section = word.sections[-1]
    section.page_width = section.page_width or Cm(21)
    section.page_height = section.page_height or Cm(29.7)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        if getattr(section, side) is None:
            setattr(section, side, Cm(2.5))
