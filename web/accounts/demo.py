"""The accounts of a first start: one for each role, and an administrator.

Their passwords are made by chance, shown once and stored as hashes only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction

from web.accounts.models import Role, User

# Letters and digits that nobody mistakes for another when reading them off a screen.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_PARTS, _PART_LETTERS = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account that has just been made, with its password in plain."""

    username: str
    role: Role
    password: str


def make_demo_accounts() -> list[DemoAccount]:
    """Makes the accounts where there is none at all; else gives an empty list."""
    with transaction.atomic():
        if User.objects.exists():
            return []
        made = [_make(str(role), role) for role in Role]
        made.append(_make("admin", Role.TUTOR, is_admin=True))
        return made


def _make(username: str, role: Role, *, is_admin: bool = False) -> DemoAccount:
    password = "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_PART_LETTERS))
        for _ in range(_PARTS)
    )
    User.objects.create_user(
        username,
        password=password,
        role=role,
        first_name="Demo",
        last_name=username,
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    return DemoAccount(username=username, role=role, password=password)
