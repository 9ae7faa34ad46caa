"""Which header of an export means which field: guessed, saved under a name, and checked against a file."""

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass, replace
from typing import Literal

from mottagning.cases import fields
from mottagning.cases.cells import UnreadableCellError
from mottagning.cases.dates import AmbiguousDayError, day
from mottagning.cases.feedfile import Row
from mottagning.cases.fields import FIELDS, LABELS, PERSON, REQUIRED
from mottagning.cases.header import clean
from mottagning.errors import Trouble
from mottagning.texts import N_, tr

Kind = Literal["snapshot", "delta"]

_JOINT = " + "


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A saved mapping: for each mapped field its header, or several ("Telefon + Mobil") for a field of `fields.MANY`.

    A snapshot holds all open cases; a delta those that changed. `protected_by_omission` says that somebody has said
    that people with a protected identity are not in the export. `sheet` is the sheet of a workbook to read, "" for the
    one with the best header.
    """

    name: str
    columns: dict[str, str]
    kind: Kind = "snapshot"
    protected_by_omission: bool = False
    sheet: str = ""

    def to_json(self) -> str:
        """The mapping as it is saved."""
        content = {
            "name": self.name,
            "kind": self.kind,
            "protected_by_omission": self.protected_by_omission,
            "sheet": self.sheet,
            "columns": self.columns,
        }
        return json.dumps(content, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, document: str) -> "Mapping":
        """The mapping that `to_json` wrote; raises Trouble when it is none."""
        try:
            content = json.loads(document)
            mapping = cls(
                name=content["name"],
                columns=dict(content["columns"]),
                kind=content["kind"],
                protected_by_omission=content["protected_by_omission"],
                sheet=content.get("sheet", ""),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Trouble(N_("The saved mapping cannot be read. Make it again.")) from error
        texts = [mapping.name, mapping.sheet, *mapping.columns.values()]
        sound = all(isinstance(text, str) for text in texts) and set(mapping.columns) <= set(FIELDS)
        if not sound or mapping.kind not in ("snapshot", "delta") or mapping.protected_by_omission not in (True, False):
            raise Trouble(N_("The saved mapping cannot be read. Make it again."))
        return mapping

    def with_columns(self, columns: Named[str, str]) -> "Mapping":
        """This mapping with other headers for some fields; an empty header takes the field out.

        Raises Trouble for a field that does not exist.
        """
        changed = dict(self.columns)
        for field, header in columns.items():
            if field not in FIELDS:
                raise Trouble(
                    N_("There is no field “{field}”. The fields are: {fields}."), field=field, fields=", ".join(FIELDS)
                )
            changed.pop(field, None)
            if header.strip():
                changed[field] = clean(header)
        return replace(self, columns=changed)

    def may_read_people(self) -> bool:
        """Whether it is known who is protected, so that fields that point at a person may be read."""
        return self.protected_by_omission or "protected" in self.columns


def places(header: Sequence[str], mapped: str) -> list[int] | None:
    """The columns that a mapped header stands for ("Telefon + Mobil" for two); None when one is not in the file."""
    if (place := _place(header, mapped)) is not None:
        return [place]
    found = [_place(header, part) for part in mapped.split(_JOINT)]
    return None if None in found else [place for place in found if place is not None]


def _place(header: Sequence[str], mapped: str) -> int | None:
    wanted = clean(mapped)
    if wanted in header:
        return header.index(wanted)
    keys = [fields.header_key(name) for name in header]
    key = fields.header_key(wanted)
    return keys.index(key) if key and keys.count(key) == 1 else None


def guess(header: Sequence[str], rows: Iterable[Row] = (), *, name: str = "", claimed: Iterable[str] = ()) -> Mapping:
    """The mapping that the headers suggest, but for those that somebody has `claimed` for a field herself.

    With some first `rows`, a column full of other things is not taken for dates: "Beslut" may hold "Bifall".
    """
    first = list(rows)
    taken = {place for mapped in claimed for place in places(header, mapped) or ()}
    best: dict[str, list[tuple[int, int]]] = {}
    for place, text in enumerate(header):
        known = None if place in taken else fields.field_of(text)
        if known and not (known[0] in fields.DATES and _holds_no_dates(first, place)):
            best.setdefault(known[0], []).append((known[1], place))
    columns = {}
    for field in FIELDS:
        if found := best.get(field):
            columns[field] = _JOINT.join(header[place] for place in _chosen(field, found, header))
    if [field for field in columns if field in PERSON] == ["party_name"] and _is_school(columns["party_name"]):
        del columns["party_name"]  # where nobody else is named, it is a list of schools
    return Mapping(name=name, columns=columns)


def _chosen(field: str, found: list[tuple[int, int]], header: Sequence[str]) -> list[int]:
    """The columns for a field: the surest one, or all of them when a field may have several."""
    surest = min(found)[1]
    if field == "client_name":
        halves = {fields.header_key(header[place]): place for _, place in found}
        if fields.header_key(header[surest]) in ("fornamn", "efternamn") and {"fornamn", "efternamn"} <= set(halves):
            return [halves["fornamn"], halves["efternamn"]]
        return [surest]
    if field in fields.MANY and field != "party_role":
        return [place for _, place in sorted(found, key=lambda pair: pair[1])]
    return [surest]


def _is_school(mapped: str) -> bool:
    return all(fields.role_of(header) == "school" for header in mapped.split(_JOINT))


def _holds_no_dates(rows: Sequence[Row], place: int) -> bool:
    filled = dated = 0
    for row in rows:
        cell = row.cells[place] if place < len(row.cells) else None
        try:
            found = day(cell)
        except AmbiguousDayError:
            filled, dated = filled + 1, dated + 1
        except UnreadableCellError:
            filled += 1
        else:
            filled += found is not None
            dated += found is not None
    return dated * 2 < filled


def check(mapping: Mapping, header: Sequence[str]) -> list[Trouble]:
    """What stands in the way of reading a file with this header; empty when nothing does.

    Code and stage must be mapped, each mapped header must be in the file, and the fields that point at a person are
    refused until `protected` is mapped or left out on purpose (contracts.md, "Case feed").
    """
    troubles = [
        Trouble(
            N_("No column is chosen for “{field}” ({label}), which is needed."), field=field, label=tr(LABELS[field])
        )
        for field in REQUIRED
        if field not in mapping.columns
    ]
    people = [field for field in PERSON if field in mapping.columns]
    if people and not mapping.may_read_people():
        troubles.append(
            Trouble(
                N_(
                    "The export points at people ({fields}): choose the column for “protected”, or say that people"
                    " with a protected identity are not in the export (--protected-by-omission)."
                ),
                fields=", ".join(people),
            )
        )
    for field, mapped in mapping.columns.items():
        found = places(header, mapped)
        if found is None:
            troubles.append(
                Trouble(N_("The column “{header}” ({field}) is not in the file."), header=mapped, field=field)
            )
        elif len(found) > 1 and field not in fields.MANY:
            troubles.append(Trouble(N_("“{field}” can have one column only."), field=field))
    return troubles
