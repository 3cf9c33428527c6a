"""Signing in, throttling, headers, the audit log, erasure."""

from __future__ import annotations

import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.web.conftest import PASSWORD, FakeRasa, make_user, say, signed_in
from web.accounts.demo import make_demo_accounts
from web.accounts.models import Action, AuditEntry, Role, User
from web.practice import talking
from web.practice.models import Attempt, Branch, Declaration, MarkSheet, Turn
from web.site import environment

pytestmark = pytest.mark.django_db


def sign_in(client: Client, name: str, password: str) -> Any:
    data = {"username": name, "password": password}
    return client.post(reverse("sign_in"), data)


def test_demo_accounts_are_made_once_and_let_in(client: Client) -> None:
    made = make_demo_accounts()
    assert [account.username for account in made] == [
        "learner",
        "tutor",
        "author",
        "admin",
    ]
    assert make_demo_accounts() == []
    for account in made:
        assert len(account.password) >= 14
        assert sign_in(client, account.username, account.password).status_code == 302
    assert User.objects.get(is_superuser=True).username == "admin"


def test_sign_in_is_throttled_for_that_account_and_address(
    client: Client, learner: User, other: User
) -> None:
    for _ in range(6):
        answer = sign_in(client, "alex", "wrong")
    assert answer.status_code == 429
    assert "Please wait" in answer.content.decode()
    assert sign_in(client, "alex", PASSWORD).status_code == 429
    assert sign_in(client, "billie", PASSWORD).status_code == 302
    far_away = Client(REMOTE_ADDR="10.9.8.7")
    assert sign_in(far_away, "alex", PASSWORD).status_code == 302
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {Action.SIGN_IN_FAILED, Action.LOCKED_OUT, Action.SIGNED_IN} <= actions


def test_answer_to_a_wrong_name_is_that_to_a_wrong_password(
    client: Client, learner: User
) -> None:
    forms = [sign_in(client, n, "wrong").context["form"] for n in ("alex", "alec")]
    assert forms[0].errors == forms[1].errors


def test_password_rules_hold(page: Client, learner: User) -> None:
    for weak in ("short", "12345678901", "password123"):
        data = {
            "old_password": PASSWORD,
            "new_password1": weak,
            "new_password2": weak,
        }
        assert page.post(reverse("password"), data).status_code == 200
    learner.refresh_from_db()
    assert learner.check_password(PASSWORD)


@pytest.mark.parametrize("name", ["sign_in", "choose", "progress"])
def test_pages_forbid_whatever_is_inline_or_from_elsewhere(
    page: Client, name: str, scenario: object
) -> None:
    answer = page.get(reverse(name), follow=True)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    text = answer.content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "http://" not in text.replace("http://testserver", "")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_feedback_has_no_inline_style(
    page: Client, start: Callable[..., Branch], rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, "I'm so sorry. when was that?", rasa_)
    talking.finish(branch)
    text = page.get(reverse("feedback", args=(branch.attempt_id, 1))).content.decode()
    assert " style=" not in text
    assert "onclick" not in text


def test_posts_need_their_token(learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("export"))
    assert answer.status_code == 403
    assert "That wasn't sent" in answer.content.decode()


def test_session_cookie_is_out_of_scripts_reach(client: Client, learner: User) -> None:
    answer = sign_in(client, "alex", PASSWORD)
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_secret_key_is_made_once_and_readable_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOTSEAT_SECRET_KEY", raising=False)
    key = environment.secret_key(tmp_path)
    assert len(key) > 60
    assert environment.secret_key(tmp_path) == key
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_audit_entries_are_neither_changed_nor_deleted(learner: User) -> None:
    entry = AuditEntry.objects.create(action=Action.MARKED, subject=learner)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_role_change_in_the_admin_is_in_the_audit_log(learner: User) -> None:
    boss = make_user("boss", Role.TUTOR, is_staff=True, is_superuser=True)
    address = f"/admin/accounts/user/{learner.pk}/change/"
    client = signed_in(boss)
    form = client.get(address).context["adminform"].form
    data = {k: v for k, v in form.initial.items() if v not in (None, False)}
    data |= {"role": "tutor", "date_joined_0": "2026-01-01", "date_joined_1": "10:00"}
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["errors"]
    entry = AuditEntry.objects.get(action=Action.ROLE_CHANGED)
    assert (entry.actor, entry.subject) == (boss, learner)
    assert entry.detail["role"] == "tutor"


@pytest.fixture
def worked(start: Callable[..., Branch], rasa_: FakeRasa, page: Client) -> User:
    """A learner with everything that a learner can have."""
    branch = start()
    say(branch, "my secret words, I'm so sorry", rasa_)
    talking.finish(branch)
    args = (branch.attempt_id, 1)
    page.post(reverse("dispute", args=args), {"mark": "hear", "reason": "secret"})
    page.post(reverse("hand_in", args=args), {"is_own": "on", "signed_name": "Al"})
    sign_in(Client(), "alex", "wrong")
    return branch.attempt.learner


def nothing_is_left() -> bool:
    rows = (Attempt, Branch, Turn, MarkSheet, Declaration)
    return not any(model.objects.exists() for model in rows)  # type: ignore[attr-defined]


def test_erase_takes_all_and_leaves_that_it_was_done(
    worked: User, page: Client
) -> None:
    number = worked.pk
    with pytest.raises(CommandError, match="no learner"):
        call_command("erase", "nobody", "--yes")
    call_command("erase", "alex", "--yes", stdout=StringIO())
    assert nothing_is_left()
    assert not User.objects.filter(username="alex").exists()
    entry = AuditEntry.objects.get(action=Action.ERASED)
    assert entry.subject_id == number
    assert "alex" not in str(list(AuditEntry.objects.values("detail")))
    # Whoever was signed in as them is out.
    assert page.get(reverse("choose")).status_code == 302


def test_erase_in_the_admin_spares_all_but_learners(worked: User) -> None:
    boss = make_user("boss", Role.TUTOR, is_staff=True, is_superuser=True)
    data = {"action": "erase", "_selected_action": [worked.pk, boss.pk]}
    data["confirmed"] = "yes"
    signed_in(boss).post("/admin/accounts/user/", data)
    assert list(User.objects.all()) == [boss]
    assert AuditEntry.objects.get(action=Action.ERASED).actor == boss


def test_health_says_up_without_signing_in(client: Client) -> None:
    assert client.get(reverse("health")).content == b"up"
