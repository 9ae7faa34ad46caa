"""What the documents refer to is there, and no picture lies about that none of them shows."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)[^)]*\)")


def links(document: Path) -> list[Path]:
    """The files of ours that a document refers to."""
    found = _LINK.findall(document.read_text("utf-8"))
    return [(document.parent / link).resolve() for link in found if "://" not in link]


def test_every_link_leads_somewhere() -> None:
    missing = {document.name: [link.name for link in links(document) if not link.exists()] for document in DOCUMENTS}
    assert {name: gone for name, gone in missing.items() if gone} == {}


def test_every_picture_is_shown_somewhere() -> None:
    shown = {link for document in DOCUMENTS for link in links(document)}
    assert [picture.name for picture in (ROOT / "docs" / "pictures").iterdir() if picture.resolve() not in shown] == []


def test_every_picture_can_be_drawn_anew() -> None:
    drawn = (ROOT / "docs" / "draw_pictures.py").read_text("utf-8")
    assert [
        picture.name for picture in (ROOT / "docs" / "pictures").iterdir() if f'"{picture.stem}":' not in drawn
    ] == []
