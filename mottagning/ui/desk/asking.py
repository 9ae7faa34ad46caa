"""What somebody asks for with a contact: done at once, or when a small card has asked for the rest of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mottagning.contacts.drafts import ANSWER
from mottagning.desk.look import Look
from mottagning.errors import Trouble
from mottagning.texts import N_, tr
from mottagning.ui.desk.actions import Actions
from mottagning.ui.desk.presence import sentence
from mottagning.ui.main_window import MainWindow
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.ui.desk.answerform import Written
    from mottagning.ui.desk.contactcolumn import ContactColumn


class Asking:
    """Turns what is asked for on `page` into what `acts` carries out; `column` says why something may not be done."""

    def __init__(self, page: QWidget, workplace: Workplace, acts: Actions, column: ContactColumn) -> None:
        self._page = page
        self._workplace = workplace
        self._acts = acts
        self._column = column
        self._slots: dict[str, Callable[[Look], None]] = {
            "claim": acts.claim,
            "release": acts.release,
            "accept": acts.accept,
            "decline": acts.decline,
            "reopen": acts.reopen,
            "mark_concern": acts.mark_concern,
            "dismiss_concern": acts.dismiss_concern,
            "note": acts.save_note,
            "close_automatic": acts.close_automatic,
            "ring": self._ring,
            "promise": self._promise,
            "answer": self._answer,
            "pass_on": self._pass_on,
            "print_course": self._print_course,
            "join": self._join,
            "part": acts.part,
            "split": self._split,
            "close_together": acts.close_together,
        }

    def do(self, found: Look, action: str) -> None:
        """Do what a button or a key of this name asks for, if it may be done."""
        if action == "copy_out":
            self.copy_out(found.whole.summary.id)
        elif action == "survey":
            self.survey(found)
        elif action in found.can:
            self._slots[action](found)

    def close(self, found: Look, outcome: str) -> None:
        """It is done, with this outcome; what may be a report of concern is not done before somebody has said."""
        contact = found.whole.summary
        is_marked = contact.concern == "marked" and contact.state != "closed"
        if "close" in found.can or is_marked:  # of a marked one the command says why it stays open
            self._acts.close(found, outcome)
        elif "dismiss_concern" in found.can:
            said = N_("This may be a report of concern about a child. First mark it, or note that it is none.")
            self._column.show_trouble(Trouble(said))

    def _ring(self, found: Look) -> None:
        """Ring the one who called, and go on to what she says."""
        from mottagning.ui.desk import tel

        contact = found.whole.summary
        if contact.phone and tel.ring_back(self._workplace, contact.phone, contact.id):
            self._column.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tie_first(self, found: Look) -> None:
        """Tie the likeliest case."""
        if found.offered and "tie" in found.can:
            tie = found.offered[0].tie
            self._acts.tie(found, tie.case, tie.code)

    def copy_out(self, contact: int | None) -> None:
        """Copy a contact for the case system, then what else of mine is not there yet."""
        from mottagning.ui.desk.copyoutform import WIDTH, CopyOutForm

        form = CopyOutForm(self._workplace, contact)
        close = self._card(tr("Into the case system"), form, WIDTH)

        def finish() -> None:
            close()
            self._workplace.done.emit(tr("Nothing of yours is left to be entered."), None)

        form.given_up.connect(close)
        form.finished.connect(finish)

    def survey(self, found: Look | None) -> None:
        """Let whoever one spoke with say how it was, of this contact or the one done last.

        Nothing of it goes along but its way and its kind of help.
        """
        from mottagning.ui.surveys import answerform

        views = [] if found is None else [each.view for each in found.tied if each.view is not None]
        category = next((view.category for view in views if view.category), "")
        channel = None if found is None else found.whole.summary.channel
        answerform.ask(self._workplace, self._page.window(), channel, category)

    def _print_course(self, found: Look) -> None:
        from mottagning.ui.lead import courseform

        courseform.ask(self._workplace, self._page.window(), found.whole.summary.id)

    def _promise(self, found: Look) -> None:
        from mottagning.ui.desk.promiseform import PromiseForm

        form = PromiseForm(self._workplace, self._handlers(found))
        close = self._card(tr("Promise"), form, 440)

        def promise(due_at: datetime, owner: int | None) -> None:
            close()
            self._acts.promise(found, due_at, owner)

        def book(at: datetime, person: int) -> None:
            close()
            self._acts.book(found, at, person)

        form.promised.connect(promise)
        form.booked.connect(book)
        form.given_up.connect(close)

    def _handlers(self, found: Look) -> list[tuple[int, str]]:
        """The handlers of the tied cases, but for the one who asks."""
        ids = [each.view.handler_id for each in found.tied if each.view is not None]
        return [(each, found.name(each)) for each in dict.fromkeys(ids) if each and each != self._workplace.me]

    def _answer(self, found: Look) -> None:
        from mottagning.ui.desk.answerform import AnswerForm

        contact, drafting, presence = found.whole.summary.id, self._column.drafting, self._column.presence
        form = AnswerForm(self._workplace, contact, may_close="close" in found.can)
        if begun := drafting.text(contact, ANSWER):
            form.begin_with(begun)
        form.text.textChanged.connect(lambda: drafting.write(contact, form.own_words(), ANSWER))
        writing = [each for each in presence.others() if each.doing == ANSWER]
        form.warn(sentence(writing, found.name))
        presence.write(ANSWER)
        close = self._card(tr("Answer"), form, 640)
        form.destroyed.connect(lambda: presence.write("") if isValid(presence) else None)

        def answer(written: Written) -> None:
            close()
            self._acts.answer(found, written)

        form.written.connect(answer)
        form.given_up.connect(close)

    def _pass_on(self, found: Look) -> None:
        from mottagning.ui.desk.passonform import PassOnForm

        form = PassOnForm(self._workplace, found.whole.summary.id)
        close = self._card(tr("Pass on"), form, 480)

        def pass_on(to: int, returns_at: datetime) -> None:
            close()
            self._acts.pass_on(found, to, returns_at)

        form.passed.connect(pass_on)
        form.given_up.connect(close)

    def _join(self, found: Look) -> None:
        from mottagning.ui.desk.joinform import JoinForm

        form = JoinForm(self._workplace, found.whole.summary.id)
        close = self._card(tr("Belongs together with"), form, 480)

        def join(other: int) -> None:
            close()
            self._acts.join(found, other)

        form.joined.connect(join)
        form.given_up.connect(close)

    def _split(self, found: Look) -> None:
        from mottagning.ui.desk.joinform import SplitForm

        form = SplitForm()
        close = self._card(tr("Divide"), form, 480)

        def split(about: str) -> None:
            close()
            self._acts.split(found, about)

        form.split.connect(split)
        form.given_up.connect(close)

    def _card(self, title: str, form: QWidget, width: int) -> Callable[[], None]:
        window = self._page.window()
        assert isinstance(window, MainWindow)
        return window.show_card(title, form, width=width).slide_out
