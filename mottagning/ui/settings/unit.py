"""How the unit works: its name, opening hours, promises, targets, languages and colours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from PySide6.QtCore import Qt, QTime
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from mottagning.errors import Trouble
from mottagning.people.hours import days_text, hours_text, read_days, read_hours
from mottagning.people.unit import COLOURS, SaveUnit, UnitSettings, load_unit
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.icons import paint_square
from mottagning.ui.keeping import Keeping
from mottagning.ui.settings.section import Section
from mottagning.ui.settings.ticks import Ticks
from mottagning.ui.theme import colours_of, grown
from mottagning.ui.widgets.fields import decimal_field, number_field, time_field, time_of
from mottagning.ui.widgets.form import Form, beside
from mottagning.ui.workplace import Workplace

_MONDAY = date(2026, 1, 5)
_HUES = {
    "blue": N_("Blue"),
    "green": N_("Green"),
    "yellow": N_("Yellow"),
    "white": N_("White"),
    "violet": N_("Violet"),
    "orange": N_("Orange"),
    "turquoise": N_("Turquoise"),
    "pink": N_("Pink"),
    "grey": N_("Grey"),
}
_SQUARE = 12
_HOURS_WIDTH = 240


class UnitSection(Section):
    """For the team lead. What she is writing stays when somebody else changes something meanwhile."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(tr("The unit"), tr("The hours and promises from which every due time is counted."))
        self._workplace = workplace
        self._make_fields()
        self._form = Form()
        self._lay_out()
        self.keeping = Keeping(
            self._form,
            workplace,
            read=load_unit,
            fill=self._fill,
            said=self._said,
            command=self._command,
            says=tr("The unit's settings are saved."),
            kinds=("setting",),
        )
        for part in (self._form, self.keeping.notice, beside(self.keeping.ok, self.keeping.back)):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        self.setFocusProxy(self.name)
        self.keeping.reload()

    def _make_fields(self) -> None:
        hours = tr("hours open")
        self.name = QLineEdit()
        self.opening = [_hours_field() for _ in range(7)]
        self.days = QPlainTextEdit()
        self.days.setFixedHeight(grown(96))
        self.days.setTabChangesFocus(True)
        self.before_holidays = _closing_field()
        self.mail_reply = _days_field()
        self.callback = decimal_field(0.5, 100, 2, hours)
        self.passed_on = decimal_field(0.5, 200, 8, hours)
        self.stale_feed = decimal_field(0.5, 500, 10, hours)
        self.late_from = time_field(UnitSettings().protection_late_from)
        self.baton_by = time_field(UnitSettings().baton_signed_by)
        self.baton_kept = number_field(1, 3650, UnitSettings().baton_kept_days, tr("days"))
        self.baton_kept.setFixedWidth(grown(160))
        self.repeat_times = number_field(2, 20, 3)
        self.repeat_days = number_field(1, 365, 30, tr("days"))
        self.callback_target = decimal_field(0.5, 500, 24, tr("hours by the clock"))
        self.mail_target = _days_field()
        self.callback_target.setFixedWidth(grown(200))  # room for its unit
        self.languages = QLineEdit()
        categories = [(code, words.category(code, {}).word) for code in UnitSettings().colours]
        self.less_urgent = Ticks(tr("May wait"), categories)
        self.colours: dict[str, QComboBox] = {}

    def _lay_out(self) -> None:
        form = self._form
        form.add(tr("Name of the unit"), self.name)
        form.section(tr("Opening hours"))
        for number, field in enumerate(self.opening):
            form.add(when.weekday(_MONDAY + timedelta(days=number)), field)
        form.add(tr("Single days"), self.days, tr("One a line: “2026-12-23 shut” or “2026-12-30 8–12”."))
        early = tr("By local agreement. Single days above go before it. The rota follows it too.")
        form.add(tr("The day before a holiday"), self.before_holidays, early)
        form.section(tr("Promises"))
        form.add(tr("A missed call is called back within"), self.callback)
        form.add(tr("An e-mail is answered within"), self.mail_reply)
        form.add(tr("What was passed on comes back after"), self.passed_on)
        form.add(tr("The case list is too old after"), self.stale_feed)
        late = tr("A report of concern that comes later may be assessed the day after.")
        form.add(tr("Assess protection the same day until"), self.late_from, late)
        signed = tr("At the beginning of the day. If nobody has, the desk and the team lead see it.")
        form.add(tr("The last day's baton is signed for before"), self.baton_by, signed)
        kept = tr("What was written in it about no contact is removed after that.")
        form.add(tr("The words of a baton are kept for"), self.baton_kept, kept)
        later = tr("Among what is as pressing, these come after all else.")
        form.add(tr("May wait"), self.less_urgent, later)
        form.section(tr("Repeated contacts"))
        again = tr("Cases that had to contact us so often are shown to the team lead, under Overview.")
        form.add(tr("A case is shown after so many contacts"), self.repeat_times, again)
        form.add(tr("Within"), self.repeat_days)
        form.section(tr("What the goals count as in time"))
        form.add(tr("Who was missed is called back within"), self.callback_target)
        aims = tr("How many of them, and all else we aim at, stands under Goals.")
        form.add(tr("An e-mail is handled within"), self.mail_target, aims)
        form.section(tr("Interpreter and colours"))
        form.add(tr("Languages to choose from"), self.languages, tr("With a comma between them."))

    def _fill(self, unit: UnitSettings) -> None:
        self.name.setText(unit.name)
        for weekday, field in enumerate(self.opening):
            field.setText(hours_text(unit.opening.get(weekday, ())))
        self.days.setPlainText(days_text(unit.closed, unit.other_hours))
        _show_closing(self.before_holidays, unit.before_holidays)
        self.mail_reply.setValue(unit.mail_reply_days)
        self.callback.setValue(unit.callback_hours)
        self.passed_on.setValue(unit.passed_on_hours)
        self.stale_feed.setValue(unit.stale_feed_hours)
        self.late_from.setTime(QTime(unit.protection_late_from.hour, unit.protection_late_from.minute))
        self.baton_kept.setValue(unit.baton_kept_days)
        self.baton_by.setTime(QTime(unit.baton_signed_by.hour, unit.baton_signed_by.minute))
        self.repeat_times.setValue(unit.repeat_times)
        self.repeat_days.setValue(unit.repeat_days)
        self.callback_target.setValue(unit.targets.callback_hours)
        self.mail_target.setValue(unit.targets.mail_days)
        self.less_urgent.set_values(unit.less_urgent)
        self.languages.setText(", ".join(tr(language) for language in unit.languages))
        self.languages.setCursorPosition(0)
        self._show_colours(unit)

    def _show_colours(self, unit: UnitSettings) -> None:
        for code, hue in unit.colours.items():
            if code not in self.colours:
                self.colours[code] = _colour_field(self)
                self._form.add(words.category(code, {}).word, self.colours[code])
            self.colours[code].setCurrentIndex(COLOURS.index(hue))

    def _said(self) -> UnitSettings:
        """What the form says; Trouble when hours or days cannot be understood."""
        before = self.keeping.found
        hours = {weekday: _hours_of(weekday, field.text()) for weekday, field in enumerate(self.opening)}
        closed, other_hours = read_days(self.days.toPlainText())
        known = {tr(name): name for name in (*UnitSettings().languages, *before.languages)}
        others = [code for code in before.less_urgent if code not in self.less_urgent.boxes]
        written = [" ".join(name.split()) for name in self.languages.text().split(",")]
        return replace(
            before,
            name=self.name.text().strip(),
            opening={weekday: each for weekday, each in hours.items() if each},
            closed=closed,
            other_hours=other_hours,
            before_holidays=self.before_holidays.currentData(),
            targets=replace(
                before.targets, callback_hours=self.callback_target.value(), mail_days=self.mail_target.value()
            ),
            languages=tuple(known.get(name, name) for name in written if name),
            less_urgent=(*self.less_urgent.values(), *others),
            colours={code: COLOURS[field.currentIndex()] for code, field in self.colours.items()},
            mail_reply_days=self.mail_reply.value(),
            callback_hours=self.callback.value(),
            passed_on_hours=self.passed_on.value(),
            stale_feed_hours=self.stale_feed.value(),
            protection_late_from=time_of(self.late_from),
            baton_signed_by=time_of(self.baton_by),
            repeat_times=self.repeat_times.value(),
            repeat_days=self.repeat_days.value(),
            baton_kept_days=self.baton_kept.value(),
        )

    def _command(self) -> SaveUnit:
        return SaveUnit(by=self._workplace.me, unit=self._said())


def _hours_of(weekday: int, text: str) -> tuple[tuple[time, time], ...]:
    """What is written for a weekday; Trouble names the day, whose field may be out of sight."""
    try:
        return read_hours(text)
    except Trouble as trouble:
        day = when.weekday(_MONDAY + timedelta(days=weekday))
        raise Trouble(N_("{day}: {why}"), day=day, why=str(trouble)) from None


def _hours_field() -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(tr("Shut"))
    field.setFixedWidth(grown(_HOURS_WIDTH))
    return field


def _closing_field() -> QComboBox:
    field = QComboBox()
    field.setFixedWidth(grown(_HOURS_WIDTH))
    field.addItem(tr("as on other days"), None)
    for hour in range(11, 16):
        _add_closing(field, time(hour))
    return field


def _show_closing(field: QComboBox, at: time | None) -> None:
    if field.findData(at) < 0 and at is not None:
        _add_closing(field, at)
    field.setCurrentIndex(field.findData(at))


def _add_closing(field: QComboBox, at: time) -> None:
    field.addItem(tr("closes at {time}", time=f"{at:%H:%M}"), at)


def _days_field() -> QSpinBox:
    field = number_field(1, 30, 1)
    field.setFixedWidth(grown(160))

    def count(days: int) -> None:
        field.setSuffix(" " + trn("working day", "working days", days))

    field.valueChanged.connect(count)
    count(field.value())
    return field


def _colour_field(owner: QWidget) -> QComboBox:
    field = QComboBox()
    field.setFixedWidth(grown(160))
    for hue in COLOURS:
        field.addItem(_square(owner, hue), tr(_HUES[hue]))
    return field


def _square(owner: QWidget, hue: str) -> QIcon:
    picture = QPixmap(_SQUARE, _SQUARE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    found = colours_of(owner).hues[hue]
    paint_square(painter, picture.rect(), found.fill, found.edge)
    painter.end()
    return QIcon(picture)
