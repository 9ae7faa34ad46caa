"""What the benchmarks share: the demo they measure on, the figures they print, and processes that say when."""

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


def options(description: str) -> argparse.Namespace:
    """`--json`, `--quick`, and `--data` to measure on a demo that is there already."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--quick", action="store_true", help="end within 50 s")
    parser.add_argument("--data", type=Path, help="keep the demo in this folder and use it again")
    return parser.parse_args()


def tell(
    options: argparse.Namespace,
    figure: str,
    value: float,
    unit: str,
    size: str,
    rival: str | None = None,
    rival_value: float | None = None,
) -> None:
    """Print one figure as contracts.md has it, or as a line for people."""
    row: dict[str, Any] = {"figure": figure, "value": value, "unit": unit, "size": size}
    row |= {"rival": rival, "rival_value": rival_value}
    if options.json:
        print(json.dumps(row), flush=True)
    else:
        beside = f"   {rival}: {rival_value:g} {unit}" if rival and rival_value is not None else ""
        print(f"{figure:24} {value:10g} {unit:4} {size}{beside}", flush=True)


def demo(folder: Path, size: str) -> Path:
    """A demo of this size in `folder`, made if it is not there; returns its data folder."""
    data = folder / size
    made = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "make_demo.py"), str(data), size],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert made.stdout.strip(), made.stderr
    return data


@cache
def _compile() -> None:
    """Once: looking through all modules takes as long as a card takes to come."""
    compileall.compile_dir(ROOT / "mottagning", quiet=1)


def environment() -> dict[str, str]:
    """The environment of a measured process: offscreen unless there is a display; compiled, as an installed one is."""
    _compile()
    found = dict(os.environ)
    found.setdefault("QT_QPA_PLATFORM", "offscreen")
    found["PYTHONPATH"] = str(ROOT)
    return found


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of the values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]
