"""The card on which an answer is written: to whom, with which words, and what in them points at somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from mottagning.contacts.answers import answering, wording
from mottagning.contacts.answers.answering import Answerable, Recipient
from mottagning.contacts.answers.checking import Finding
from mottagning.contacts.answers.senders import Sender
from mottagning.contacts.answers.wording import Template
from mottagning.contacts.dues import Dues
from mottagning.db import Database
from mottagning.texts import N_, tr
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of, time_field, time_of
from mottagning.ui.widgets.form import beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_OWN = "own"
_TEN = time(10)
_TEXT_LINES = 9
_FRAME = 22
_KINDS = {
    "personal_id": N_("personal identity number"),
    "phone": N_("phone number"),
    "code": N_("case code"),
    "name": N_("name from the case"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer as it shall go. `seen`: what was found in it, and shown. `outcome`: the contact is done with it.

    `is_own`: the words were written, not only chosen.
    """

    mailbox: int
    to: str
    text: str
    seen: frozenset[Finding]
    is_answer: bool
    outcome: str | None
    is_own: bool


class AnswerForm(QWidget):
    """Words that give nothing away come first, chosen by a figure; Ctrl+Enter sends. `written` gives a `Written`."""

    written = Signal(object)
    given_up = Signal()

    def __init__(
        self, workplace: Workplace, contact: int, *, may_close: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._contact = contact
        self._may_close = may_close
        self._found: Answerable | None = None
        self._seen: tuple[Finding, ...] = ()
        self._filled = ""
        """What was put into the field, not written there."""
        self._templates: Sequence[Template] = wording.templates()
        self._make_fields()
        self._lay_out()
        workplace.read(self, self._ask, self._take, self._refuse)

    def _make_fields(self) -> None:
        self.to = label("", "strong", wraps=True)
        self.to.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.recipients: Choice | None = None
        self.mailboxes: Choice | None = None
        self.others = Notice()
        self.strange = Notice()
        words = [(each.key, f"{number} {each.title}") for number, each in enumerate(self._templates, 1)]
        self.words = Choice(tr("Words"), [*words, (_OWN, f"{len(words) + 1} {tr('Own words')}")])
        self.words.chosen.connect(self._choose)
        self.day = day_field(self._workplace.now().astimezone(ZONE).date())
        self.time = time_field(_TEN)
        self._when = beside(label(tr("Booked time"), "quiet"), self.day, self.time)
        self.day.dateChanged.connect(lambda _day: self._fill())
        self.time.timeChanged.connect(lambda _time: self._fill())
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("The answer"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_TEXT_LINES * self.text.fontMetrics().lineSpacing() + _FRAME)
        self.text.textChanged.connect(self._forget_findings)
        self.findings = Notice()
        self.all_the_same = QCheckBox(tr("I have looked at it. Send it all the same."))
        afterwards = [("", tr("Stays open")), ("solved", tr("Done: solved here"))]
        self.afterwards = Choice(tr("And then"), afterwards, "")
        self.notice = Notice()
        self.ok = primary_button(tr("Send"), self.send)
        self.ok.setToolTip(tr("Send ({keys})", keys="Ctrl+Enter"))
        self.cancel = button(tr("Cancel"), self.given_up.emit)

    def _lay_out(self) -> None:
        self._choices = QVBoxLayout()
        self._choices.setSpacing(INSIDE)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.others)
        lines.addLayout(self._choices)
        self._choices.addWidget(beside(label(tr("To"), "quiet"), self.to))
        for part in (self.strange, self.words, self._when, self.text):
            lines.addWidget(part)
        lines.addWidget(label(tr("Nothing of what the sender wrote goes along, nor her subject."), "caption", "quiet"))
        for part in (self.findings, self.all_the_same):
            lines.addWidget(part)
        then = beside(label(tr("And then"), "quiet"), self.afterwards)
        lines.addWidget(then)
        then.setVisible(self._may_close)
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok, self.cancel))
        self._when.hide()
        self.all_the_same.hide()
        self.setFocusProxy(self.words)

    # --- to whom ------------------------------------------------------------------------------------------------------

    def _ask(self, database: Database) -> tuple[Answerable, datetime]:
        tomorrow = Dues.of(database).mail(self._workplace.now())
        return answering.answerable(database, self._contact), tomorrow

    def _take(self, found: tuple[Answerable, datetime]) -> None:
        self._found, tomorrow = found
        local = tomorrow.astimezone(ZONE)
        self.day.setDate(QDate(local.year, local.month, local.day))
        recipients, mailboxes = self._found.recipients, self._found.senders
        if len(recipients) > 1 or recipients[0].is_reply_to:
            self.recipients = self._add_choice(tr("To"), [(each.address, _address(each)) for each in recipients])
            self.recipients.chosen.connect(lambda _value: self._show_recipient())
        if len(mailboxes) > 1:
            self.mailboxes = self._add_choice(tr("From"), [(each.mailbox, each.address) for each in mailboxes])
            self.mailboxes.chosen.connect(lambda _value: self._fill())
        self._show_recipient()
        self._fill()

    def _add_choice(self, name: str, answers: list[tuple[object, str]]) -> Choice:
        made = Choice(name, answers, answers[0][0])
        self._choices.addWidget(beside(label(name, "quiet"), made))
        return made

    def _recipient(self) -> Recipient | None:
        if self._found is None:
            return None
        chosen = self.recipients.value() if self.recipients is not None else None
        return next((each for each in self._found.recipients if each.address == chosen), self._found.recipients[0])

    def _sender(self) -> Sender | None:
        if self._found is None:
            return None
        chosen = self.mailboxes.value() if self.mailboxes is not None else None
        return next((each for each in self._found.senders if each.mailbox == chosen), self._found.senders[0])

    def _show_recipient(self) -> None:
        recipient = self._recipient()
        if recipient is None:
            return
        self.to.setText(recipient.address)
        if recipient.strange_to:
            codes = ", ".join(recipient.strange_to)
            said = tr("Nobody in {codes} is known to have this address. Look at it before anything goes.", codes=codes)
            self.strange.say(said, Tone.WARN)
        else:
            self.strange.clear()

    # --- with which words ---------------------------------------------------------------------------------------------

    def _template(self) -> Template | None:
        return next((each for each in self._templates if each.key == self.words.value()), None)

    def _choose(self, value: object) -> None:
        self._fill()
        if value == _OWN:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        template, sender = self._template(), self._sender()
        self._when.setVisible(template is not None and template.takes_time)
        if sender is None:
            return
        if template is not None:
            at = datetime.combine(day_of(self.day), time_of(self.time), ZONE).astimezone(UTC)
            text = wording.filled(template, phone=sender.phone, signature=sender.signature, at=at)
            self.text.setPlainText(text)
            self._filled = self.text.toPlainText()
        elif self.words.value() == _OWN and not self.text.toPlainText().strip():
            self.text.setPlainText(f"Hej!\n\n\n\n{wording.closing(sender.signature)}")
            self._filled = self.text.toPlainText()
            cursor = self.text.textCursor()
            cursor.setPosition(len("Hej!\n\n"))
            self.text.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        figure = event.key() - Qt.Key.Key_1
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif 0 <= figure < len(self.words.answers()):
            self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.words.answers()[figure].click()
        else:
            super().keyPressEvent(event)

    # --- away with it -------------------------------------------------------------------------------------------------

    def begin_with(self, text: str) -> None:
        """Go on with words that were written before."""
        self.words.set_value(_OWN)
        self.text.setPlainText(text)

    def own_words(self) -> str:
        """What was written here by a person, "" for words that were only chosen."""
        text = self.text.toPlainText()
        return "" if text == self._filled else text

    def warn(self, sentence: str) -> None:
        """Say who else writes an answer now."""
        self.others.say(sentence, Tone.WARN) if sentence else self.others.clear()

    def send(self) -> None:
        """Look through it, and give it on when nothing was found that its writer has not seen."""
        sender = self._sender()
        text = self.text.toPlainText()
        if sender is None:
            return
        if not text.strip():
            self.notice.say(tr("Choose the words of the answer, or write your own."))
            return
        self.notice.clear()

        def check(database: Database) -> tuple[Finding, ...]:
            return answering.look_through(database, self._contact, text, sender)

        def judge(found: tuple[Finding, ...]) -> None:
            if text == self.text.toPlainText():
                self._judge(found, sender, text)

        self._workplace.read(self, check, judge, self._refuse)

    def _judge(self, found: tuple[Finding, ...], sender: Sender, text: str) -> None:
        recipient, template = self._recipient(), self._template()
        if recipient is None or sender.mailbox is None:
            return
        if found and (found != self._seen or not self.all_the_same.isChecked()):
            self._seen = found
            listed = "; ".join(f"{tr(_KINDS[each.kind])} {each.text}" for each in found)
            self.findings.say(tr("E-mail can be read by others. The answer holds: {listed}.", listed=listed), Tone.WARN)
            self.all_the_same.setChecked(False)
            self.all_the_same.show()
            self.all_the_same.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.written.emit(
            Written(
                mailbox=sender.mailbox,
                to=recipient.address,
                text=text,
                seen=frozenset(found),
                is_answer=template is None or template.is_answer,
                outcome=str(self.afterwards.value()) or None,
                is_own=bool(self.own_words()),
            )
        )

    def _forget_findings(self) -> None:
        self._seen = ()
        self.findings.clear()
        self.all_the_same.hide()

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))
        self.ok.setEnabled(self._found is not None)


def _address(each: Recipient) -> str:
    return tr("{address} (named for answers)", address=each.address) if each.is_reply_to else each.address
