"""The trail cannot be changed or shortened: the database itself refuses."""

from typing import Any

from django.db import migrations

_SQLITE = """
CREATE TRIGGER trail_no_{what} BEFORE {what} ON staff_trailline
BEGIN SELECT RAISE(ABORT, 'the trail cannot be changed'); END;
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION trail_for_ever() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail cannot be changed'; END $$;
CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_trailline
FOR EACH STATEMENT EXECUTE FUNCTION trail_for_ever();
"""


def guard(_apps: Any, editor: Any) -> None:
    """Put the guard in place."""
    if editor.connection.vendor == "sqlite":
        for what in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(what=what))
    else:
        editor.execute(_POSTGRESQL)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("staff", "0001_initial")]
    operations = [migrations.RunPython(guard)]
