"""Files of a firm become facts of the database: received, planned (a dry run), laid in at once, and undone.

    receive -> plan_now -> lay_in_now -> undo_now

The readers and checks are those of the ledger. What a file would do is found by comparing it with the facts there are:
lines by their own number where the table has one, else as whole lines, and always as many times as they occur, so that
the same file twice does nothing. Nothing of a file is in the facts before ``lay_in_now``, which is one transaction.
"""

from klantkompas.web.customers.importing.asking import WORKS
from klantkompas.web.customers.importing.laying import lay_in_now
from klantkompas.web.customers.importing.planning import plan_now
from klantkompas.web.customers.importing.receiving import forget_old, receive
from klantkompas.web.customers.importing.undoing import undo_now

__all__ = ["WORKS", "forget_old", "lay_in_now", "plan_now", "receive", "undo_now"]
