"""Makes a demo in a data folder if there is none: ``make_demo.py FOLDER SIZE``; prints the moment it shows."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from mottagning import texts
from mottagning.db import open_database
from mottagning.demo import build
from mottagning.settings import load


def main(folder: str, size: str) -> None:
    """Fill the folder."""
    texts.use_language("en")
    database = open_database(load(folder))
    made = build.fill(database, size)
    database.close()
    print(made.now.isoformat(), made.person)


if __name__ == "__main__":
    main(*sys.argv[1:])
