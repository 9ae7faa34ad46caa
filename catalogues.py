"""Collects what the program says into the Swedish catalogues, one a room, and compiles them: `dev.py texts`.

The texts are the strings in `tr("…")`, `trn("…", "…", n)` and `N_("…")` under mottagning/. A room is the first
folder under mottagning/; modules at the top belong to the room `core`. A translation once made is kept, also when
its text moves to another room. `--check` writes nothing and says what is wrong.
"""

import argparse
import ast
import io
import string
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, PoFileParser, write_po

MARKERS = {"tr": 1, "trn": 2, "N_": 1}
"""The functions that mark a text, and how many of their arguments are texts."""

Text = str | tuple[str, ...]
"""A text as gettext knows it: one sentence, or the forms for one and for many."""


class UnreadableError(Exception):
    """A module or a catalogue is broken; the sentence says which one and where."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands in the source: the texts of each room, and the ways of writing them that cannot work."""

    texts: dict[str, dict[str, Text]]
    faults: list[str]


class Finder(ast.NodeVisitor):
    """Walks one module, named `path` in what it says, and collects its texts and faults."""

    def __init__(self, path: str) -> None:
        self.texts: list[Text] = []
        self.faults: list[str] = []
        self._path = path
        self._inside_function = 0

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._visit_all(node.decorator_list)
        self._visit_function(node.args, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the name ast looks for

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_function(node.args, [node.body])

    def visit_Call(self, node: ast.Call) -> None:
        if marker := _marker(node):
            self._read(node, marker)
        elif isinstance(node.func, ast.Attribute):
            if node.func.attr == "format" and _marker(node.func.value):
                self._fault(node, "the values belong inside tr(…), not in .format(…) after it")
            if node.func.attr == "tr":
                self._fault(node, "this is Qt's own tr, which finds no translation: use mottagning.texts.tr")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        sides = (node.left, node.right)
        if any(_marker(side) for side in sides) and not any(_only_layout(side) for side in sides):
            self._fault(node, "a sentence is glued from pieces: make it one text with {places}")
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        error = node.exc
        marked = error.args[0] if isinstance(error, ast.Call) and error.args else None
        if isinstance(error, ast.Call) and isinstance(marked, ast.Call) and _marker(marked) == "N_":
            self._compare(node, _strings(marked.args), error.keywords, may_pass_more=True)
        self.generic_visit(node)

    def _visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _visit_function(self, arguments: ast.arguments, body: Iterable[ast.AST]) -> None:
        """The defaults run where the function is made, its body not before it is called."""
        self._visit_all([*arguments.defaults, *arguments.kw_defaults])
        self._inside_function += 1
        self._visit_all(body)
        self._inside_function -= 1

    def _read(self, node: ast.Call, marker: str) -> None:
        texts = node.args[: MARKERS[marker]]
        if marker != "N_" and not self._inside_function:
            self._fault(node, f"{marker} runs here before a language is chosen: use N_, and tr where it is shown")
        values = _strings(texts)
        if len(values) == MARKERS[marker]:
            self.texts.append(values if marker == "trn" else values[0])
            if marker != "N_":
                self._compare(node, values, node.keywords)
        elif marker != "tr" or not isinstance(texts[0], ast.Name | ast.Attribute | ast.Subscript | ast.Call):
            self._fault(node, f"{marker} takes a plain string: no f-string, no %, no + and no choice inside it")

    def _compare(
        self,
        node: ast.expr | ast.stmt,
        texts: tuple[str, ...],
        keywords: list[ast.keyword],
        *,
        may_pass_more: bool = False,
    ) -> None:
        """Hold the places in the texts against the values passed for them; `n` of trn need not be shown."""
        passed = {keyword.arg for keyword in keywords if keyword.arg}
        if len(passed) < len(keywords):  # **values: nobody knows
            return
        wanted = {place for text in texts for place in places(text)}
        passed |= {"n"} if len(texts) > 1 else set()
        if wanted - passed or (passed - wanted - {"n"} and not may_pass_more):
            self._fault(node, f"the text has the places {sorted(wanted)} but gets {sorted(passed)}")

    def _fault(self, node: ast.expr | ast.stmt, what: str) -> None:
        self.faults.append(f"{self._path}:{node.lineno}: {what}")


def places(text: str) -> set[str]:
    """The names of the ``{places}`` in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def read_sources(root: Path) -> Sources:
    """All texts of the package in `root`; raises UnreadableError."""
    package = root / "mottagning"
    texts: dict[str, dict[str, Text]] = defaultdict(dict)
    faults: list[str] = []
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package)
        room = inside.parts[0] if len(inside.parts) > 1 else "core"
        finder = Finder(path.relative_to(root).as_posix())
        try:
            finder.visit(ast.parse(path.read_bytes(), str(path)))
        except SyntaxError as error:
            raise UnreadableError(f"{path}: {error}") from error
        faults += finder.faults
        for text in finder.texts:
            # gettext looks a pair up by its first form, so the pair answers for a lone sentence too.
            if isinstance(text, tuple) or text not in texts[room]:
                texts[room][_key(text)] = text
    return Sources(dict(texts), faults)


class SwedishCatalogue(Catalog):
    """A catalogue whose header says only what gettext needs: no dates, no names, no version of any tool."""

    def __init__(self, comment: str = "#") -> None:
        super().__init__(locale="sv", header_comment=comment, fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", "sv"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);\n"),
        ]

    def __setitem__(self, key: Text | list[str], message: Message) -> None:
        """Of a text that stands twice, the one with a translation counts; a header in the file does not."""
        if not key:
            return
        if (earlier := self.get(key)) and not all(_forms(earlier.string)):
            self.delete(key)
        super().__setitem__(key, message)


class Translations:
    """The Swedish of the package in `root`: what its files should hold, and what is wrong with it."""

    def __init__(self, root: Path) -> None:
        self._sources = read_sources(root)
        self._compiled = root / "mottagning/resources/translations/sv.mo"
        self._folder = self._compiled.with_suffix("")
        self._old = {path.stem: _read(path) for path in sorted(self._folder.glob("*.po"))}
        self._rooms = {room: self._merged(room, texts) for room, texts in sorted(self._sources.texts.items())}

    def files(self) -> dict[Path, bytes]:
        """Every file of translations with what it should hold."""
        files = {self._folder / f"{room}.po": _po(catalogue) for room, catalogue in self._rooms.items()}
        return files | {self._compiled: _mo(self._rooms.values())}

    def stale(self) -> dict[Path, bytes | None]:
        """The files that do not hold what they should, with what they should hold; None: they should not be."""
        files = self.files()
        stale: dict[Path, bytes | None] = {path: None for path in self._folder.glob("*.po") if path not in files}
        return stale | {
            path: content for path, content in files.items() if not path.exists() or path.read_bytes() != content
        }

    def faults(self) -> list[str]:
        """What cannot be translated, is not translated, or is translated so that it cannot work."""
        faults = list(self._sources.faults)
        said: dict[str, tuple[str, ...]] = {}
        for room, catalogue in self._rooms.items():
            for message in list(catalogue)[1:]:
                swedish = _forms(message.string)
                if not all(swedish):
                    faults.append(f"{room}.po: no Swedish for {message.id!r}")
                elif said.setdefault(_key(message.id), swedish) != swedish:
                    faults.append(f"{room}.po: {message.id!r} has another translation in another room")
                elif not _same_places(_forms(message.id), swedish):
                    faults.append(f"{room}.po: other {{places}} in {swedish!r} than in {message.id!r}")
        return faults

    def _merged(self, room: str, texts: dict[str, Text]) -> Catalog:
        merged = SwedishCatalogue(f"# The Swedish of the room {room}; `python3 dev.py texts` adds and removes texts.")
        catalogues = [self._old[room]] if room in self._old else []
        catalogues += self._old.values()
        for key, text in texts.items():
            known = [old for catalogue in catalogues if (old := catalogue.get(key)) and old.id == text]
            best = next((old for old in known if all(_forms(old.string))), known[0] if known else Message(text))
            message = merged.add(text, best.string, user_comments=best.user_comments)
            message.flags.clear()  # Babel takes "100 % av" for a format
        return merged


def _marker(node: ast.AST) -> str:
    """Which marker `node` calls, or ""; `texts.tr(…)` counts as `tr(…)`."""
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    function = node.func
    if isinstance(function, ast.Attribute) and ast.unparse(function.value) == "texts":
        name = function.attr
    else:
        name = function.id if isinstance(function, ast.Name) else ""
    return name if name in MARKERS else ""


def _only_layout(node: ast.expr) -> bool:
    """Whether `node` is a string that brings no words: an indent, or the columns before a text."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    words = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
    return isinstance(node, ast.Constant | ast.JoinedStr) and not any(letter.isalpha() for letter in words)


def _strings(nodes: Iterable[ast.expr]) -> tuple[str, ...]:
    """The values of those `nodes` that are plain strings."""
    return tuple(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _key(text: Text | list[str]) -> str:
    return _forms(text)[0]


def _forms(text: Text | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _same_places(english: tuple[str, ...], swedish: tuple[str, ...]) -> bool:
    """One form for one; of a pair either form may leave the number out ("ett ärende")."""
    if len(english) == 1:
        return places(english[0]) == places(swedish[0])
    return all(places(one) | {"n"} == places(other) | {"n"} for one, other in zip(english, swedish, strict=True))


def _read(path: Path) -> Catalog:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        # Babel would drop the last letter instead of missing the quotation mark.
        if line.startswith(("msg", '"')) and not line.endswith('"'):
            raise UnreadableError(f"{path}:{number} does not end with a quotation mark")
    catalogue = SwedishCatalogue()
    try:
        PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise UnreadableError(f"{path}:{error.lineno}: {error}") from error
    return catalogue


def _po(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True)
    return buffer.getvalue().rstrip(b"\n") + b"\n"


def _mo(catalogues: Iterable[Catalog]) -> bytes:
    everything = SwedishCatalogue()
    for catalogue in catalogues:
        for message in list(catalogue)[1:]:
            if all(_forms(message.string)):
                everything[message.id] = message
    buffer = io.BytesIO()
    write_mo(buffer, everything)
    return buffer.getvalue()


def _replace(path: Path, content: bytes) -> None:
    """Write the whole file at once, so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def main(arguments: list[str]) -> int:
    """Bring the catalogues up to date, or with --check only say what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(prog="dev.py texts", description="Bring the Swedish catalogues up to date.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is wrong")
    options = parser.parse_args(arguments)
    root = Path(__file__).parent
    try:
        translations = Translations(root)
    except UnreadableError as error:
        print(f"Nothing was changed, since a file cannot be read: {error}", file=sys.stderr)
        return 1
    faults = translations.faults()
    for path, content in translations.stale().items():
        place = path.relative_to(root).as_posix()
        if options.check:
            faults.append(f"{place}: not up to date, run `python3 dev.py texts`")
        elif content is None:
            path.unlink(missing_ok=True)
            print(f"{place}: removed, since that room says nothing")
        else:
            _replace(path, content)
            print(f"{place}: written")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
