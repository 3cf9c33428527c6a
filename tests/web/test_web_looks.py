"""Light or dark, as chosen: kept in a cookie, by a form that anybody may send."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"


def choose(client: Client, look: str, back: str = SIGN_IN) -> str:
    answer = client.post(reverse("look"), {"look": look, "back": back})
    assert answer.status_code == 302
    address: str = answer.url
    return address


def shown(client: Client) -> str:
    text: str = client.get(SIGN_IN).content.decode()
    return text.split("<head>")[0]


def test_look_follows_the_machine_until_one_is_chosen(client: Client) -> None:
    assert "data-bs-theme" not in shown(client)
    for look in ("dark", "light"):
        assert choose(client, look) == SIGN_IN
        assert f'data-look="{look}" data-bs-theme="{look}"' in shown(client)
    choose(client, "")
    assert "data-bs-theme" not in shown(client)


def test_chosen_look_is_pressed(client: Client) -> None:
    choose(client, "dark")
    text = client.get(SIGN_IN).content.decode()
    assert 'value="dark" aria-pressed="true"' in text
    assert text.count('aria-pressed="true"') == 1


@pytest.mark.parametrize("look", ["<script>", "blue", '"'])
def test_other_looks_are_taken_for_none(client: Client, look: str) -> None:
    choose(client, look)
    client.cookies["look"] = look
    assert "data-bs-theme" not in shown(client)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere", ""])
def test_way_back_leads_nowhere_else(client: Client, back: str) -> None:
    assert choose(client, "dark", back) == reverse("home")


def test_choosing_needs_no_session_and_no_key() -> None:
    strict = Client(enforce_csrf_checks=True)
    choose(strict, "dark")
    assert not Session.objects.exists()
    assert strict.get(reverse("look")).status_code == 405
