"""All that the site holds about a learner, as a ZIP for them to take away."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from web.accounts.models import AuditEntry, User
from web.practice.models import Attempt, Branch
from web.practice.records import sheet_of
from web.practice.transcripts import transcript_in

# A spreadsheet takes a cell that begins so for a formula, and runs it. The last four
# are the wide forms of the first.
_FORMULA = (*"=+-@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")


def export_of(learner: User) -> bytes:
    """The ZIP: everything as JSON, the turns as CSV, each transcript as a page."""
    attempts = list(_attempts(learner))
    buffer = io.BytesIO()
    # Little is lost by not packing it as tightly as can be, and half the time gained.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file:
        record = {"account": _account(learner), "attempts": list(map(_plain, attempts))}
        # Without an indent, which takes most of the time and is for no program.
        file.writestr("everything.json", json.dumps(record, default=str))
        # With the mark by which spreadsheets know the encoding.
        file.writestr("turns.csv", _turns_csv(attempts).encode("utf-8-sig"))
        for branch in _branches(attempts):
            for stored in branch.mark_sheets.all():
                if stored.is_current:
                    page = transcript_in("html", branch, sheet_of(stored))
                    name = f"{branch.attempt.pk}-{branch.number}.html"
                    file.writestr(f"transcripts/{name}", page)
    return buffer.getvalue()


def safe_cell(value: object) -> str:
    """The value as a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _attempts(learner: User) -> Iterable[Attempt]:
    return learner.attempts.select_related(
        "scenario",
        "rubric",
        "declaration__branch",
        "assignment__group",
        "assignment__scenario",
    ).prefetch_related(
        "branches__parent", "branches__turns", "branches__mark_sheets__disputes"
    )


def _branches(attempts: Iterable[Attempt]) -> Iterator[Branch]:
    for attempt in attempts:
        for branch in attempt.branches.all():
            branch.attempt = attempt
            yield branch


def _account(learner: User) -> dict[str, Any]:
    return {
        "username": learner.username,
        "name": learner.get_full_name(),
        "email": learner.email,
        "role": learner.role,
        "joined": learner.date_joined,
        "last signed in": learner.last_login,
        "classes": [str(e.group) for e in learner.enrolments.select_related("group")],
        "audit log": list(
            AuditEntry.objects.filter(subject=learner).values("at", "action", "detail")
        ),
    }


def _plain(attempt: Attempt) -> dict[str, Any]:
    declaration = getattr(attempt, "declaration", None)
    return {
        "id": attempt.pk,
        "scenario": str(attempt.scenario),
        "mark scheme": str(attempt.rubric),
        "mode": attempt.mode,
        "assigned work": attempt.assignment and str(attempt.assignment),
        "time limit in minutes": attempt.limit_minutes,
        "seed": attempt.seed,
        "started": attempt.started_at,
        "ended": attempt.ended_at,
        "declaration": declaration
        and {
            "statement": declaration.statement,
            "signed": declaration.signed_name,
            "at": declaration.signed_at,
            "branch": declaration.branch.number,
        },
        "branches": [_plain_branch(branch) for branch in _branches([attempt])],
    }


def _plain_branch(branch: Branch) -> dict[str, Any]:
    # What an observation doesn't show before its end is not to be had here either.
    is_whole = branch.attempt.is_practice or not branch.is_open
    return {
        "number": branch.number,
        "branched off": branch.parent and branch.parent.number,
        "at turn": branch.forked_at,
        "ended": branch.ended_at,
        "ended by": branch.ended_by,
        "ending": branch.ending,
        "versions": branch.versions,
        "turns": [
            {
                "speaker": turn.speaker,
                "text": turn.text,
                "at": turn.at,
                **(turn.data if is_whole else {}),
            }
            for turn in branch.turns.all()
        ],
        "mark sheets": [
            {
                "made": sheet.made_at,
                "marks": sheet.marks,
                "sheet": sheet.sheet,
                "versions": sheet.versions,
                "disputes": [
                    {"mark": d.mark, "reason": d.reason, "at": d.made_at}
                    for d in sheet.disputes.all()
                ],
            }
            for sheet in branch.mark_sheets.all()
        ],
    }


def _turns_csv(attempts: Iterable[Attempt]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(("attempt", "scenario", "branch", "turn", "speaker", "text", "at"))
    for branch in _branches(attempts):
        for turn in branch.turns.all():
            row = (
                *(branch.attempt.pk, branch.attempt.scenario.slug, branch.number),
                *(turn.index, turn.speaker, turn.text, turn.at.isoformat()),
            )
            writer.writerow(map(safe_cell, row))
    return buffer.getvalue()
