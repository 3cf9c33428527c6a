"""The app that holds the base of all pages, and the admin with a door of its own."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    name = "web.site"
    label = "site"


class HotseatAdminConfig(AdminConfig):
    default_site = "web.site.admin.HotseatAdminSite"
