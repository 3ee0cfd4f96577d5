"""What the commands of an installation say: files taken in, backups, and what comes back."""

SENTENCES: dict[str, tuple[str, str]] = {
    "cli.meta.email": ("E-MAIL", "E-MAIL"),
    "cli.meta.of_django": ("[OPDRACHT VAN DJANGO...]", "[COMMAND OF DJANGO...]"),
    "cli.import": ("haalt exports in de webapplicatie binnen", "takes exports into the web application"),
    "cli.import.help": (
        "Haalt EXPORTS (een map of bestand) binnen in de webapplicatie, precies zoals op het scherm: eerst geprobeerd, dan in één keer erin; op het scherm kun je het terugdraaien. Tweemaal hetzelfde bestand doet niets.",
        "Takes EXPORTS (a folder or file) into the web application, just as on the screen: tried first, then laid in at once; on the screen it can be undone. The same file twice does nothing.",
    ),
    "cli.option.by": (
        "Wie het doet: een e-mailadres waarmee iemand inlogt. Alleen nodig als meer mensen bestanden mogen binnenhalen.",
        "Who does it: a mail address that somebody signs in with. Only needed where several people may take files in.",
    ),
    "cli.option.dry_run": (
        "Zegt wat er zou gebeuren, en verandert niets.",
        "Says what would happen, and changes nothing.",
    ),
    "cli.backup": ("maakt een reservekopie van de webapplicatie", "makes a backup of the web application"),
    "cli.backup.help": (
        "Zet alles van een installatie in één bestand, ook terwijl er gewerkt wordt: de database, de bestanden en de sleutel. Zonder naam komt klantkompas-DATUM.zip waar je nu staat. Wie het bestand heeft, heeft alle gegevens: bewaar het als zodanig.",
        "Puts everything of an installation in one file, also while people work: the database, the files and the key. Without a name it is klantkompas-DATE.zip where you are. Whoever has the file has all data: keep it accordingly.",
    ),
    "cli.restore": ("zet een reservekopie terug", "puts a backup back"),
    "cli.restore.help": (
        "Maakt van BESTAND weer de installatie die het was, in een map waar nog niets staat. Een oude installatie wordt nooit overschreven.",
        "Makes of FILE the installation that it was, in a folder where nothing is yet. An old installation is never written over.",
    ),
    "cli.manage": ("wat Django met de installatie kan", "what Django can do with the installation"),
    "cli.manage.help": (
        "Voor wie de installatie beheert: geeft alles achter manage door aan Django, bijvoorbeeld manage changepassword NAAM@FIRMA.",
        "For whoever looks after the installation: hands everything after manage to Django, such as manage changepassword NAME@FIRM.",
    ),
    "screen.backup": (
        "De reservekopie staat in {file} ({size} MB). Iedereen met dit bestand heeft alle gegevens: bewaar het als zodanig.",
        "The backup is in {file} ({size} MB). Whoever has this file has all data: keep it accordingly.",
    ),
    "screen.restore": (
        "De installatie staat weer in {data}. Start haar met: klantkompas serve --data {data}",
        "The installation is back in {data}. Start it with: klantkompas serve --data {data}",
    ),
    "screen.import.done": ("Import {number}: het staat erin.", "Import {number}: it is in."),
    "screen.import.planned": (
        "Import {number}: dit zou er gebeuren. Er is niets veranderd.",
        "Import {number}: this is what would happen. Nothing was changed.",
    ),
    "screen.import.uploaded": (
        "Import {number} kan nog niet. Kijk op het scherm onder Bestanden wat er mist; er is niets veranderd.",
        "Import {number} cannot be done yet. See on the screen, under Files, what is missing; nothing was changed.",
    ),
    "screen.import.refused": ("Geweigerde regels staan in {file}", "Refused rows are in {file}"),
    "screen.step.backup_database": ("de database", "the database"),
    "screen.step.backup_files": ("de bestanden", "the files"),
    "screen.step.restore_files": ("de bestanden", "the files"),
}
