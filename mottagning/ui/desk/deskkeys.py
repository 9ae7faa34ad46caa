"""The keys of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mottagning.texts import tr
from mottagning.ui.desk import daypart
from mottagning.ui.widgets.keys import Keys

if TYPE_CHECKING:
    from mottagning.ui.desk.page import DeskPage


def register(keys: Keys, page: DeskPage) -> None:
    """Let the keys of the desk work inside its page, and stand in the list of keys."""
    group = tr("Reception")
    for shortcut, text, slot in (
        (("Ctrl+Return", "Ctrl+Enter"), tr("Done: solved here"), lambda: page.close_as("solved")),
        ("Ctrl+Shift+Return", tr("Done, with another outcome"), page.open_done_menu),
        ("Ctrl+R", tr("Answer by mail"), lambda: page.ask("answer")),
        ("Ctrl+L", tr("Promise"), lambda: page.ask("promise")),
        ("Ctrl+O", tr("Pass on"), lambda: page.ask("pass_on")),
        ("Ctrl+H", tr("Take it"), lambda: page.ask("claim")),
        ("Ctrl+T", tr("Tie the first case"), page.tie_first),
        ("Ctrl+G", tr("Look for another case"), lambda: page.contact.cases.search()),
        ("Ctrl+M", tr("Write a note"), page.go_to_note),
        ("Ctrl+S", tr("Keep the note"), lambda: page.ask("note")),
        ("F8", tr("Routine"), lambda: page.contact.routine.toggle()),
        ("F4", tr("Show or fold the whole text"), lambda: page.contact.said.toggle()),
        ("Shift+F4", tr("Show the message as it looked"), lambda: page.contact.said.toggle_formatted()),
        (
            ("Ctrl+Alt+Return", "Ctrl+Alt+Enter"),
            tr("Done, with all that belongs to it"),
            lambda: page.ask("close_together"),
        ),
        ("Ctrl+J", tr("Belongs together with another contact"), lambda: page.ask("join")),
        ("Ctrl+Shift+J", tr("Does not belong together"), lambda: page.ask("part")),
        ("Ctrl+D", tr("Divide into two things to do"), lambda: page.ask("split")),
        ("Alt+V", tr("Who is calling"), lambda: page.contact.caller.setFocus()),
        ("Alt+U", tr("Ring back"), lambda: page.ask("ring")),
        ("Alt+K", tr("Ring the handler now"), lambda: page.case.ring_handler()),
        ("Alt+J", tr("Accept"), lambda: page.ask("accept")),
        ("Alt+N", tr("Give back"), lambda: page.ask("decline")),
        ("Alt+O", tr("Mark as report of concern"), lambda: page.ask("mark_concern")),
        ("Alt+I", tr("Not a concern"), lambda: page.ask("dismiss_concern")),
        ("Alt+R", tr("Where it is registered"), lambda: page.contact.bar.register.click()),
        ("Alt+P", tr("Open again what is done"), lambda: page.ask("reopen")),
        ("Alt+T", tr("Put back"), lambda: page.ask("release")),
        ("Alt+M", tr("All contacts, or only mine"), page.queue.turn_scope),
        ("Ctrl+Shift+C", tr("Copy for the case system"), page.copy_out),
        ("Ctrl+P", tr("The whole course on paper"), lambda: page.ask("print_course")),
        ("Alt+E", tr("Ask how it was: a short survey"), page.ask_survey),
        ("Alt+Q", tr("To the queue"), page.queue.setFocus),
        (daypart.START_KEY, tr("Start of the day"), page.day.show_start),
        (daypart.END_KEY, tr("Hand over the day"), page.day.show_end),
        (daypart.NIGHT_KEY, tr("The social emergency service must know"), page.mark_tonight),
    ):
        keys.add(group, shortcut, text, slot, owner=page)
    keys.tell(group, ("Return",), tr("In the queue: tie, or write"))
    card = tr("The call card")
    for told, text in (
        ("Ctrl+Return", tr("Done: solved here")),
        ("Alt+H", tr("Referred elsewhere")),
        ("Alt+I", tr("No action")),
        ("Ctrl+L", tr("Promise")),
        ("Ctrl+O", tr("Pass on")),
        ("Alt+A", tr("Anonymous")),
        ("Alt+V", tr("Who is calling")),
        ("Alt+K", tr("Ring the handler now")),
        ("Alt+T", tr("Connected to the handler")),
        ("F8", tr("Routine")),
        ("Esc", tr("Park it")),
    ):
        keys.tell(card, (told,), text)
