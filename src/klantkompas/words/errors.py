"""What is wrong and what to do: one sentence each."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- where the facts come from -----------------------------------------------------------------------------------
    "source_missing": (
        "{path} bestaat niet. Geef de map of het bestand met je exports.",
        "{path} does not exist. Give the folder or file that holds your exports.",
    ),
    "source_empty": (
        "In {path} staat niets om te lezen. Zet er je exports in: CSV, Excel, Parquet, XAF of UBL.",
        "There is nothing to read in {path}. Put your exports in it: CSV, Excel, Parquet, XAF or UBL.",
    ),
    "no_transactions": (
        'In {path} is geen bestand met facturen herkend. Zet er een export bij met klantnummer, factuurdatum en bedrag, of zeg in mapping.toml welk bestand de facturen heeft (table = "transactions").',
        'No file with invoices was recognised in {path}. Add an export with customer number, invoice date and amount, or say in mapping.toml which file has the invoices (table = "transactions").',
    ),
    "no_lines": (
        "Er staat geen enkele factuurregel in je export, alleen een kopregel. Kijk of bij de export een filter of een verkeerde periode aan stond.",
        "There is not one invoice line in your export, only a header. See whether a filter or a wrong period was set when exporting.",
    ),
    "no_lines_left": (
        "Van de {n} factuurregels is er geen een bruikbaar: {refused} geweigerd, {later} met een datum die nog moet komen. Lees in findings.csv waarom en maak de export opnieuw.",
        "Of the {n} invoice lines not one can be used: {refused} refused, {later} with a date still to come. Read in findings.csv why, and make the export again.",
    ),
    "transactions_column_missing": (
        'In {file} is niet te zien welke kolom {column} is; er staan: {header}. Wijs de kolom aan in mapping.toml, onder ["{file}"], of maak de export opnieuw met die kolom erbij.',
        '{file} does not show which column is {column}; it has: {header}. Point the column out in mapping.toml, under ["{file}"], or make the export again with that column in it.',
    ),
    "transactions_include_vat": (
        "De bedragen in {file} zijn inclusief btw (kolom {column}). Exporteer ze zonder btw, of zet in klantkompas.toml onder [ledger] het tarief: vat_rate = 0.21.",
        "The amounts in {file} include VAT (column {column}). Export them without VAT, or put the rate in klantkompas.toml under [ledger]: vat_rate = 0.21.",
    ),
    "file_damaged": (
        "{file} is beschadigd en kan niet verder gelezen worden ({detail}). Exporteer het opnieuw en probeer het nog eens.",
        "{file} is damaged and cannot be read any further ({detail}). Export it again and try once more.",
    ),
    "database_unreadable": (
        "{path} is geen DuckDB-bestand of is in gebruik. Sluit het programma dat het open heeft en probeer het opnieuw.",
        "{path} is no DuckDB file or is in use. Close the program that has it open and try again.",
    ),
    # --- mapping.toml and koppeling.csv ------------------------------------------------------------------------------
    "mapping_missing": (
        "{path} bestaat niet. Laat --mapping weg, dan raden wij de kolommen en schrijven wij een mapping.toml voor je.",
        "{path} does not exist. Leave --mapping out: the columns are then guessed, and a mapping.toml is written for you.",
    ),
    "mapping_unreadable": (
        "{path} is niet te lezen ({detail}). Herstel die regel, of gooi het bestand weg om opnieuw te laten raden.",
        "{path} cannot be read ({detail}). Mend that line, or throw the file away to have the columns guessed again.",
    ),
    "mapping_unknown_table": (
        "mapping.toml noemt bij {file} de tabel {name}, en die bestaat niet. Kies uit {known:list}, of ignored om het bestand over te slaan.",
        "mapping.toml says that {file} is the table {name}, which does not exist. Choose from {known:list}, or ignored to leave the file out.",
    ),
    "mapping_unknown_column": (
        "mapping.toml noemt bij {file} de kolom {name}, en die heeft deze tabel niet. Kies uit {known:list}.",
        "mapping.toml names the column {name} for {file}, which this table does not have. Choose from {known:list}.",
    ),
    "mapping_unknown_header": (
        "mapping.toml verwijst bij {file} naar de kop {name}, en die staat er niet. In het bestand staan: {known:list}.",
        "mapping.toml refers to the header {name} in {file}, which is not there. The file has: {known:list}.",
    ),
    "corrections_unreadable": (
        "{path} mist de koppen geschreven_als en klantnummer, gescheiden door een puntkomma. Neem het bestand dat wij schreven ({header:list}) en verander alleen het klantnummer.",
        "{path} lacks the headers geschreven_als and klantnummer, separated by a semicolon. Take the file that we wrote ({header:list}) and change the customer number only.",
    ),
    # --- klantkompas.toml --------------------------------------------------------------------------------------------
    "rules_missing": (
        "{path} bestaat niet. Geef na --rules het bestand met je instellingen, of laat --rules weg.",
        "{path} does not exist. Give the file with your settings after --rules, or leave --rules out.",
    ),
    "rules_unreadable": (
        "{path} is niet te lezen ({detail}). Herstel die regel; een instelling ziet eruit als margin = 0.35.",
        "{path} cannot be read ({detail}). Mend that line; a setting looks like margin = 0.35.",
    ),
    "rules_unknown_section": (
        "{path} heeft een kopje [{name}] dat niet bestaat. Kies uit {known:list}.",
        "{path} has a section [{name}] that does not exist. Choose from {known:list}.",
    ),
    "rules_unknown_setting": (
        "{path} noemt de instelling {name}, en die bestaat niet. Kies uit {known:list}.",
        "{path} names the setting {name}, which does not exist. Choose from {known:list}.",
    ),
    "rules_bad_value": (
        "In {path} kan {setting} niet ‘{value}’ zijn. Schrijf een getal met een punt, zoals 0.35, zonder procent- of euroteken.",
        "In {path}, {setting} cannot be '{value}'. Write a number with a point, such as 0.35, without a percent or euro sign.",
    ),
    # --- the engine --------------------------------------------------------------------------------------------------
    "engine_unknown": (
        "Een rekenmotor ‘{name}’ bestaat niet. Kies duckdb of polars, of laat --engine weg.",
        "There is no engine '{name}'. Choose duckdb or polars, or leave --engine out.",
    ),
    "engine_not_installed": (
        'De rekenmotor {name} is niet geïnstalleerd. Installeer hem met: pip install "klantkompas[{name}]", of laat --engine weg.',
        'The engine {name} is not installed. Install it with: pip install "klantkompas[{name}]", or leave --engine out.',
    ),
    # --- models ------------------------------------------------------------------------------------------------------
    "impossible_values": (
        "Met deze getallen valt niet te rekenen: {what}. Verbeter de rijen waar ze uit komen, of laat ze weg.",
        "These values cannot be: {what}. Correct the rows that they come from, or leave them out.",
    ),
    "no_observations": (
        "Er valt niets te schatten: {what}. Geef facturen over een langere tijd of van meer klanten.",
        "There is nothing to estimate from: {what}. Give invoices over a longer time or of more customers.",
    ),
    "no_response_seen": (
        "De jaren laten niet zien dat meer uitgeven meer oplevert. Geef zelf uitgave, kans en plafond op.",
        "The years do not show that more spending brings more. State spend, rate and ceiling yourself.",
    ),
    # --- where results go --------------------------------------------------------------------------------------------
    "not_a_folder": (
        "{path} is een bestand. Geef na --out een map; die hoeft er nog niet te zijn.",
        "{path} is a file. Give a folder after --out; it need not be there yet.",
    ),
    "folder_not_empty": (
        "In {path} staan al andere bestanden, en daar schrijven wij niet overheen. Geef na --out een lege of nieuwe map.",
        "{path} already holds other files, and those are never overwritten. Give an empty or new folder after --out.",
    ),
    "out_is_source": (
        "{path} is de map met je exports zelf, en dan worden de uitkomsten de volgende keer als feiten gelezen. Geef na --out een andere map.",
        "{path} is the folder with your exports itself, so that results would be read as facts next time. Give another folder after --out.",
    ),
    "example_size": (
        "Een voorbeeldbedrijf met {customers:plural klant|klanten} kan niet. Kies een aantal van {smallest:number} tot {largest:number}.",
        "An example firm cannot have {customers:plural customer|customers}. Choose a number from {smallest:number} to {largest:number}.",
    ),
    "previous_unreadable": (
        "{path} is geen customers.parquet van een eerdere analyse. Geef na --previous dat bestand uit de map van de vorige keer.",
        "{path} is no customers.parquet of an earlier analysis. Give that file, from the folder of last time, after --previous.",
    ),
    "validate_facts_short": (
        "Je bestanden gaan {days:plural dag|dagen} terug, te kort om een voorspelling na te kijken. Geef bestanden die minstens {least:plural dag|dagen} bestrijken.",
        "Your files go back {days:plural day|days}, too short to check a forecast. Give files that span at least {least:plural day|days}.",
    ),
    "validate_holdout_long": (
        "Je bestanden gaan {days:plural dag|dagen} terug; om er {asked} achter te houden moeten zij beginnen op {since:date} of eerder. Vraag met --holdout-days hooguit {most}, of geef oudere bestanden erbij.",
        "Your files go back {days:plural day|days}; to hold out {asked} of them they must begin on {since:date} or earlier. Ask for at most {most} with --holdout-days, or add older files.",
    ),
    "validate_number_small": (
        "{name} {value} is te klein. Vraag 1 of meer.",
        "{name} {value} is too small. Ask for 1 or more.",
    ),
    "validate_no_orders": (
        "Tot {origin:date} had nog niemand besteld, zodat er niets te voorspellen was. Geef oudere bestanden erbij, of houd met --holdout-days minder dagen achter.",
        "Until {origin:date} nobody had ordered, so that there was nothing to forecast. Add older files, or hold out fewer days with --holdout-days.",
    ),
    "as_of_before_facts": (
        "Op {as_of:date} was er nog niets: je eerste factuur is van {first:date}. Kies een latere peildatum.",
        "On {as_of:date} there was nothing yet: your first invoice is of {first:date}. Choose a later date.",
    ),
    # --- the command line --------------------------------------------------------------------------------------------
    "command_unknown": (
        "De opdracht ‘{name}’ bestaat niet. Kies uit {known:list}.",
        "There is no command '{name}'. Choose from {known:list}.",
    ),
    "option_unknown": (
        "De optie {name} bestaat niet. Zie {help} voor wat er kan.",
        "There is no option {name}. See {help} for what there is.",
    ),
    "option_unknown_near": (
        "De optie {name} bestaat niet. Bedoel je {near}?",
        "There is no option {name}. Do you mean {near}?",
    ),
    "option_wrong": (
        "De optie {name} is verkeerd gebruikt: er ontbreekt een waarde, of er staat er een te veel. Zie {help}.",
        "The option {name} is used wrongly: a value is missing, or there is one too many. See {help}.",
    ),
    "option_missing": (
        "De optie {name} ontbreekt. Zie {help} voor wat erbij hoort.",
        "The option {name} is missing. See {help} for what belongs to it.",
    ),
    "argument_missing": (
        "Er staat niet waar je exports zijn. Zet de map of het bestand erachter, bijvoorbeeld: {example}.",
        "It does not say where your exports are. Put the folder or file behind it, for example: {example}.",
    ),
    "argument_extra": (
        "Er kan maar één map of bestand mee, en ‘{value}’ is er een te veel. Zet een naam met spaties tussen aanhalingstekens.",
        "Only one folder or file can be given, and '{value}' is one too many. Put a name with spaces between quotation marks.",
    ),
    "date_unreadable": (
        "‘{value}’ is geen datum. Schrijf hem als jaar-maand-dag, zoals 2026-10-31.",
        "'{value}' is no date. Write it as year-month-day, such as 2026-10-31.",
    ),
    "number_unreadable": (
        "‘{value}’ is geen heel getal. Schrijf alleen cijfers, zoals 400.",
        "'{value}' is no whole number. Write digits only, such as 400.",
    ),
    "language_unknown": (
        "De taal ‘{value}’ spreken wij niet. Kies nl of en.",
        "The language '{value}' is not spoken here. Choose nl or en.",
    ),
    "usage_wrong": (
        "Deze opdracht klopt niet ({detail}). Zie {help}.",
        "This command is not right ({detail}). See {help}.",
    ),
    # --- the playbook and the list -----------------------------------------------------------------------------------
    "playbook_missing": (
        "Het draaiboek {path} is er niet. Controleer de naam, of laat de optie weg.",
        "The playbook {path} is not there. Check the name, or leave the option out.",
    ),
    "playbook_unreadable": (
        "Het draaiboek {path} is geen geldige TOML ({detail}). Verbeter die regel.",
        "The playbook {path} is no valid TOML ({detail}). Correct that line.",
    ),
    "playbook_unknown_setting": (
        "Het draaiboek {path} noemt {name}, maar dat bestaat niet. Kies uit {known:list}.",
        "The playbook {path} names {name}, which does not exist. Choose from {known:list}.",
    ),
    "playbook_bad_value": (
        "In het draaiboek {path} kan {setting} niet ‘{value}’ zijn. Kijk in docs/explanation/playbook.md wat er mag staan.",
        "In the playbook {path}, {setting} cannot be '{value}'. See docs/explanation/playbook.md for what it may be.",
    ),
    "playbook_incomplete": (
        "In het draaiboek {path} mist de actie {name} nog {missing:list}. Vul dat aan.",
        "In the playbook {path} the action {name} lacks {missing:list}. Add that.",
    ),
    "hours_unreadable": (
        "‘{value}’ is geen aantal uren. Schrijf --hours 120, of --hours Anna=40.",
        "'{value}' is no number of hours. Write --hours 120, or --hours Anna=40.",
    ),
    "hours_twice": (
        "Deze uren kunnen niet samen: {value}. Geef één getal voor iedereen, of elke accountmanager één keer.",
        "These hours do not go together: {value}. Give one number for everybody, or every account manager once.",
    ),
    "manager_unknown": (
        "‘{name}’ is van niemand de accountmanager. Geef uren aan: {known:list}.",
        "'{name}' is nobody's account manager. Give hours to: {known:list}.",
    ),
    "budget_unreadable": (
        "‘{value}’ is geen bedrag. Schrijf alleen cijfers, zoals --budget 5000.",
        "'{value}' is no amount. Write digits only, such as --budget 5000.",
    ),
    "result_unreadable": (
        "De uitkomsten in {path} zijn niet te lezen ({detail}). Draai klantkompas analyse opnieuw, of geef de map met je exports.",
        "The results in {path} cannot be read ({detail}). Run klantkompas analyse again, or give the folder with your exports.",
    ),
    "result_of_another_version": (
        "De uitkomsten in {path} zijn van een andere versie; {columns:list} ontbreekt. Draai klantkompas analyse opnieuw.",
        "The results in {path} are of another version; {columns:list} is missing. Run klantkompas analyse again.",
    ),
    # --- what the computer refuses -----------------------------------------------------------------------------------
    "file_refused": (
        "De computer geeft {path} niet vrij ({detail}). Kijk of het bestand nog ergens open staat en of je in die map mag lezen en schrijven.",
        "The computer does not allow the use of {path} ({detail}). See whether the file is open elsewhere, and whether you may read and write in that folder.",
    ),
    "computer_refused": (
        "De computer werkt niet mee ({detail}). Kijk of er genoeg ruimte op de schijf is en probeer het opnieuw.",
        "The computer does not cooperate ({detail}). See whether there is room on the disk, and try again.",
    ),
    "unexpected": (
        "Er ging iets mis dat wij niet verwachtten ({detail}). Doe het nog eens met --debug erachter en stuur ons wat er dan staat.",
        "Something went wrong that was not expected ({detail}). Do it again with --debug behind it, and send us what it says.",
    ),
    "web_address_taken": (
        "Het adres {email} is al van iemand. Kies een ander adres, of verander die persoon.",
        "The address {email} is somebody's already. Choose another one, or change that person.",
    ),
    "web_last_administrator": (
        "Dan kan niemand meer mensen binnenlaten. Maak eerst iemand anders beheerder.",
        "Then nobody could let people in any more. Make somebody else administrator first.",
    ),
    "web_example_here_only": (
        "Het voorbeeldbedrijf is er voor deze computer alleen, en {host} is van buiten te bereiken. Laat --host weg.",
        "The example firm is for this computer only, and {host} is reached from outside. Leave out --host.",
    ),
    "web_example_taken": (
        "In {data} zijn al mensen van een andere firma. Geef met --data een andere map voor het voorbeeldbedrijf.",
        "There are people of another firm in {data} already. Give another folder for the example firm with --data.",
    ),
    "web_export_long": (
        "Een werkblad houdt niet meer dan {most:number} klanten. Zet de lijst in CSV of filter strenger.",
        "A sheet holds no more than {most:number} customers. Put the list in CSV or filter more strictly.",
    ),
    "web_segment_empty": (
        "Een segment heeft een regel nodig. Voeg minstens één regel toe en vul hem in.",
        "A segment needs a rule. Add at least one row and fill it in.",
    ),
    "web_segment_taken": (
        "Er is al een segment {name}. Kies een andere naam.",
        "There is a segment {name} already. Choose another name.",
    ),
    "web_together_value": (
        "Er staat niet wat het wordt, of het is langer dan {most:number} letters. Vul het in.",
        "It does not say what it becomes, or is longer than {most:number} letters. Fill it in.",
    ),
    "web_filter_column": (
        "Er is geen kolom {column} om op te filteren. Haal deze regel weg of kies een andere kolom.",
        "There is no column {column} to filter by. Take this row away or choose another column.",
    ),
    "web_filter_comparison": (
        "Kolom {column} kan niet met {comparison} worden vergeleken. Het kan met: {known:list}.",
        "Column {column} cannot be compared by {comparison}. It can be by: {known:list}.",
    ),
    "web_filter_long": (
        "Een filter heeft hoogstens {most:number} regels, en negen keer ‘of’. Haal er een paar weg.",
        "A filter has at most {most:number} rows, and nine times “or”. Take some away.",
    ),
    "web_filter_value": (
        "{column} kan niet met ‘{value}’ worden vergeleken. Vul een andere waarde in.",
        "{column} cannot be compared with ‘{value}’. Fill in another value.",
    ),
    "web_import_archive": (
        "{file} kan niet worden uitgepakt: beschadigd, of uitgepakt te groot. Geef de bestanden er los bij.",
        "{file} cannot be unpacked: damaged, or too large when unpacked. Hand over its files one by one.",
    ),
    "web_import_archive_many": (
        "In {file} zitten meer dan {most:number} bestanden. Geef ze in kleinere delen.",
        "There are more than {most:number} files in {file}. Hand them over in smaller parts.",
    ),
    "web_import_busy": (
        "Met deze import is de computer nog bezig. Wacht tot dat klaar is.",
        "The computer is still busy with this import. Wait until it is done.",
    ),
    "web_import_moved": (
        "Sinds de proef is er aan de gegevens gewerkt, zodat er nu iets anders zou gebeuren. Bekijk de nieuwe aantallen en bevestig ze.",
        "Somebody worked on the facts since the dry run, so that something else would happen now. Look at the new numbers and confirm them.",
    ),
    "web_import_newer": (
        "Import {number:number} van {day:date} bouwt voort op deze. Draai die eerst terug.",
        "Import {number:number} of {day:date} builds on this one. Undo that one first.",
    ),
    "web_import_no_files": (
        "Er is geen bestand gekozen. Kies er een of meer.",
        "No file was chosen. Choose one or more.",
    ),
    "web_import_no_plan": (
        "Deze import is al gedaan, of er is nog geen proef gedraaid. Ververs de bladzijde.",
        "This import was done already, or has had no dry run yet. Reload the page.",
    ),
    "web_import_not_done": (
        "Deze import is niet gedaan of al teruggedraaid. Ververs de bladzijde.",
        "This import was not done, or was undone already. Reload the page.",
    ),
    "web_import_too_large": (
        "Samen zijn de bestanden groter dan {most:number} MB. Geef ze in delen, bijvoorbeeld per jaar.",
        "Together the files are larger than {most:number} MB. Hand them over in parts, for instance a year at a time.",
    ),
    "web_import_worked_on": (
        "Na deze import is door mensen aan deze regels of klanten gewerkt ({tables:list}). Terugdraaien zou hun werk wissen; verbeter de regels zelf.",
        "After this import people worked on these lines or customers ({tables:list}). Undoing would erase their work; mend the lines themselves.",
    ),
    "web_list_column": (
        "Een lijst met {column} kan niet, of heeft meer dan {most:number} kolommen. Kies andere kolommen.",
        "A list with {column} is not possible, or has more than {most:number} columns. Choose other columns.",
    ),
    "web_name_length": (
        "Een naam heeft één tot {most:number} letters. Kies een andere naam.",
        "A name has one to {most:number} letters. Choose another name.",
    ),
    "web_not_allowed": (
        "Dat mag je niet. Vraag wie jouw rechten beheert.",
        "You may not do that. Ask whoever looks after your rights.",
    ),
    "web_not_first": (
        "Er is al een eerste gebruiker. Vraag die om je toe te voegen.",
        "There is a first user already. Ask that person to add you.",
    ),
    "web_port_taken": (
        "Op poort {port} draait al iets. Stop dat, of kies een andere poort met --port.",
        "Something runs on port {port} already. Stop it, or choose another port with --port.",
    ),
    "web_nothing_to_compute": (
        "Er is nog niets te berekenen: er staan geen facturen of orders in. Lees eerst een export van je facturen in.",
        "There is nothing to compute yet: there are no invoices or orders. Import an export of your invoices first.",
    ),
    "web_analysis_runs": (
        "Er wordt al gerekend. Wacht tot dat klaar is.",
        "The figures are being computed already. Wait until that is done.",
    ),
    "web_nobody_left_alone": (
        "‘{name}’ staat niet bij wie met rust gelaten wordt. Kijk de naam of het klantnummer na; anders: bel gerust.",
        "'{name}' is not among those left alone. Check the name or the customer number; otherwise: go ahead and call.",
    ),
    "web_task_changed": (
        "Een ander was je voor met deze regel. Kijk hoe zij er nu bij staat.",
        "Somebody else was before you with this line. See how it stands now.",
    ),
    "web_task_snooze_past": (
        "{day:date} is geen dag om naar uit te stellen. Kies een dag die nog komt.",
        "{day:date} is no day to put it off to. Choose a day that is still to come.",
    ),
    "web_team_taken": (
        "Er is al een team {name}. Kies een andere naam.",
        "There is a team {name} already. Choose another name.",
    ),
    "web_cards_too_many": (
        "Dit zijn te veel kaarten voor één keer. Maak er hoogstens {most:n} tegelijk.",
        "These are too many cards for one time. Make at most {most:n} at once.",
    ),
    "web_complaint_about": (
        "Deze klacht gaat over {name}. Laat een ander haar behandelen.",
        "This complaint is about {name}. Let somebody else handle it.",
    ),
    "web_complaint_unanswered": (
        "Deze klacht is nog niet beantwoord. Antwoord eerst, en vraag dan of de klant het eens is.",
        "This complaint was not answered yet. Answer first, then ask whether the customer agrees.",
    ),
    "web_elsewhere_where": (
        "Er staat niet bij wie deze klant het koopt. Vul een naam in.",
        "It does not say where this customer buys it. Fill in a name.",
    ),
    "web_promise_past": (
        "{day:date} is al geweest. Kies een dag die nog komt.",
        "{day:date} has passed. Choose a day that is still to come.",
    ),
    "web_mail_server": (
        "In {name} staat geen adres van een mailserver. Schrijf het als soort://naam:wachtwoord@server:poort.",
        "{name} holds no address of a mail server. Write it as kind://name:password@server:port.",
    ),
    "web_no_address": (
        "{address} is geen e-mailadres. Schrijf het als naam@bedrijf.nl.",
        "{address} is no e-mail address. Write it as name@firm.example.",
    ),
    "web_mail_done": (
        "Iemand anders deed al iets met deze mail. Kijk in de lijst wat ervan werd.",
        "Somebody else did something with this mail already. See in the list what became of it.",
    ),
    "web_letter_not_failed": (
        "Deze mail hoeft niet opnieuw: hij is verstuurd, of wordt nog geprobeerd. Ververs de pagina.",
        "This mail need not be sent again: it was sent, or is still tried. Refresh the page.",
    ),
    "web_no_director": (
        "Er is niemand met de rol directeur. Voeg eerst een directeur toe bij Mensen.",
        "Nobody has the role of director. Add a director under People first.",
    ),
    "web_consent_from_where": (
        "Schrijf op waar deze persoon zei dat mailen of bellen mag. Weet je dat niet, laat het dan open.",
        "Write down where this person agreed to be mailed or called. Leave it open where you do not know.",
    ),
    "web_document_large": (
        "Dit bestand is groter dan {most} MB. Maak het kleiner, of bewaar het ergens anders.",
        "This file is larger than {most} MB. Make it smaller, or keep it somewhere else.",
    ),
    "web_ends_before": (
        "Dit besluit zou eindigen op {last:date}, voor het op {first:date} begint. Kies een latere dag.",
        "This decision would end on {last:date}, before it begins on {first:date}. Choose a later day.",
    ),
    "web_hours_of_a_day": (
        "{hours} uur past niet in een dag. Vul meer dan 0 en hooguit 24 uur in.",
        "{hours} hours do not go into a day. Fill in more than 0 and at most 24 hours.",
    ),
    "web_later_merge_first": (
        "Daarna is {name} erbij gevoegd. Maak die eerst los.",
        "{name} was merged in afterwards. Take that one apart first.",
    ),
    "web_not_to_take_back": (
        "Dit is al teruggedraaid, of iemand anders schreef het. Kijk in de tijdlijn wat er nu staat.",
        "This was taken back already, or somebody else wrote it. See in the timeline what stands there now.",
    ),
    "web_not_two": (
        "Een van beide is al deel van een andere klant, of dit is al teruggedraaid. Kijk op de pagina van de klant.",
        "One of the two is part of another customer already, or this was taken back. See the page of the customer.",
    ),
    "web_number_taken": (
        "Klantnummer {number} is al van een andere klant. Kies een ander nummer, of laat het leeg.",
        "Customer number {number} is another customer's. Choose another number, or leave it empty.",
    ),
    "web_part_of_another": (
        "{name} is zelf deel geworden van een andere klant. Maak die twee eerst los.",
        "{name} became part of another customer itself. Take those two apart first.",
    ),
    "web_which_type": (
        "Een soort hoort bij het besluit over de soort, en bij geen ander. Kies er dan een, of laat haar weg.",
        "A type belongs to the decision about the type, and to no other. Choose one there, or leave it out.",
    ),
    "web_not_installed": (
        "De webapplicatie is hier niet geïnstalleerd. Installeer haar met: pip install 'klantkompas[web]'.",
        "The web application is not installed here. Install it with: pip install 'klantkompas[web]'.",
    ),
    # --- an installation, from the terminal --------------------------------------------------------------------------
    "installation_absent": (
        "In {path} is geen installatie. Wijs haar map aan met --data, of begin er een met klantkompas serve.",
        "There is no installation in {path}. Point out its folder with --data, or begin one with klantkompas serve.",
    ),
    "installation_broke": (
        "De applicatie stopte onverwacht (status {status}). Probeer het opnieuw; met --debug zie je waar het misging.",
        "The application stopped unexpectedly (status {status}). Try again; --debug shows where it went wrong.",
    ),
    "import_nobody": (
        "Niemand logt in met {email}. Kijk onder Mensen welke adressen er zijn, en geef er een met --by.",
        "Nobody signs in with {email}. See under People which addresses there are, and give one with --by.",
    ),
    "import_by_whom": (
        "Er zijn {n} mensen die bestanden mogen binnenhalen. Zeg met --by wie het nu doet.",
        "{n} people may take files in. Say with --by who does it now.",
    ),
    "backup_exists": (
        "{path} is er al. Kies een andere naam: een reservekopie wordt nooit overschreven.",
        "{path} is there already. Choose another name: a backup is never written over.",
    ),
    "backup_tool_absent": (
        "{tool} staat niet op deze computer. Installeer de hulpprogramma's van PostgreSQL (postgresql-client) en probeer het opnieuw.",
        "{tool} is not on this computer. Install the tools of PostgreSQL (postgresql-client) and try again.",
    ),
    "backup_tool_refused": (
        "{tool} kon het niet: {detail}. Kijk of DATABASE_URL klopt en of {tool} minstens zo nieuw is als de server.",
        "{tool} could not do it: {detail}. See whether DATABASE_URL is right and {tool} at least as new as the server.",
    ),
    "restore_no_backup": (
        "{path} is geen hele reservekopie van Klantkompas. Geef een bestand dat klantkompas backup heeft gemaakt.",
        "{path} is not a whole backup of Klantkompas. Give a file that klantkompas backup made.",
    ),
    "restore_taken": (
        "In {path} staat al iets, en dat wordt niet overschreven. Geef met --data een nieuwe map, of zet de oude eerst weg.",
        "There is something in {path} already, and it is not written over. Give a new folder with --data, or move the old one away first.",
    ),
    "restore_other_database": (
        "{path} komt uit {there}, en hier is {here}. Geef met DATABASE_URL een lege database van PostgreSQL, of laat het weg voor SQLite.",
        "{path} comes from {there}, and this is {here}. Give an empty database of PostgreSQL with DATABASE_URL, or leave it out for SQLite.",
    ),
    "restore_database_taken": (
        "De database van DATABASE_URL is niet leeg, en wordt niet overschreven. Maak een lege database en probeer het opnieuw.",
        "The database of DATABASE_URL is not empty, and is not written over. Make an empty one and try again.",
    ),
    "restore_later": (
        "{path} is gemaakt door een nieuwere versie ({version}). Werk eerst Klantkompas bij en zet de kopie dan terug.",
        "{path} was made by a later version ({version}). Update Klantkompas first, then put the backup back.",
    ),
}
