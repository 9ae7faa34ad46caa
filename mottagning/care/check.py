"""Holds the data against what is always true; says what is wrong and where, and changes nothing."""

from dataclasses import dataclass
from typing import Any

from mottagning.db import Database
from mottagning.texts import N_, tr

# Each counts what must not be.
_QUERIES = (
    (
        "ledger_without_contact",
        N_("Everything that came in and was understood is a contact"),
        "SELECT count(*) FROM ledger WHERE state IN ('understood', 'unreadable') AND contact_id IS NULL",
    ),
    (
        "waiting_in_ledger",
        N_("Everything that came in has been looked at"),
        "SELECT count(*) FROM ledger WHERE state = 'raw' AND kind <> 'call'",
    ),
    (
        "lost_octets",
        N_("Everything that came in is kept as it came"),
        "SELECT count(*) FROM ledger l LEFT JOIN raw r ON r.ledger_id = l.id "
        "WHERE l.state <> 'removed' AND r.ledger_id IS NULL",
    ),
    (
        "tombstone_with_content",
        N_("Nothing is left of what was removed"),
        "SELECT count(*) FROM ledger l JOIN raw r ON r.ledger_id = l.id WHERE l.state = 'removed'",
    ),
    (
        "redacted_with_text",
        N_("Nothing is left of the text of removed contacts"),
        "SELECT count(*) FROM contact c JOIN contact_text t ON t.contact_id = c.id WHERE c.redacted_at IS NOT NULL",
    ),
    (
        "forgotten",
        N_("Every open contact has a time"),
        "SELECT count(*) FROM contact WHERE state <> 'closed' AND due_at IS NULL",
    ),
    (
        "protected_with_parties",
        N_("No person is kept for a protected case"),
        "SELECT count(*) FROM cases c JOIN party p ON p.case_id = c.id WHERE c.protected",
    ),
    (
        "protected_with_entries",
        N_("Nothing that was entered about people is kept for a protected case"),
        "SELECT count(*) FROM cases c JOIN party_entry e ON e.case_id = c.id WHERE c.protected",
    ),
    (
        "protected_in_clear",
        N_("What is done and about a protected case is sealed"),
        "SELECT count(*) FROM contact WHERE state = 'closed' AND redacted_at IS NULL AND id IN (SELECT contact_id "
        "FROM tie JOIN cases ON cases.id = tie.case_id WHERE tie.state = 'tied' AND cases.protected)",
    ),
    (
        "protected_with_name",
        N_("Nobody is named by what is about a protected case"),
        "SELECT count(*) FROM contact_text WHERE (name IS NOT NULL OR phone IS NOT NULL OR address IS NOT NULL) "
        "AND contact_id IN (SELECT contact_id FROM tie JOIN cases ON cases.id = tie.case_id "
        "WHERE tie.state = 'tied' AND cases.protected)",
    ),
    (
        "lost_attachments",
        N_("Every attachment is there"),
        "SELECT count(*) FROM attachment a LEFT JOIN blob b ON b.sha256 = a.sha256 WHERE b.sha256 IS NULL",
    ),
    (
        "not_searchable",
        N_("Every contact with text can be searched"),
        "SELECT count(*) FROM contact_text t LEFT JOIN contact_search s ON s.rowid = t.contact_id "
        "WHERE s.rowid IS NULL AND length(trim(coalesce(t.text, ''))) > 3 AND NOT EXISTS (SELECT 1 FROM tie "
        "JOIN cases ON cases.id = tie.case_id WHERE tie.contact_id = t.contact_id AND tie.state = 'tied' "
        "AND cases.protected)",
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is always true; `count` is how many times it is not."""

    name: str
    sentence: str
    count: int


def check(database: Database) -> list[Finding]:
    """Every check with its count; 0 is right."""
    with database.reading():
        findings = [Finding(name, tr(says), _number(database, query)) for name, says, query in _QUERIES]
        if database.dialect == "sqlite":
            broken = [row for row in database.sql("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
            findings.append(Finding("damaged", tr("The file is whole"), len(broken)))
            loose = database.sql("PRAGMA foreign_key_check").fetchall()
            findings.append(Finding("loose_ends", tr("Every row finds what it points at"), len(loose)))
    return findings


def document(findings: list[Finding]) -> dict[str, Any]:
    """The document of `check --json`."""
    return {
        "ok": all(finding.count == 0 for finding in findings),
        "checks": [{"name": f.name, "wrong": f.count, "sentence": f.sentence} for f in findings],
    }


def _number(database: Database, query: str) -> int:
    return int(database.sql(query).fetchone()[0])
