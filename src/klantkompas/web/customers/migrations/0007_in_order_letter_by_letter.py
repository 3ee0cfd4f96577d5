"""Names stand in order letter by letter on either database, so that one index answers order and beginning alike; and
customers are found by what people filter by most."""

from typing import Any

from django.db import migrations, models


def letter_by_letter(_apps: Any, editor: Any) -> None:
    """PostgreSQL would compare by the language of its machine, which no index can use for how a name begins."""
    if editor.connection.vendor == "postgresql":
        editor.execute('ALTER TABLE fact_customers ALTER COLUMN sort_name TYPE text COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_spread")]

    operations = [
        migrations.RunPython(letter_by_letter, migrations.RunPython.noop),
        *(
            migrations.AddIndex(model_name="customer", index=models.Index(fields=[name], name=f"customers_by_{name}"))
            for name in ("city", "sector", "region", "segment")
        ),
    ]
