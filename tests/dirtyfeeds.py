"""Makes exports as case systems, Excel and tired colleagues leave them, of which the right reading is known."""

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_Rows = list[list[str]]
_FIRST = [
    "Åsa",
    "Björn",
    "Märta",
    "Örjan",
    "Sölve",
    "Ebba",
    "Zoë",
    "René",
    "Maja",
    "Leo",
    "Ali",
    "Fatima",
    "José",
    "Łukasz",
]
_LAST = ["Öberg", "Ek", "Ström", "Ångström", "Lind", "Berg", "Hauge", "Nuñez", "Müller", "Falk", "Al-Sayed", "O'Neill"]
_STAGES = ["Mottaget", "Utredning", "Beslut", "Verkställighet", "Uppföljning", "Förhandsbedömning"]
_NOTES = (
    *("", "", "Ringer igen, helst efter 13:00", "Kl. 08:30; kl. 10:15", 'Sade "kanske" i dag', "Bor hos far, ej mor"),
    *("Behöver tolk (arabiska), hörsel", "Två rader\nandra raden", "1,5 tim/v; 2,25 tim", "Hemtjänst | matlåda", "–"),
    *("https://example.se/?a=1,2;b=3", "Låst\tport", '12" skärm', "fråga: när? var? hur?", "=SUMMA(A1;B2)", "Nej"),
)  # fmt: skip
_HEADERS = {
    "case": "Ärendekod;Lagrum;Ärendetyp;Steg;Handläggare;Inkom;Beslutsdatum;Tyngd;Namn;Telefon;Notering",
    "other": "Lopnummer;Avdelning;Slag;Lage;Signatur;Fran;Till;Omfång;Den enskilde (efternamn, förnamn);Nås på;Övrigt",
    "english": "ref;law;kind;where;who;from;until;size;person;reach;remark",
    "spaced": "Ärende nr;Lag / avsnitt;Typ av ärende;Status;Ansvarig;Inkom (datum);Beslut (datum);Poäng;Namn;Tel.;Text",
}
_ABOVE = (
    ["Ärendelista per enhet"],
    ["Utskriven 2026-11-23 08:15 av KLI"],
    ["Urval: öppna ärenden, alla enheter, sorterade på handläggare; ej avslutade"],
    [],
    ["Avser", "2026-11-22"],
    ["Antal rader: 1 204"],
)
_BELOW = (["Totalt", "1 204"], ["Källa: Verksamhetssystemet, utdrag 2026-11-23"], ["* preliminära uppgifter"], [])
_ENCODINGS = (
    *("utf-8", "utf-8", "utf-8-sig", "utf-8-sig", "cp1252", "cp1252", "cp1252", "utf-16", "utf-16-le", "utf-16-be"),
    *("mac_roman", "cp850"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirtyFeed:
    """An export and its truth. `rows` are the cells as they must be read; a row within `lost` may be refused."""

    octets: bytes
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lost: frozenset[int]
    header_line: int
    dirt: tuple[str, ...]


def dirty_feeds(count: int, seed: int = 0) -> Iterator[DirtyFeed]:
    """`count` exports, the same ones for the same seed."""
    for number in range(count):
        yield _Maker(random.Random(f"{seed}/{number}")).make()


class _Maker:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.dirt: list[str] = []

    def make(self) -> DirtyFeed:
        rng = self.rng
        delimiter = rng.choice(";;;,,,\t|")
        end = rng.choice(["\r\n", "\r\n", "\n", "\r"])
        header, rows = self._table()
        write = self._writer(delimiter, end)
        above, below = self._around(len(header), delimiter)
        lines = [write([header]), *(write([row]) for row in rows)]
        lost = self._spoil_rows(lines, rows, delimiter, end)
        if self._happens("blank lines", 0.1):
            lines.insert(rng.randrange(2, len(lines) + 1), rng.choice([end, delimiter * (len(header) - 1) + end]))
        if len(rows) > 3 and self._happens("header again", 0.06):
            lines.insert(len(lines) - 1, lines[0])
        if self._happens("lines drawn", 0.05):
            lines.insert(1, delimiter.join("-" * max(3, len(name)) for name in header) + end)
        text, encoding = self._written("".join([*above, *lines, *below]), end)
        return DirtyFeed(
            octets=text.encode(encoding),
            encoding=encoding,
            delimiter=delimiter,
            header=tuple(header),
            rows=tuple(map(tuple, rows)),
            lost=lost,
            header_line=len(above) + 1,
            dirt=tuple(self.dirt),
        )

    def _written(self, text: str, end: str) -> tuple[str, str]:
        """The text as it lies in the file, and its encoding."""
        if self._happens("no end", 0.15):
            text = text.removesuffix(end)
        if end != "\r" and self._happens("mixed line ends", 0.05):
            text = text.replace(end, "\n", text.count(end) // 2)
        if self._happens("zero bytes", 0.03):
            text = text.replace("SN-", "SN-\0")
        encoding = self.rng.choice(_ENCODINGS)
        return text, encoding if _can(text, encoding) else self.rng.choice(["utf-8", "utf-8-sig", "utf-16"])

    def _spoil_rows(self, lines: list[str], rows: _Rows, delimiter: str, end: str) -> frozenset[int]:
        """Spoil one row so that nobody can read it for certain: a quote left open, a cell too few, too many, in two."""
        plain = [number for number, row in enumerate(rows) if not any(set(cell) & set('"\n') for cell in row)]
        if len(plain) < 4 or "single quotes" in self.dirt:
            return frozenset()
        number = self.rng.choice(plain)
        line, width = lines[number + 1].removesuffix(end), len(rows[0])
        if len(plain) == len(rows) and self._happens("open quote", 0.2):
            line = line.replace(delimiter, delimiter + '"', 1)
        elif self._happens("cell too few", 0.1):
            line = delimiter.join(line.split(delimiter)[: 1 if width < 3 else -2])
        elif self._happens("cell too many", 0.1):
            line = line.replace(delimiter, f"{delimiter}x{delimiter}", 1) + "x"
        elif width > 3 and self._happens("line break in a cell", 0.1):
            line = line.replace(delimiter, f" a{end}b{delimiter}", 1)
        else:
            return frozenset()
        lines[number + 1] = line + end
        return frozenset([number])

    def _happens(self, what: str, share: float) -> bool:
        if self.rng.random() < share:
            self.dirt.append(what)
            return True
        return False

    def _table(self) -> tuple[list[str], _Rows]:
        rng = self.rng
        header = _HEADERS[rng.choice(list(_HEADERS))].split(";")
        kept = sorted(rng.sample(range(len(header)), rng.randint(2, len(header))))
        rows = [[cells[place] for place in kept] for cells in map(self._row, range(rng.choice([1, 2, 5, 30, 200])))]
        if self._happens("empty columns", 0.2):
            for place in rng.sample(range(1, len(kept)), (len(kept) - 1) // 2):
                for row in rows:
                    row[place] = ""
        for row in rows:
            row[0] = row[0] or "x"
            if not any(row[1:]):
                row[-1] = "Nej"
        return [header[place] for place in kept], rows

    def _row(self, number: int) -> list[str]:
        rng = self.rng
        name = f"{rng.choice(_LAST)}, {rng.choice(_FIRST)}" if rng.random() < 0.7 else rng.choice(_FIRST)
        day = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        return [
            f"SN-{number + 1000}",
            rng.choice(["SoL", "LSS", "SoL 11:1, LSS 9:2", "Färdtjänst", ""]),
            rng.choice(["Hemtjänst", "Ledsagarservice", "Boende, särskilt", "Orosanmälan"]),
            rng.choice(_STAGES),
            rng.choice(["Karin Lind", "Lind, Karin", "KLI", ""]),
            f"{day} 08:15:00" if rng.random() < 0.2 else day,
            rng.choice(["", "", day.replace("-", ""), f"{day[8:]}.{day[5:7]}.2026"]),
            rng.choice(["1,5", "0,75", "12", "1 200,00", ""]),
            name,
            rng.choice(["070-174 06 05", "08-465 004 00, 070-174 06 06", ""]),
            rng.choice(_NOTES),
        ]

    def _writer(self, delimiter: str, end: str) -> Callable[[_Rows], str]:
        rng = self.rng
        tail = delimiter if self._happens("delimiter at the end", 0.12) else ""
        quoting = rng.choice([csv.QUOTE_MINIMAL] * 3 + [csv.QUOTE_ALL])
        backslash = self._happens("backslashes", 0.05)
        single = quoting == csv.QUOTE_ALL and self._happens("single quotes", 0.2)
        space = " " if not single and delimiter in ",;" and self._happens("space after", 0.06) else ""

        def write(rows: _Rows) -> str:
            parts = []
            for row in rows:
                written = io.StringIO()
                csv.writer(
                    written,
                    delimiter=delimiter,
                    lineterminator="\r\n",
                    quoting=quoting,
                    quotechar="'" if single else '"',
                    doublequote=not backslash,
                    escapechar="\\" if backslash else None,
                ).writerow(row)
                text = written.getvalue().removesuffix("\r\n")
                if space:
                    text = space_after(text, delimiter)
                parts.append(text + tail + end)
            return "".join(parts)

        return write

    def _around(self, width: int, delimiter: str) -> tuple[list[str], list[str]]:
        """Lines above the header and below the rows: bare, or padded to the width of the table as Excel does."""
        rng = self.rng
        end = "\r\n"
        above: list[str] = []
        below: list[str] = []
        if self._happens("lines above", 0.3):
            padded = rng.random() < 0.5
            above = [_line(cells, width, delimiter, padded) for cells in rng.sample(_ABOVE, rng.randint(1, 6))]
        if delimiter != "\t" and not above and self._happens("sep=", 0.05):
            above = [f"sep={delimiter}"]
        if self._happens("lines below", 0.12):
            padded = rng.random() < 0.5
            below = [_line(cells, width, delimiter, padded) for cells in rng.sample(_BELOW, rng.randint(1, 3))]
        return [line + end for line in above], [line + end for line in below]


def space_after(text: str, delimiter: str) -> str:
    """`text` with a space after each delimiter outside quotes ('"a", "b"')."""
    quoted = False
    signs = []
    for sign in text:
        quoted ^= sign == '"'
        signs.append(f"{sign} " if sign == delimiter and not quoted else sign)
    return "".join(signs)


def _line(cells: Sequence[str], width: int, delimiter: str, padded: bool) -> str:
    quoted = [f'"{cell}"' if delimiter in cell else cell for cell in cells]
    return delimiter.join(quoted + [""] * (width - len(quoted)) if padded else quoted)


def _can(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
