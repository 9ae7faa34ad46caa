"""Hands a phone event over without importing anything heavy; else starts the window or a command."""

import os
import sys

from mottagning import handover

PAGES = ("desk", "cases", "board", "rota", "goals", "lead", "settings")


def main(arguments: list[str] | None = None) -> int:
    """Run the program with `arguments` (default: those of the process); returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    first = _first_word(given)
    is_event = first == "call" or first.lower().startswith(("mottagning:", "tel:"))
    if is_event and "--uuid" not in given:
        # One event, one id: if the window stored it and died before it answered, storing it here changes nothing.
        given += ["--uuid", os.urandom(16).hex()]
    if is_event and handover.deliver(handover.address(_data_folder(given)), given):
        return 0
    from mottagning import cli

    return cli.main(given)


def _first_word(arguments: list[str]) -> str:
    """The command's name: the first word that is no option, nor the value of one."""
    is_value = False
    for word in arguments:
        if is_value:
            is_value = False
        elif word in ("--data", "--database", "--lang"):
            is_value = True
        elif not word.startswith("-"):
            return word
    return ""


def _data_folder(arguments: list[str]) -> str:
    for position, word in enumerate(arguments):
        if word == "--data" and position + 1 < len(arguments):
            return arguments[position + 1]
        if word.startswith("--data="):
            return word.removeprefix("--data=")
    given = os.environ.get("MOTTAGNING_DATA")
    if given:
        return given
    from mottagning.settings import default_data_folder

    return str(default_data_folder())


def frozen_main() -> None:
    """The entry of the installed executables: worker processes begin here too."""
    import multiprocessing

    multiprocessing.freeze_support()
    sys.exit(main())


if __name__ == "__main__":
    frozen_main()
