"""A believable Dutch and Flemish firm with known truth, and a real wholesaler's invoices, to try things on."""

from klantkompas.ledger.example_firm.real import write_real
from klantkompas.ledger.example_firm.write import ExampleSummary, write_example

__all__ = ["ExampleSummary", "write_example", "write_real"]
