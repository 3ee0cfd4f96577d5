"""From the facts in the database to figures in the database, by the library: every night, and when somebody asks.

    reading     facts out of the database, as files that the library opens
    services    recalculate: analyse, effect, advise, everything written and kept
    keeping     figures, phases, tasks and the snapshot laid in, in one short transaction
    night       when it is time
    pictures    drawn once a snapshot

Only this application and the importer know the library; the pages know what is kept.
"""
