"""What people read: the report in one file, the workbook, and the pictures that the screens share."""

from klantkompas.report.html import write_report
from klantkompas.report.names import five_sentences
from klantkompas.report.workbook import write_workbook

__all__ = ["five_sentences", "write_report", "write_workbook"]
