"""What is wrong and what to do: one sentence each."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "source_missing": (
        "{path} bestaat niet. Geef de map of het bestand met je exports.",
        "{path} does not exist. Give the folder or file that holds your exports.",
    ),
    "file_damaged": (
        "{file} is beschadigd en kan niet verder gelezen worden ({detail}). Exporteer het opnieuw en probeer het nog eens.",
        "{file} is damaged and cannot be read any further ({detail}). Export it again and try once more.",
    ),
    "database_unreadable": (
        "{path} is geen DuckDB-bestand of is in gebruik. Sluit het programma dat het open heeft en probeer het opnieuw.",
        "{path} is no DuckDB file or is in use. Close the program that has it open and try again.",
    ),
}
