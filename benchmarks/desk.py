"""How long the window of a busy desk stands still while contacts come, and how soon a chosen contact is painted."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import measuring

_SIZES = {"small": "1,500 contacts", "normal": "45,000 contacts", "stress": "450,000 contacts"}


def main() -> None:
    """Make the demo if need be, open a window on it, and work in it."""
    options = measuring.options(__doc__ or "")
    sizes = ("small",) if options.quick else ("normal", "stress")
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes:
            data = measuring.demo(options.data or Path(scratch), size)
            found = work(data, size, events=60 if options.quick else 300, looks=30 if options.quick else 100)
            where = _SIZES[size]
            measuring.tell(
                options, "desk.stall_ms", found["stall"], "ms", where, "quiet window", round(found["quiet"], 1)
            )
            measuring.tell(options, "desk.stall_p99_ms", found["p99"], "ms", where)
            measuring.tell(options, "desk.stall_own_ms", found["own"], "ms", where)
            measuring.tell(options, "desk.page_ms", found["page_p95"], "ms", where)
            measuring.tell(options, "desk.page_p50_ms", found["page_p50"], "ms", where)
            measuring.tell(options, "desk.queue_ms", found["queue_p50"], "ms", where)


def work(data: Path, size: str, events: int, looks: int) -> dict[str, float]:
    """What the window measured of itself, in milliseconds."""
    made = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "make_demo.py"), str(data), size],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    window = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).parent / "desk_window.py"),
            str(data),
            *made,
            str(events),
            str(looks),
        ],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=measuring.environment(),
        cwd=measuring.ROOT,
    )
    found: dict[str, float] = json.loads(window.stdout.splitlines()[-1])
    return {name: round(value, 1) for name, value in found.items()}


if __name__ == "__main__":
    main()
