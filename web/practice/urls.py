"""Addresses of the practice app. An attempt's address can't be guessed."""

from __future__ import annotations

from django.urls import path

from web.practice.views import choosing, feedback, own, talk

ATTEMPT = "attempts/<uuid:attempt_id>/"
BRANCH = f"{ATTEMPT}<int:number>/"

urlpatterns = [
    path("practice/", choosing.choose, name="choose"),
    path("practice/<slug:slug>/", choosing.begin, name="begin"),
    path("assigned/<int:assignment_id>/", choosing.begin_task, name="begin_task"),
    path(ATTEMPT, talk.newest, name="attempt"),
    path(f"{ATTEMPT}compare/", feedback.compare, name="compare"),
    path(BRANCH, talk.talk, name="talk"),
    path(f"{BRANCH}reply/", talk.reply, name="reply"),
    path(f"{BRANCH}finish/", talk.finish, name="finish"),
    path(f"{BRANCH}take-back/", talk.take_back, name="take_back"),
    path(f"{BRANCH}hint/", talk.hint, name="hint"),
    path(f"{BRANCH}turns/<int:index>/", talk.did, name="did"),
    path(f"{BRANCH}feedback/", feedback.feedback, name="feedback"),
    path(f"{BRANCH}dispute/", feedback.dispute, name="dispute"),
    path(f"{BRANCH}hand-in/", feedback.hand_in, name="hand_in"),
    path(f"{BRANCH}transcript.<str:form>", feedback.transcript, name="transcript"),
    path("progress/", own.progress, name="progress"),
    path("my-data/", own.export, name="export"),
]
