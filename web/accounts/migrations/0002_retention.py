"""How long work is kept, in the admin."""

import django.core.validators
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("signed_in", "Signed in"),
                    ("sign_in_failed", "Sign-in failed"),
                    ("locked_out", "Locked out for a while"),
                    ("marked", "Marked"),
                    ("disputed", "Disputed a mark"),
                    ("handed_in", "Handed in, with declaration"),
                    ("exported", "Exported"),
                    ("role_changed", "Role changed"),
                    ("erased", "Erased"),
                    ("retention_set", "Retention time changed"),
                    ("retained", "Removed after the retention time"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
        migrations.CreateModel(
            name="Retention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "tries_days",
                    models.PositiveIntegerField(
                        blank=True,
                        default=730,
                        help_text="Counted from the last reply of a try, its end, or a dispute. Two years (730) are as long as most courses: learners see all of their progress until they leave, and little is kept of them after that. Leave it empty to keep tries for ever.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(30),
                            django.core.validators.MaxValueValidator(36500),
                        ],
                        verbose_name="days that tries are kept",
                    ),
                ),
                (
                    "handed_in_days",
                    models.PositiveIntegerField(
                        blank=True,
                        default=1095,
                        help_text="Counted from the day on which it was signed. Three years (1095) are what many awarding organisations ask for: look up what yours does. It can't be less than for other tries. Leave it empty to keep it for ever.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(30),
                            django.core.validators.MaxValueValidator(36500),
                        ],
                        verbose_name="days that handed-in work is kept",
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="changed"
                    ),
                ),
                (
                    "applied_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last applied"
                    ),
                ),
            ],
            options={
                "verbose_name": "retention time",
                "verbose_name_plural": "retention time",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="one_retention_time"
                    )
                ],
            },
        ),
    ]
