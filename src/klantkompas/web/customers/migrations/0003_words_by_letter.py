"""Words are found letter by letter, whatever the language of the database; and by their customer."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_figures_why")]

    operations = [
        migrations.RemoveIndex(model_name="word", name="found_by_word"),
        migrations.AlterField(
            model_name="word",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="words",
                to="customers.customer",
            ),
        ),
        migrations.AddIndex(
            model_name="word",
            index=models.Index(
                fields=["word", "customer"],
                name="found_by_word",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="word",
            index=models.Index(
                fields=["customer", "word"], name="word_of", opclasses=["int8_ops", "varchar_pattern_ops"]
            ),
        ),
    ]
