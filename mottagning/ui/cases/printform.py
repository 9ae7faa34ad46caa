"""The card that asks why the contacts of a case are printed, and puts them on paper or in a PDF."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

from mottagning.cases.list import CaseView
from mottagning.changes import Changes
from mottagning.desk.extract import extract
from mottagning.texts import tr
from mottagning.ui.cases import casepaper
from mottagning.ui.takeout import Paper, TakeOutForm
from mottagning.ui.workplace import Workplace


class PrintForm(TakeOutForm):
    """Prints the contacts of one case when it is known why."""

    def __init__(self, workplace: Workplace, case: CaseView, parent: QWidget | None = None) -> None:
        code = re.sub(r"[^\w-]+", "-", case.code)
        contacts = Paper(
            take=lambda me, reason, at: casepaper.text(extract(workplace.database, case.id, me, reason, at)),
            touched=Changes({"case": frozenset({case.id})}),
            file_name=f"{tr('contacts')}-{code}.pdf",
            has=tr("Every contact of the case, with its text and its notes."),
            lacks=tr(
                "Contacts that are also about somebody protected, what is sealed or removed, reports of concern, and "
                "attachments. The first page says how many."
            ),
            written=lambda path: tr("The contacts are written to {path}.", path=path),
            printing=tr("The contacts are on their way to the printer."),
        )
        super().__init__(workplace, contacts, parent)
