"""Makes the site ready: tables, scenarios, and at the first start demo accounts."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from scenario.problems import has_errors
from web.accounts.demo import DemoAccount, make_demo_accounts
from web.accounts.models import Role, User
from web.practice.models import ClassGroup, Enrolment
from web.practice.publishing import load_files


class Command(BaseCommand):
    help = "Make the site ready to run: database, static files, scenarios, accounts."

    def handle(self, **_options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for problem in load_files():
            if has_errors([problem]):
                self.stderr.write(str(problem))
        with transaction.atomic():
            made = make_demo_accounts()
            if made:
                _make_demo_class()
        if made:
            self._show(made)

    def _show(self, made: list[DemoAccount]) -> None:
        self.stdout.write("These accounts are new. Their passwords are shown only now:")
        for account in made:
            self.stdout.write(f"  {account.username:<8} {account.password}")


def _make_demo_class() -> None:
    group = ClassGroup.objects.create(name="Demo class")
    group.tutors.add(User.objects.get(username=str(Role.TUTOR)))
    learner = User.objects.get(username=str(Role.LEARNER))
    Enrolment.objects.create(group=group, learner=learner)
