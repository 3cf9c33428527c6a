"""What learners send: checked here, used in the views."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogue.turns import MAX_REPLY_CHARS
from web.practice.models import Declaration, Dispute, Mode

LIMITS = (10, 15, 20, 30)


class StartForm(forms.Form):
    """How to begin. `key` is made with the page, so two clicks start one attempt."""

    key = forms.UUIDField(widget=forms.HiddenInput)
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
        choices=[("", _("No limit")), *((n, _("%d minutes") % n) for n in LIMITS)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class ReplyForm(forms.Form):
    """A reply as it was typed, outer spaces too, and the turn that it is to be."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    index = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your reply"),
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 3, "class": "form-control", "autocomplete": "off"}
        ),
        error_messages={"required": _("Write something before you send it.")},
    )

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


class DisputeForm(forms.ModelForm):
    class Meta:
        model = Dispute
        fields = ("mark", "reason")
        labels = {"mark": _("Which mark?"), "reason": _("Why is it not right?")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 4, "maxlength": 2000})}

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
