import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("wagtailcore", "0083_workflowcontenttype")]
    operations = [
        migrations.CreateModel(
            name="StoryPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "channel_id",
                    models.CharField(blank=True, max_length=255, unique=True),
                ),
                (
                    "last_updated_at",
                    models.DateTimeField(blank=True, default=django.utils.timezone.now),
                ),
                ("live_posts", wagtail.fields.StreamField([], blank=True)),
            ],
            options={"abstract": False},
            bases=("wagtailcore.page", models.Model),
        ),
    ]
