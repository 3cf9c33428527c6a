"""The app that holds the base of all pages."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "web.site"
    label = "site"
