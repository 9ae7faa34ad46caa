"""The posts of the rota, in their order: one is added, changed or removed on a card."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.rota.model import Post
from mottagning.rota.postcard import KeptPost, OrderPosts, RemovePost, SavePost, kept_posts
from mottagning.texts import tr
from mottagning.ui.cardform import CardForm
from mottagning.ui.main_window import MainWindow
from mottagning.ui.rota import qualifications
from mottagning.ui.settings import rotawords
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import Form, beside, button, danger_button, primary_button, quiet_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace, as_trouble

_CARD = 560
_USUAL = ("08:00–16:00",) * 5 + ("", "")


class PostsPart(QWidget):
    """For the team lead: Enter changes the post that is chosen."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._kept: dict[str, KeptPost] = {}
        self.model: TableModel[KeptPost] = TableModel(_columns(), lambda kept: kept.post.id)
        self.table = Table(tr("Posts"), self.model)
        self.table.set_empty_sentence(tr("No posts yet. Add one, or read today's rota in on the rota page."))
        self.table.opened.connect(self._change)
        self.table.chosen.connect(lambda _key: self._show_buttons())
        self.notice = Notice()
        self.add_button = primary_button(tr("Add a post…"), lambda: self._open(None))
        self.change_button = button(tr("Change…"), lambda: self._change(self.table.selected_key()))
        self.up = button(tr("Move up"), lambda: self._move(-1))
        self.down = button(tr("Move down"), lambda: self._move(1))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(beside(self.add_button, self.change_button, self.up, self.down))
        lines.addWidget(self.notice)
        lines.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        workplace.changed.connect(self._on_changes)
        self._show_buttons()
        self._refresh()

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("rota"):
            self._refresh()

    def _refresh(self) -> None:
        self._workplace.read(self, kept_posts, self._show)

    def _show(self, kept: tuple[KeptPost, ...]) -> None:
        self._kept = {each.post.id: each for each in kept}
        self.model.set_rows(kept)
        self._show_buttons()

    def _show_buttons(self) -> None:
        order, chosen = list(self._kept), self.table.selected_key()
        place = order.index(chosen) if chosen in self._kept else None
        self.change_button.setEnabled(place is not None)
        self.up.setEnabled(place is not None and place > 0)
        self.down.setEnabled(place is not None and place < len(order) - 1)

    def _move(self, by: int) -> None:
        order, key = list(self._kept), self.table.selected_key()
        place = order.index(str(key))
        order[place], order[place + by] = order[place + by], order[place]
        command = OrderPosts(by=self._workplace.me, keys=tuple(order))
        self._workplace.do(command, tr("The posts have a new order."), failed=self._refuse)

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))

    def _change(self, key: object) -> None:
        if key in self._kept:
            self._open(self._kept[str(key)])

    def _open(self, kept: KeptPost | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = PostForm(self._workplace, kept)
        card = window.show_card(kept.post.name if kept else tr("New post"), form, width=_CARD)
        form.done.connect(card.slide_out)


class PostForm(CardForm):
    """Everything about one post. `done` after it was kept or removed."""

    def __init__(self, workplace: Workplace, kept: KeptPost | None) -> None:
        super().__init__(workplace)
        self._kept = kept
        self.name = QLineEdit()
        self.kind = Choice(tr("Kind"), [(kind, tr(word)) for kind, word in rotawords.KINDS.items()], "desk")
        self.hours = [_hours_field() for _ in range(7)]
        self.as_monday = quiet_button(tr("As Monday, all working days"), self._as_monday)
        self.needs = QLineEdit()
        self.remove = danger_button(tr("Remove"), self._remove)
        self.remove.setToolTip(tr("For a post added by mistake. One that is no longer used is shut on all weekdays."))
        self._place(self._form(), other_way=self.remove)
        self.remove.setVisible(kept is not None)
        self.setFocusProxy(self.name)
        self._fill(kept.post if kept else None)

    def _form(self) -> Form:
        form = Form()
        form.add(tr("Name"), self.name)
        relief = tr("Lunch relief: for the others' lunch. Standby: there if somebody else is suddenly away.")
        form.add(tr("Kind"), self.kind, relief)
        form.section(tr("Hours"))
        for weekday, field in enumerate(self.hours):
            row = beside(field, self.as_monday) if weekday == 0 else field
            form.add(rotawords.weekday_name(weekday), row)
        form.section(tr("Who can sit there"))
        form.add(tr("Needs"), self.needs, tr("Qualifications, with a comma between. Empty: everybody."))
        return form

    def _fill(self, post: Post | None) -> None:
        texts = dict(enumerate(_USUAL)) if post is None else rotawords.hours_of(post)
        for weekday, field in enumerate(self.hours):
            field.setText(texts.get(weekday, ""))
        if post is not None:
            self.name.setText(post.name)
            self.kind.set_value(post.kind)
            self.needs.setText(qualifications.written(post.needs))

    def _as_monday(self) -> None:
        for field in self.hours[1:5]:
            field.setText(self.hours[0].text())

    def _said(self) -> Post:
        weekdays, start, end, other = rotawords.read_hours_of([field.text() for field in self.hours])
        known = self._kept.post if self._kept else None
        kind = next(kind for kind in rotawords.KINDS if kind == self.kind.value())
        return Post(
            id=known.id if known else "",
            name=self.name.text(),
            weekdays=weekdays,
            start=start,
            end=end,
            needs=frozenset(qualifications.read(self.needs.text(), known.needs if known else ())),
            other_hours=other,
            kind=kind,
        )

    def _save(self) -> None:
        post = self._said()
        version = self._kept.version if self._kept else None
        self._do(SavePost(by=self._workplace.me, post=post, version=version), tr("“{name}” is saved.", name=post.name))

    def _remove(self) -> None:
        if self._kept is not None:
            post = self._kept.post
            self._do(RemovePost(by=self._workplace.me, key=post.id), tr("“{name}” is removed.", name=post.name))


def _hours_field() -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(tr("Shut"))
    field.setFixedWidth(grown(140))
    return field


def _columns() -> list[Column[KeptPost]]:
    def quiet(kept: KeptPost) -> Tone:
        return Tone.PLAIN if kept.post.weekdays else Tone.QUIET

    return [
        Column(title=tr("Name"), text=lambda kept: kept.post.name, tone=quiet, width=220),
        Column(title=tr("Kind"), text=lambda kept: tr(rotawords.KINDS[kept.post.kind]), tone=quiet, width=150),
        Column(title=tr("When"), text=lambda kept: rotawords.when_open(kept.post), tone=quiet, stretches=True),
        Column(title=tr("Needs"), text=lambda kept: qualifications.written(kept.post.needs), tone=quiet, width=200),
    ]
