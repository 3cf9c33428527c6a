"""What learners send: checked here, used in the views."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dialogue.turns import MAX_REPLY_CHARS
from web.practice.models import Declaration, Dispute, Mode

LIMITS = (10, 15, 20, 30)


BROKEN = _("Something went wrong with this page. Please send it again.")


def limit_choices() -> list[tuple[int | str, str]]:
    limits = ((n, ngettext("%d minute", "%d minutes", n) % n) for n in LIMITS)
    return [("", str(_("No limit"))), *limits]


class StartForm(forms.Form):
    """How to begin. `key` is made with the page, so two clicks start one attempt."""

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": BROKEN, "invalid": BROKEN},
    )
    mode = forms.ChoiceField(
        label=_("How would you like to practise?"),
        choices=Mode.choices,
        initial=Mode.PRACTICE,
        widget=forms.RadioSelect,
    )
    limit_minutes = forms.TypedChoiceField(
        label=_("Time limit, for an observation"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=limit_choices,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def why_not(self) -> str:
        return _in_words(self)


class ReplyForm(forms.Form):
    """A reply as it was typed, outer spaces too, and the turn that it is to be."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    index = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your reply"),
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "class": "form-control",
                "autocomplete": "off",
                "aria-describedby": "reply-help",
            }
        ),
        error_messages={
            "required": _("Write something before you send it."),
            "null_characters_not_allowed": _(
                "There is a character in it that can't be sent. Take out what you "
                "pasted last, and try again."
            ),
        },
    )

    def why_not(self) -> str:
        """Why it can't be sent. What is wrong with the page is said in general."""
        if "key" in self.errors or "index" in self.errors:
            return str(
                _(
                    "Something went wrong with this page, so your reply was not sent. "
                    "Your words are still in the box: please send them again."
                )
            )
        return _in_words(self)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if not text.strip():
            raise forms.ValidationError(_("Write something before you send it."))
        if len(text) > MAX_REPLY_CHARS:
            raise forms.ValidationError(
                _(
                    "That reply has %(length)d characters; at most %(most)d can be "
                    "sent. Shorten it and send it again."
                )
                % {"length": len(text), "most": MAX_REPLY_CHARS}
            )
        return text


def _in_words(form: forms.BaseForm) -> str:
    return " ".join(str(e) for errors in form.errors.values() for e in errors)


class LinesField(forms.CharField):
    """Counts the end of a line as one character, as browsers do."""

    def to_python(self, value: Any) -> str | None:
        text: str | None = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text


class DisputeForm(forms.ModelForm):
    reason = LinesField(
        label=_("Why is it not right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Dispute
        fields = ("mark", "reason")

    def __init__(self, marks: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"] = forms.ChoiceField(
            label=_("Which mark?"),
            choices=marks,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields["reason"].widget.attrs["class"] = "form-control"


class DeclarationForm(forms.ModelForm):
    is_own = forms.BooleanField(
        label=_("I declare this"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    class Meta:
        model = Declaration
        fields = ("signed_name",)
        widgets = {
            "signed_name": forms.TextInput(
                attrs={"class": "form-control", "autocomplete": "name"}
            )
        }
