"""Signing in: whoever sits down says who she is; at the first start somebody becomes the team lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.demo import mark
from mottagning.folding import fold
from mottagning.people import recovery, signedin, signin, staff
from mottagning.people.signedin import SignedIn
from mottagning.people.staff import Person
from mottagning.rota import today
from mottagning.texts import tr
from mottagning.ui.settings.firstlead import FirstLeadForm, password_field
from mottagning.ui.settings.recoverykey import RecoveryKeyView
from mottagning.ui.theme import grown
from mottagning.ui.tokens import DENSE_ROW, INSIDE
from mottagning.ui.widgets.form import beside, label, link_button, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.steering import Steering
from mottagning.ui.widgets.waiting import GreyBars
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_FEWEST_ROWS, _MOST_ROWS = 3, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who may sit down here. `posts` is what somebody sits at today; `people` is empty where each has her own login."""

    people: tuple[Person, ...]
    posts: dict[int, str]
    is_first_start: bool
    is_demo: bool


def who_may(database: Database, now: datetime) -> Who:
    """Whom to choose from, those who sit here today first."""
    is_demo = mark.is_demo(database)
    people = _staff_of_demo(database, now) if is_demo else signin.may_take_desk(database, now)
    sitting = {name: post for post, name in today.sitting(database, now)}
    posts = {person.id: sitting[person.name] for person in people if person.name in sitting}
    return Who(
        people=tuple(sorted(people, key=lambda person: person.id not in posts)),
        posts=posts,
        is_first_start=not is_demo and signin.first_person_needed(database),
        is_demo=is_demo,
    )


def _staff_of_demo(database: Database, now: datetime) -> tuple[Person, ...]:
    people = staff.everyone(database, now.astimezone(ZONE).date())
    return tuple(person for person in people if person.role != "none")


class SignInForm(QWidget):
    """The content of the card: the first start, or who it is, and the recovery key as long as nobody has it."""

    def __init__(
        self, workplace: Workplace, practise: Callable[[], object] | None = None, parent: QWidget | None = None
    ) -> None:
        """`practise` opens the window for that; none in the demo, where one does."""
        super().__init__(parent)
        self._workplace = workplace
        self._shown: QWidget = GreyBars(4)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.addWidget(self._shown)
        if practise is not None:
            self._lines.addWidget(beside(link_button(tr("Practise on invented people"), practise)))
        now = workplace.now()
        workplace.read(self, lambda database: who_may(database, now), self._ask)

    @property
    def shown(self) -> QWidget:
        """What the card asks now."""
        return self._shown

    def _ask(self, who: Who) -> None:
        form = FirstLeadForm(self._workplace) if who.is_first_start else WhoForm(self._workplace, who)
        form.made.connect(self._finish if who.is_demo else self._look_for_key)
        self._show(form)

    def _look_for_key(self, session: SignedIn) -> None:
        """A team lead sees the recovery key that nobody has written down, before anything else."""
        if session.role != "lead":
            self._finish(session)
            return

        def go_on(key: str | None) -> None:
            if key is None:
                self._finish(session)
                return
            view = RecoveryKeyView(self._workplace, session.person.id, key)
            view.done.connect(lambda: self._finish(session))
            self._show(view)

        self._workplace.read(self, lambda database: recovery.unseen_key(database, session), go_on)

    def _finish(self, session: SignedIn) -> None:
        self._workplace.sign_in(session)

    def _show(self, part: QWidget) -> None:
        self._lines.replaceWidget(self._shown, part)
        self._shown.hide()
        self._shown.deleteLater()
        self._shown = part
        part.show()  # a hidden one would not take the focus
        self.setFocusProxy(part)
        part.setFocus(Qt.FocusReason.PopupFocusReason)


class WhoForm(QWidget):
    """Name and password. Some letters of a name choose it, Enter goes on. `made` carries who is signed in then.

    In the demo the name is enough.
    """

    made = Signal(object)

    def __init__(self, workplace: Workplace, who: Who, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._who = who
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Initials or name") if who.people else tr("Short name, login or e-mail"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.returnPressed.connect(self._go_on)
        self.field.textChanged.connect(self._show_people)
        self.list = RowList(tr("Staff"), dense=True, inset=INSIDE)
        Steering(self.field, self.list)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setFixedHeight(grown(DENSE_ROW) * min(max(len(who.people), _FEWEST_ROWS), _MOST_ROWS))
        self.list.set_empty_sentence(tr("Nobody here is called so. A password is given by the team lead."))
        self.list.opened.connect(lambda _key: self._go_on())
        self.list.clicked.connect(self._on_click)
        self.password = password_field()
        self.password.setPlaceholderText(tr("Password"))
        self.password.setAccessibleName(tr("Password"))
        self.password.returnPressed.connect(self._sign_in)
        self.notice = Notice()
        self.ok = primary_button(tr("Sign in"), self._sign_in)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (self._sentence(), self.field, self.list, self.password, self.notice, beside(self.ok)):
            lines.addWidget(part)
        self.list.setVisible(bool(who.people))
        self.password.setVisible(not who.is_demo)
        self.setFocusProxy(self.field)
        self._show_people()

    def _sentence(self) -> QLabel:
        if self._who.is_demo:
            return label(tr("These are invented people: choose who you are, no password is needed."), wraps=True)
        if self._who.people:
            return label(tr("Who sits here now?"))
        return label(
            tr("Your login at this computer is not known here. The team lead can add it; a password works too."),
            wraps=True,
        )

    def _show_people(self) -> None:
        wanted = fold(self.field.text()).split()
        found = [person for person in self._who.people if _answers(person, wanted)]
        found.sort(key=lambda person: fold(person.initials) not in wanted)  # initials alone choose
        self.list.set_rows([self._row(person) for person in found])
        if found:
            self.list.select(found[0].id)
        self.notice.clear()

    def _row(self, person: Person) -> Row:
        return Row(
            key=person.id,
            title=person.name,
            detail=f"{person.initials} · {tr('Team lead')}" if person.role == "lead" else person.initials,
            icon="person",
            right=self._who.posts.get(person.id, ""),
            strong=person.id in self._who.posts,
        )

    def _on_click(self) -> None:
        if self._who.is_demo:
            self._sign_in()
        else:
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self) -> None:
        if self._who.is_demo:
            self._sign_in()
        elif self._chosen():
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> str:
        """Short name of the one who is chosen; what is written in the field where there is no list."""
        if not self._who.people:
            return self.field.text()
        return next((each.key for each in self._who.people if each.id == self.list.selected_key()), "")

    def _sign_in(self) -> None:
        key, password, now = self._chosen(), self.password.text(), self._workplace.now()
        if not key or not self.ok.isEnabled():
            return
        database, session = self._workplace.database, self._workplace.session

        def check() -> SignedIn:
            if self._who.is_demo:
                return signedin.demo_session(database, key)
            if session is not None:
                return signin.change(database, session, key, password, now)
            return signin.sign_in(database, key, password, now)

        pause(self.ok)
        self.notice.clear()
        self._workplace.tasks.write(check, self._take, self._refuse)

    def _take(self, session: SignedIn) -> None:
        self.password.clear()
        self.made.emit(session)

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        self.notice.show_trouble(as_trouble(error))
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        self.password.selectAll()


def _answers(person: Person, wanted: list[str]) -> bool:
    """Whether each word begins a word of the name, or is the beginning of the initials, short name or address."""
    known = [*fold(person.name).split(), *(fold(name) for name in (person.initials, person.key, person.email or ""))]
    known += [fold(login) for login in person.logins]
    return all(any(name.startswith(word) for name in known) for word in wanted)
