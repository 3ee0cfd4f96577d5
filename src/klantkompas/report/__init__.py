"""What people read: the report in one file, the workbook, and the pictures that the screens share."""
