"""The web application: one firm, its people, their customers; on SQLite, or PostgreSQL where ``DATABASE_URL`` says so.

    staff       who may see and do what; the audit trail
    customers   facts, imports, lists and pages
    nightly     the bridge to ``analyse``, ``advise`` and ``effect``

Nothing outside this package imports Django, and no figure is computed in it.
"""
