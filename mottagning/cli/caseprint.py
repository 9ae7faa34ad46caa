"""`cases print`: the contacts of one case on paper."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from mottagning.cli import Run
from mottagning.errors import Trouble
from mottagning.privatefile import taken_out
from mottagning.texts import N_, tr


def printing(run: Run, options: Namespace) -> int:
    """The contacts of one case as a PDF, for an inquiry; who took them out and why is written down."""
    from mottagning.cases import list as case_list
    from mottagning.desk.extract import LEFT_OUT, extract
    from mottagning.people.signedin import acting
    from mottagning.ui.cases.casepaper import draw

    path = Path(options.out)
    with run.database() as database, taken_out(path) as file:
        found = case_list.show_case(database, options.code)
        if len(found) > 1:
            codes = ", ".join(case.code for case in found)
            sentence = N_("Several cases read like “{code}”: {codes}. Write one of them.")
            raise Trouble(sentence, code=options.code, codes=codes)
        now = datetime.now(UTC)
        person = acting(database, options.by, now)
        taken = extract(database, found[0].id, person.id, options.reason, now)
        file.write(draw(taken))
    document = {
        "file": str(path),
        "code": taken.case.code,
        "contacts": len(taken.contacts),
        "left_out": {code: taken.left_out.get(code, 0) for code in LEFT_OUT},
    }
    run.answer(document, [tr("The contacts are written to {path}.", path=path)])
    return 0
