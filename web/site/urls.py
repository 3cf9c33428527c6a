"""The addresses of all pages: each app brings its own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from web.site import looks, views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("look/", looks.choose_look, name="look"),
    path("", include("web.accounts.urls")),
    path("", include("web.practice.urls")),
    path("admin/", admin.site.urls),
]
