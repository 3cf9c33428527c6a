"""`manage.py retain`: removes now what has been kept for long enough."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from web.accounts import retaining


class Command(BaseCommand):
    help = "Remove what has been kept for longer than the retention time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much")

    def handle(self, dry_run: bool, **_options: Any) -> None:
        if dry_run:
            found = retaining.would_remove(retaining.current())
        else:
            found = retaining.apply()
        self.stdout.write(
            f"tries: {found.tries}, handed-in work: {found.handed_in}, "
            f"learners who are gone: {found.learners}"
            + (" (nothing was removed)" if dry_run else "")
        )
