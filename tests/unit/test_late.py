"""Nothing in the window is called late for what has gone: what lives long is listened to by methods of what it may
outlive, which Qt lets go of by itself, and a timer knows whom it is for."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "mottagning"
LIVES_LONG = {
    "workplace",
    "_workplace",
    "application",
    "qapp",
    "qt",
    "styleHints",
    "instance",
    "clipboard",
    "primaryScreen",
    "tasks",
}
"""What stands before the name of a signal, of things that are there as long as the window or longer."""


def calls(source: str, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


def sender(call: ast.Call) -> str:
    """What the signal belongs to: the last name before that of the signal."""
    assert isinstance(call.func, ast.Attribute)
    signal = call.func.value
    of = signal.value if isinstance(signal, ast.Attribute) else signal
    while isinstance(of, ast.Call):
        of = of.func
    return of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""


def wrong_ears(source: str) -> list[str]:
    """What listens to something that lives long and is no method: a lambda, a function, a partial."""
    return [
        f"line {call.lineno}: {ast.unparse(call)}"
        for call in calls(source, "connect")
        if sender(call) in LIVES_LONG and not isinstance(call.args[0], ast.Attribute)
    ]


def lonely_timers(source: str) -> list[str]:
    """Timers that would go off for what has gone."""
    return [f"line {call.lineno}: {ast.unparse(call)}" for call in calls(source, "singleShot") if len(call.args) < 3]


def window_files() -> list[Path]:
    found = sorted((SOURCES / "ui").rglob("*.py"))
    assert len(found) > 100
    return found


@pytest.mark.parametrize("wrong", [wrong_ears, lonely_timers])
def test_nothing_is_called_for_what_has_gone(wrong: Callable[[str], list[str]]) -> None:
    found = {str(path.relative_to(SOURCES)): wrong(path.read_text("utf-8")) for path in window_files()}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "workplace.changed.connect(lambda _: self.x())",
        "self._workplace.signed_in.connect(partial(self.take, 1))",
        "QCoreApplication.instance().aboutToQuit.connect(keep)",
        "QGuiApplication.styleHints().colorSchemeChanged.connect(lambda: self.dress())",
    ],
)
def test_what_is_wrong_is_found(source: str) -> None:
    assert wrong_ears(source)
    assert not wrong_ears("self._workplace.changed.connect(self._changed)")
    assert lonely_timers("QTimer.singleShot(0, self.go)")
    assert not lonely_timers("QTimer.singleShot(0, self, self.go)")
