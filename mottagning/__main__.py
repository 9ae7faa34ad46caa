"""Hands a phone event over without importing anything heavy; else starts the window or a command."""

import os
import sys

from mottagning import handover


def main(arguments: list[str] | None = None) -> int:
    """Run the program with `arguments` (default: those of the process); returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if _is_event(given):
            if "--uuid" not in given:
                # One event, one id: if the window stored it and died before answering, storing it here changes nothing.
                given += ["--uuid", os.urandom(16).hex()]
            if _is_taken(given):
                if "--json" in given:
                    print('{"contact": null}')  # the window knows which one
                return 0
        from mottagning import cli

        return cli.main(given)
    except KeyboardInterrupt:
        from mottagning import cli

        return cli.stopped()


def _is_event(arguments: list[str]) -> bool:
    _, first = handover.first_word(arguments)
    return first == "call" or handover.is_address(first)


def _is_taken(event: list[str]) -> bool:
    """Whether the window has the event; when nobody can say, it has not."""
    try:
        return handover.deliver(handover.address(handover.data_folder(event)), event)
    except (OSError, ValueError, RuntimeError):  # no home, no current folder, a name that cannot be
        return False


def frozen_main() -> None:
    """The entry of the installed executables: worker processes begin here too, and a phone event must not wait."""
    if not _is_event(sys.argv[1:]):
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())


if __name__ == "__main__":
    sys.exit(main())
