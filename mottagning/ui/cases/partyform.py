"""The card on which somebody is entered in a case, or more about somebody whom the case list names."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from mottagning import phones
from mottagning.cases import telling
from mottagning.cases.entries import PartyDetails, SaveParty
from mottagning.cases.partylist import PartyView
from mottagning.people import unit
from mottagning.texts import tr
from mottagning.ui.cardform import CardForm
from mottagning.ui.cases import partywords
from mottagning.ui.desk import words
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import Form, beside, label
from mottagning.ui.workplace import Workplace

_AS_THE_ROLE_SAYS = ""


class PartyForm(CardForm):
    """Asks who it is and what the desk must know; who a party of the feed is cannot be changed. `done` when kept."""

    def __init__(
        self,
        workplace: Workplace,
        case: int,
        party: PartyView | None,
        *,
        has_client: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(workplace, parent)
        self._case = case
        self._known = party
        self._is_of_feed = party is not None and (party.is_of_feed or party.has_left)
        self._make_fields(has_client)
        self._place(self._form())
        if party is not None:
            self._fill(party)
        self._follow_role()
        first: QWidget = self.tell if self._is_of_feed else self.role if party is None else self.name
        self.setFocusProxy(first.focusProxy() or first)
        workplace.read(self, lambda database: unit.load_unit(database).languages, self._offer_languages)

    def _make_fields(self, has_client: bool) -> None:
        roles = [role for role in telling.ROLES if role != "client" or not has_client]
        if self._known is not None and self._known.role not in roles:
            roles.insert(0, self._known.role)
        self.role = Choice(tr("Role"), [(role, words.party(role)) for role in roles], None)
        kinds = [(kind, tr(word)) for kind, word in partywords.NOTIFIERS.items()]
        self.notifier = Choice(tr("Who reports?"), kinds, None)
        self.name, self.phones, self.emails = QLineEdit(), QLineEdit(), QLineEdit()
        tells = [(tell, tr(word)) for tell, word in partywords.TELLS.items()]
        self.tell = Choice(tr("May be told"), [(_AS_THE_ROLE_SAYS, tr("As the role says")), *tells], _AS_THE_ROLE_SAYS)
        self.sentence = label("", "caption", "quiet", wraps=True)
        self.limits, self.threat = QLineEdit(), QLineEdit()
        self.limits.setPlaceholderText(tr("For instance: where the child lives"))
        self.threat.setPlaceholderText(tr("How do we meet her safely?"))
        self.interpreter = QCheckBox(tr("Needs an interpreter"))
        self.language = QComboBox()
        self.language.setEditable(True)
        self.language.setAccessibleName(tr("Language"))
        self.language.setMinimumWidth(200)
        self.role.chosen.connect(lambda _role: self._follow_role())
        self.notifier.chosen.connect(lambda _kind: self._follow_role())
        self.tell.chosen.connect(lambda _tell: self._follow_role())
        self.interpreter.toggled.connect(self.language.setEnabled)
        self.language.setEnabled(False)

    def _form(self) -> Form:
        form = Form()
        who: list[QWidget] = [form.add(tr("Role"), self.role), self.role]
        self._kind = (form.add(tr("Who reports?"), self.notifier), self.notifier)
        for word, field in ((tr("Name"), self.name), (tr("Phone"), self.phones), (tr("E-mail"), self.emails)):
            who += [form.add(word, field), field]
        form.add(tr("May be told"), self.tell)
        form.add("", self.sentence)
        form.add(tr("But not"), self.limits)
        form.add(tr("Interpreter"), beside(self.interpreter, self.language))
        form.add(tr("Threat"), self.threat)
        for part in who:
            part.setVisible(not self._is_of_feed)
        for field in (self.phones, self.emails):
            field.setToolTip(tr("Several with a comma between"))
        return form

    def _fill(self, party: PartyView) -> None:
        self.role.set_value(party.role)
        self.notifier.set_value(party.notifier)
        self.name.setText(party.name or "")
        self.phones.setText(", ".join(map(phones.display, party.phones)))
        self.emails.setText(", ".join(party.emails))
        self.tell.set_value(party.own_tell or _AS_THE_ROLE_SAYS)
        self.limits.setText(party.limits)
        self.interpreter.setChecked(party.interpreter)
        self.language.setEditText(tr(party.language) if party.language else "")
        self.threat.setText(party.threat)

    def _offer_languages(self, languages: tuple[str, ...]) -> None:
        written = self.language.currentText()
        self._languages = {tr(language): language for language in languages}
        self.language.addItems(sorted(self._languages))
        self.language.setEditText(written)

    def _follow_role(self) -> None:
        """Ask a notifier what she is, and say what is chosen to be told."""
        role = self._role()
        for part in self._kind:
            part.setVisible(role == "notifier")
        if not role:
            self.sentence.clear()
            return
        notifier = self._notifier()
        tell = self.tell.value() or telling.default_tell(role, notifier)
        sentence, law = tr(telling.sentence(role, str(tell))), telling.law(role, str(tell), notifier)
        self.sentence.setText(tr("{sentence} {law}", sentence=sentence, law=law) if law else sentence)

    def _role(self) -> str:
        return self._known.role if self._is_of_feed and self._known is not None else str(self.role.value() or "")

    def _notifier(self) -> str | None:
        kind = self.notifier.value()
        return str(kind) if self._role() == "notifier" and kind is not None else None

    def _save(self) -> None:
        if not self._role():
            self.notice.say(tr("Choose a role first: what may be told follows from it."))
            return
        known = self._known
        command = SaveParty(
            by=self._workplace.me,
            case=self._case,
            details=PartyDetails(**self._said()),
            entry=known.entry if known else None,
            version=known.version if known else 0,
        )
        self._do(command, tr("The party is saved."))

    def _said(self) -> dict[str, Any]:
        language = " ".join(self.language.currentText().split())
        return {
            "role": self._role(),
            "name": self._known.name if self._is_of_feed and self._known is not None else self.name.text(),
            "phones": _parts(self.phones.text()),
            "emails": _parts(self.emails.text()),
            "notifier": self._notifier(),
            "tell": self.tell.value() or None,
            "limits": self.limits.text(),
            "interpreter": self.interpreter.isChecked(),
            "language": getattr(self, "_languages", {}).get(language, language),
            "threat": self.threat.text(),
            "of_feed": self._is_of_feed,
        }


def _parts(written: str) -> tuple[str, ...]:
    parts = (part.strip() for part in written.replace(";", ",").split(","))
    return tuple(part for part in parts if part)
