"""Light or dark: as the machine is set, or as somebody chose here, kept in a cookie."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

COOKIE = "look"
KEPT_SECONDS = 365 * 24 * 60 * 60
# The first follows the machine, and is kept by keeping nothing.
LOOKS = {"": _("As this device"), "light": _("Light"), "dark": _("Dark")}


def look_of(request: HttpRequest) -> dict[str, object]:
    """For every page: the look that was chosen, and those that there are."""
    chosen = request.COOKIES.get(COOKIE, "")
    return {"look": chosen if chosen in LOOKS else "", "looks": LOOKS}


# Whoever is not signed in has no key to send, and a page of somebody else's that sent
# this could do no more than change colours.
@csrf_exempt
@require_POST
@login_not_required
def choose_look(request: HttpRequest) -> HttpResponse:
    """Keeps the choice and goes back to the page that it was made on."""
    back = request.POST.get("back", "")
    is_here = url_has_allowed_host_and_scheme(back, {request.get_host()})
    answer = redirect(back if is_here else "home")
    chosen = request.POST.get("look", "")
    if chosen and chosen in LOOKS:
        answer.set_cookie(
            COOKIE,
            chosen,
            max_age=KEPT_SECONDS,
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer
