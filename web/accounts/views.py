"""Signing in and out, and one's own password: Django's views with our templates."""

from __future__ import annotations

from django.contrib.auth import views
from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class SignIn(views.LoginView):
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOut(views.LogoutView):
    http_method_names = ["post", "options"]  # noqa: RUF012


class ChangePassword(SuccessMessageMixin, views.PasswordChangeView):
    template_name = "accounts/password.html"
    success_url = reverse_lazy("home")
    success_message = _("Your password has been changed.")
