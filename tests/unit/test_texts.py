"""Every sentence for people has its Swedish, and what cannot be translated is found where it is written."""

import gettext
from pathlib import Path

import pytest

from catalogues import Translations, UnreadableError
from mottagning import texts

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small program of its own, in a folder named as ours."""
    (tmp_path / "mottagning" / "desk").mkdir(parents=True)
    return tmp_path


def write(root: Path, code: str, *, module: str = "desk/page.py") -> None:
    (root / "mottagning" / module).write_text(code, encoding="utf-8")


def bring_up_to_date(root: Path) -> None:
    for path, content in Translations(root).stale().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)


def translate(root: Path, *pairs: tuple[str, str], room: str = "desk") -> None:
    """Fill in Swedish as a person would: behind the English in the room's file."""
    path = root / f"mottagning/resources/translations/sv/{room}.po"
    content = path.read_text(encoding="utf-8")
    for english, swedish in pairs:
        gap = f'msgid "{english}"\nmsgstr ""'
        assert gap in content
        content = content.replace(gap, f'msgid "{english}"\nmsgstr "{swedish}"')
    path.write_text(content, encoding="utf-8")


def test_everything_the_program_says_is_in_swedish() -> None:
    translations = Translations(ROOT)
    assert "\n".join(translations.faults()) == ""
    assert list(translations.stale()) == [], "run `python3 dev.py texts`"


def test_what_is_said_reaches_the_reader(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(package, "def f(n):\n    return tr('Claim {code}', code=1), trn('{n} case', '{n} cases', n)\n")
    bring_up_to_date(package)
    translate(package, ("Claim {code}", "Ta hand om {code}"))
    path = package / "mottagning/resources/translations/sv/desk.po"
    content = path.read_text(encoding="utf-8")
    content = content.replace('msgstr[0] ""', 'msgstr[0] "{n} ärende"').replace(
        'msgstr[1] ""', 'msgstr[1] "{n} ärenden i kön"'
    )
    path.write_text(content, encoding="utf-8")
    bring_up_to_date(package)
    assert Translations(package).faults() == []

    monkeypatch.setattr(texts, "_FOLDER", package / "mottagning/resources/translations")
    texts.use_language("sv")
    assert texts.tr("Claim {code}", code="C-1") == "Ta hand om C-1"
    assert texts.trn("{n} case", "{n} cases", 1) == "1 ärende"
    assert texts.trn("{n} case", "{n} cases", 0) == "0 ärenden i kön"
    assert texts.tr("Not in the catalogue") == "Not in the catalogue"
    texts.use_language("en")
    assert texts.trn("{n} case", "{n} cases", 2) == "2 cases"


def test_every_text_is_found_as_gettext_finds_it() -> None:
    path = ROOT / "mottagning/resources/translations/sv.mo"
    catalogue = texts.Catalogue(path.read_bytes())
    with path.open("rb") as file:
        known: dict[str | tuple[str, int], str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    for key, text in known.items():
        message, form = key if isinstance(key, tuple) else (key, 0)
        forms = catalogue.forms(message)
        assert forms is not None
        assert forms[form] == text
    assert [catalogue.forms(unknown) for unknown in (" ", "Done?!", "\U0010ffff")] == [None] * 3


def test_a_translation_follows_its_text_to_another_room(package: Path) -> None:
    write(package, "DONE, GONE = N_('Done'), N_('Gone')\n")
    bring_up_to_date(package)
    translate(package, ("Done", "Klar"), ("Gone", "Borta"))
    write(package, "DONE = N_('Done')\n", module="app.py")
    write(package, "")
    bring_up_to_date(package)
    folder = package / "mottagning/resources/translations/sv"
    assert [path.name for path in folder.iterdir()] == ["core.po"]
    assert 'msgid "Done"\nmsgstr "Klar"\n' in (folder / "core.po").read_text(encoding="utf-8")
    assert "Gone" not in (folder / "core.po").read_text(encoding="utf-8")


def test_a_translation_may_simply_be_written_at_the_end(package: Path) -> None:
    write(package, "DONE = N_('Done')\n")
    bring_up_to_date(package)
    path = package / "mottagning/resources/translations/sv/desk.po"
    with path.open("a", encoding="utf-8") as file:
        file.write('\nmsgid "Done"\nmsgstr "Klar"\n')
    bring_up_to_date(package)
    assert path.read_text(encoding="utf-8").count("Done") == 1
    assert Translations(package).faults() == []


@pytest.mark.parametrize("ending", ['msgid "Done"\nmsgstr "Klar\n', "<<<<<<< HEAD\n"])
def test_a_broken_catalogue_changes_nothing(package: Path, ending: str) -> None:
    write(package, "DONE = N_('Done')\n")
    bring_up_to_date(package)
    path = package / "mottagning/resources/translations/sv/desk.po"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + ending, encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"desk\.po"):
        Translations(package)


def test_the_same_texts_give_the_same_bytes(package: Path) -> None:
    write(package, "A, B = N_('100 % av'), N_('A')\n")
    bring_up_to_date(package)
    first = Translations(package).files()
    write(package, "\n\nB, A = N_('A'), N_('100 % av')\n")
    assert Translations(package).files() == first
    assert Translations(package).stale() == {}


def test_a_gap_a_changed_place_and_two_minds_are_faults(package: Path) -> None:
    write(package, "A, B, C = N_('Free'), N_('At {time}'), N_('Done')\n")
    write(package, "A = N_('Done')\n", module="app.py")
    bring_up_to_date(package)
    translate(package, ("At {time}", "Klockan {tid}"), ("Done", "Färdig"))
    translate(package, ("Done", "Klar"), room="core")
    assert sorted(Translations(package).faults()) == [
        "desk.po: 'Done' has another translation in another room",
        "desk.po: no Swedish for 'Free'",
        "desk.po: other {places} in ('Klockan {tid}',) than in 'At {time}'",
    ]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("tr(f'Claim {code}')", "plain string"),
        ("tr('Claim ' + code)", "plain string"),
        ("tr('Claim %s' % code)", "plain string"),
        ("tr('Claim' if code else 'Done')", "plain string"),
        ("N_(code)", "plain string"),
        ("trn('{n} case', f'{n} cases', n)", "plain string"),
        ("tr('Claim {code}', number=code)", "places"),
        ("tr('Claim {code}')", "places"),
        ("tr('Claim', code=code)", "places"),
        ("tr('Claim {code}').format(code=code)", "places"),
        ("tr('Claim').format(code=code)", "inside tr"),
        ("tr('Claim') + code", "glued"),
        ("tr('Claim') + ' now'", "glued"),
        ("tr('Claim') + tr('Done')", "glued"),
        ("tr('Claim') % code", "glued"),
        ("self.tr('Claim')", "Qt's own"),
    ],
)
def test_what_cannot_be_translated_is_found(package: Path, code: str, fault: str) -> None:
    write(package, f"def f(self, code, n):\n    return {code}\n")
    assert any(fault in found and "desk/page.py:2" in found for found in Translations(package).faults())


def test_an_indent_or_a_column_before_a_text_is_no_fault(package: Path) -> None:
    write(package, "def f(stage):\n    return '  ' + tr('Claim'), f'{stage:14}: ' + tr('Claim')\n")
    bring_up_to_date(package)
    translate(package, ("Claim", "Ta hand om"))
    assert Translations(package).faults() == []


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("TITLE = tr('Claim')", 1),
        ("def f(title=tr('Claim')): pass", 1),
        ("class Page:\n    title = texts.tr('Claim')", 1),
        ("title = lambda: tr('Claim')", 0),
        ("TITLE = N_('Claim')", 0),
    ],
)
def test_a_text_translated_before_there_is_a_language_is_found(package: Path, code: str, faults: int) -> None:
    write(package, code)
    found = [fault for fault in Translations(package).faults() if "before a language" in fault]
    assert len(found) == faults


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("raise Trouble(N_('No {what}'), what=1)", 0),
        ("raise Trouble(N_('No {what}'), why=1)", 1),
        ("raise Trouble(N_('No {what}'), **values)", 0),
    ],
)
def test_a_trouble_brings_what_its_sentence_asks_for(package: Path, code: str, faults: int) -> None:
    write(package, code)
    assert len([fault for fault in Translations(package).faults() if "places" in fault]) == faults
