"""The recovery key: seen by a team lead alone, and gone once it is written down."""

from datetime import UTC, datetime

import pytest

from mottagning import audit, keys
from mottagning.care import backup
from mottagning.command import carry_out
from mottagning.errors import NotAllowed
from mottagning.people import staff
from mottagning.people.recovery import ConfirmRecoveryKey, unseen_key
from mottagning.people.signedin import SignedIn
from mottagning.people.staff import SavePerson, save_person

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def sit_down(database, key, role) -> SignedIn:
    save_person(database, SavePerson(by=None, key=key, name=f"{key} Ek", role=role))
    return SignedIn(staff.by_key(database, key), NOW)


def test_only_a_lead_sees_and_confirms_it(database):
    anna, lena = sit_down(database, "ab", "desk"), sit_down(database, "le", "lead")
    database.keep_recovery_key("AAAA-BBBB")
    assert unseen_key(database, lena) == "AAAA-BBBB"
    with pytest.raises(NotAllowed):
        unseen_key(database, anna)
    with pytest.raises(NotAllowed):
        carry_out(database, ConfirmRecoveryKey(by=anna.person.id))
    assert unseen_key(database, lena) == "AAAA-BBBB"
    carry_out(database, ConfirmRecoveryKey(by=lena.person.id))
    assert unseen_key(database, lena) is None
    with database.reading():
        entry = audit.AuditEntry.select().order_by(audit.AuditEntry.id.desc()).first()
    assert (entry.actor_id, entry.action) == (lena.person.id, "recovery_key_confirmed")
    assert "AAAA" not in entry.facts


def test_the_key_of_a_copy_is_shown_at_a_server_too(database, settings, tmp_path):
    lena = sit_down(database, "le", "lead")
    backup.back_up(settings, tmp_path / "copy.db")
    recovery = unseen_key(database, lena)
    assert recovery is not None
    keys.unlock(settings.keys, recovery)
