"""The head of a contact: who, by what way, when, where it stands; and what is done about a possible concern."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mottagning import phones
from mottagning.contacts.ledger import MAIL
from mottagning.desk.look import Look
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.theme import dress
from mottagning.ui.tokens import INSIDE, STEP, Tone
from mottagning.ui.widgets.form import IconLabel, button, label, link_button
from mottagning.ui.widgets.notice import Notice


class ContactHead(QWidget):
    """Three lines: who; when and by what way; where it stands. Beneath them the concern, when there is one."""

    concern_marked = Signal()
    concern_dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = IconLabel("phone", 20)
        self.who = label("", "title", wraps=True)
        self.who.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.came = label("", "quiet", wraps=True)
        self.standing = label("", "strong", wraps=True)
        self.left = label("", "quiet", wraps=True)
        self.others = label("", "quiet", wraps=True)
        self.others.hide()
        self.concern = Notice()
        self.mark = button(tr("Mark as report of concern"), self.concern_marked.emit)
        self.mark.setToolTip(tr("Assess protection now ({keys})", keys="Alt+O"))
        self.dismiss = link_button(tr("Not a concern"), self.concern_dismissed.emit)
        self.dismiss.setToolTip(tr("Looked at, and not a report of concern ({keys})", keys="Alt+I"))
        first = QHBoxLayout()
        first.setSpacing(INSIDE)
        first.addWidget(self.icon)
        first.addWidget(self.who, 1)
        self.beside_who = first
        choices = QHBoxLayout()
        choices.setSpacing(INSIDE)
        choices.addWidget(self.mark)
        choices.addWidget(self.dismiss)
        choices.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(STEP)
        lines.addLayout(first)
        lines.addWidget(self.came)
        lines.addWidget(self.standing)
        lines.addWidget(self.left)
        lines.addWidget(self.others)
        lines.addWidget(self.concern)
        lines.addLayout(choices)

    def show_look(self, look: Look, me: int | None, now: datetime) -> None:
        """Show a contact as it stands at `now`."""
        contact = look.whole.summary
        self.icon.set_icon("lock" if look.is_protected else words.icon_of(contact))
        self.who.setText(words.who(contact, look.is_protected))
        self.came.setText(" · ".join(_came(look, now)))
        self.came.setToolTip(tr("Came {time}", time=when.exact(contact.at)))
        tone = words.tone_of(contact, now)
        said = [_standing(look, me, now)]
        if contact.due_at is not None and contact.state != "promised":
            said.append(tr("due {time}", time=when.when(contact.due_at, now)))
        if tone is Tone.BAD:
            said.append(tr("late"))
        if look.is_for_tonight:
            said.append(tr("the social emergency service must know"))
        self.standing.setText(" · ".join(said))
        dress(self.standing, "strong", "bad" if tone is Tone.BAD else "")
        self.left.setText(_left(look, now))
        self.left.setVisible(bool(self.left.text()))
        self._show_concern(look, now)

    def show_others(self, sentence: str) -> None:
        """Who else looks at it or writes about it now; "" for nobody."""
        self.others.setText(sentence)
        self.others.setVisible(bool(sentence))

    def _show_concern(self, look: Look, now: datetime) -> None:
        contact = look.whole.summary
        is_open = contact.state != "closed"
        self.mark.setVisible(contact.concern == "possible" and "mark_concern" in look.can)
        self.dismiss.setVisible("dismiss_concern" in look.can)
        if contact.concern == "possible" and is_open:
            self.concern.say(
                tr("Possible report of concern about a child. Read it now, and mark it or say that it is none."),
                Tone.WARN,
            )
        elif contact.concern == "marked" and is_open:
            self.concern.say(_way_on(look, now), Tone.WARN)
        else:
            self.concern.clear()


def _standing(look: Look, me: int | None, now: datetime) -> str:
    """Where it stands; of a promise that the desk keeps, whose it was."""
    contact = look.whole.summary
    if look.instead is not None and contact.due_at is not None:
        time = words.before(contact.due_at, now)
        return tr("{name} promised before {time}, and the desk keeps it", name=look.name(look.instead), time=time)
    return words.standing(contact, look.initials(contact.owner), contact.owner == me, now)


def _way_on(look: Look, now: datetime) -> str:
    """What is left to do with a report of concern."""
    contact = look.whole.summary
    if contact.concern_accepted_by is not None:
        return tr(
            "Report of concern, accepted by {name}. Note where it is registered; then it is done here.",
            name=look.name(contact.concern_accepted_by),
        )
    due = when.when(contact.due_at, now) if contact.due_at else ""
    return tr(
        "Report of concern. Assess the need for protection before {time}. It stays open until somebody with a degree "
        "in social work has accepted it and it is registered.",
        time=due,
    )


def _left(look: Look, now: datetime) -> str:
    """That somebody has moved or deleted the mail in the mailbox itself; "" while it is where it came."""
    mails = [source for source in look.whole.sources if source.kind in MAIL]
    seen = [source.gone_at for source in mails if source.gone_at is not None]
    if not seen or len(seen) < len(mails):
        return ""
    time = when.when(max(seen), now)
    folder = next((source.moved_to for source in mails if source.moved_to), None)
    if folder is None:
        return tr("Somebody has taken it out of the mailbox (seen {time}). It stays here.", time=time)
    if look.is_protected:
        return tr("Somebody has moved it within the mailbox (seen {time}).", time=time)
    return tr("Somebody has moved it to “{folder}” in the mailbox (seen {time}).", folder=folder, time=time)


def _came(look: Look, now: datetime) -> list[str]:
    contact = look.whole.summary
    times = sorted([contact.at, *(each.at for each in look.attempts)])
    said = [", ".join(when.when(at, now) for at in times)]
    if look.attempts:
        said.append(tr("{n} missed calls", n=len(times)))
    else:
        said.append(tr(words.KINDS.get(contact.kind, words.CHANNELS[contact.channel])))
    known = words.who(contact, look.is_protected)
    if contact.phone and phones.display(contact.phone) != known:
        said.append(phones.display(contact.phone))
    if contact.address and contact.address != known:
        said.append(contact.address)
    if contact.channel == "phone" and contact.call_status == "ringing":
        said.append(tr("rings now"))
    return said
