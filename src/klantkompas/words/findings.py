"""What was found in the facts: why it matters and what to do."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- whole files -------------------------------------------------------------------------------------------------
    "finding.empty_file": (
        "{file} is leeg",
        "{file} is empty",
    ),
    "finding.empty_file.why": (
        "Er staat niets in, dus het telt niet mee.",
        "There is nothing in it, so it does not count.",
    ),
    "finding.empty_file.do": (
        "Maak de export opnieuw en kijk of de gekozen periode klopt.",
        "Make the export again and check that the chosen period is right.",
    ),
    "finding.header_only": (
        "{file} heeft alleen een kopregel",
        "{file} has a header line only",
    ),
    "finding.header_only.why": (
        "Onder de kopregel staat geen enkele rij.",
        "There is not a single row below the header.",
    ),
    "finding.header_only.do": (
        "Kijk of bij de export een filter of een verkeerde periode aan stond.",
        "Check whether a filter or a wrong period was set when exporting.",
    ),
    "finding.not_text": (
        "{file} is geen tekstbestand",
        "{file} is not a text file",
    ),
    "finding.not_text.why": (
        "De naam zegt CSV of tekst, maar er staan tekens in die geen mens kan lezen.",
        "Its name says CSV or text, but it holds signs that nobody can read.",
    ),
    "finding.not_text.do": (
        "Open het in het programma waar het uit komt en bewaar het daar als CSV (UTF-8) of als Excel.",
        "Open it in the program it came from and save it there as CSV (UTF-8) or Excel.",
    ),
    "finding.encoding_doubtful": (
        "{file}: vreemde tekens vanaf regel {line}",
        "{file}: odd characters from line {line}",
    ),
    "finding.encoding_doubtful.why": (
        "Sommige letters zijn anders opgeslagen dan de rest; namen met é of ë kunnen verkeerd gelezen zijn.",
        "Some letters are stored differently from the rest; names with é or ë may have been read wrongly.",
    ),
    "finding.encoding_doubtful.do": (
        "Bekijk een paar namen met accenten; kloppen ze niet, bewaar het bestand dan als CSV UTF-8.",
        "Look at a few names with accents; if they are wrong, save the file as CSV UTF-8.",
    ),
    "finding.lines_above_header": (
        "{file}: {n:plural regel|regels} boven de kopregel overgeslagen",
        "{file}: {n:plural line|lines} above the header skipped",
    ),
    "finding.lines_above_header.why": (
        "De kolomnamen staan niet op de eerste regel; wat erboven staat is als titel gelezen ({value}).",
        "The column names are not on the first line; what stands above them was taken as a title ({value}).",
    ),
    "finding.lines_above_header.do": (
        "Kijk of dit echt titels zijn; zo niet, haal ze weg en geef het bestand een kopregel.",
        "Check that these are titles; if not, remove them and give the file a header line.",
    ),
    "finding.unreadable_file": (
        "{file} kan niet gelezen worden",
        "{file} cannot be read",
    ),
    "finding.unreadable_file.why": (
        "Het bestand is beschadigd of is iets anders dan de naam zegt; niets eruit telt mee.",
        "The file is damaged or is something else than its name says; nothing in it counts.",
    ),
    "finding.unreadable_file.do": (
        "Open het in het programma waar het uit komt, bewaar het opnieuw, of exporteer het als CSV.",
        "Open it in the program it came from and save it again, or export it as CSV.",
    ),
    "finding.password_protected": (
        "{file} is met een wachtwoord beveiligd",
        "{file} is protected with a password",
    ),
    "finding.password_protected.why": (
        "Zonder wachtwoord is er niets uit te lezen.",
        "Nothing can be read from it without the password.",
    ),
    "finding.password_protected.do": (
        "Open het in Excel, haal het wachtwoord eraf (Bestand, Info, Werkmap beveiligen) en bewaar het.",
        "Open it in Excel, take the password off (File, Info, Protect Workbook) and save it.",
    ),
    "finding.unpacks_too_large": (
        "{file} wordt bij het uitpakken veel te groot en is niet geopend",
        "{file} becomes far too large when unpacked and was not opened",
    ),
    "finding.unpacks_too_large.why": (
        "Een werkmap is een zipbestand; dit pakt uit tot zoveel dat je computer vol zou lopen.",
        "A workbook is a zip file; this one unpacks to so much that it would fill your computer.",
    ),
    "finding.unpacks_too_large.do": (
        "Vertrouw je het, bewaar het dan in Excel als CSV; anders: gooi het weg.",
        "If you trust it, save it from Excel as CSV; if not, throw it away.",
    ),
    "finding.sheet_too_large": (
        "{file} heeft te veel cellen en is niet geopend",
        "{file} has too many cells and was not opened",
    ),
    "finding.sheet_too_large.why": (
        "Een werkblad wordt in zijn geheel gelezen, tot en met de verste cel waar iets in staat; dat past hier niet.",
        "A sheet is read whole, up to the farthest cell that holds something; here that does not fit.",
    ),
    "finding.sheet_too_large.do": (
        "Wis wat ver buiten de tabel staat, of bewaar het blad als CSV.",
        "Clear what stands far outside the table, or save the sheet as CSV.",
    ),
    "finding.hidden_sheet": (
        "{file} is een verborgen blad en is overgeslagen",
        "{file} is a hidden sheet and was skipped",
    ),
    "finding.hidden_sheet.why": (
        "Wat verborgen is, is meestal geen invoer.",
        "What is hidden is seldom meant as input.",
    ),
    "finding.hidden_sheet.do": (
        "Hoort het erbij, maak het blad dan zichtbaar en bewaar de werkmap.",
        "If it belongs to the facts, unhide the sheet and save the workbook.",
    ),
    "finding.file_ignored": (
        "{file} is geen tabel en is overgeslagen",
        "{file} is not a table and was skipped",
    ),
    "finding.file_ignored.why": (
        "Gelezen worden CSV, Excel, OpenDocument, Parquet, DuckDB, auditfiles (XAF) en e-facturen (UBL).",
        "What is read: CSV, Excel, OpenDocument, Parquet, DuckDB, auditfiles (XAF) and e-invoices (UBL).",
    ),
    "finding.file_ignored.do": (
        "Staan er feiten in, exporteer ze dan als CSV of Excel; anders hoef je niets te doen.",
        "If there are facts in it, export them as CSV or Excel; otherwise there is nothing to do.",
    ),
    "finding.html_table": (
        "{file} is een webpagina, geen werkmap",
        "{file} is a web page, not a workbook",
    ),
    "finding.html_table.why": (
        "Sommige programma's geven een webpagina de naam van een Excelbestand; de bedragen erin zijn niet betrouwbaar te lezen.",
        "Some programs give a web page the name of an Excel file; its amounts cannot be read reliably.",
    ),
    "finding.html_table.do": (
        "Open het in Excel en bewaar het als Excel-werkmap (.xlsx).",
        "Open it in Excel and save it as an Excel workbook (.xlsx).",
    ),
    "finding.same_file_twice": (
        "{file} is een kopie van {value} en telt niet mee",
        "{file} is a copy of {value} and does not count",
    ),
    "finding.same_file_twice.why": (
        "De twee zijn teken voor teken gelijk; samen zouden ze alles dubbel tellen.",
        "The two are the same to the letter; together they would count everything twice.",
    ),
    "finding.same_file_twice.do": (
        "Gooi een van de twee weg.",
        "Throw one of the two away.",
    ),
    "finding.nothing_found": (
        "In {file} staat niets om te lezen",
        "There is nothing to read in {file}",
    ),
    "finding.nothing_found.why": (
        "Er is ten minste een bestand met facturen nodig.",
        "At least one file with invoices is needed.",
    ),
    "finding.nothing_found.do": (
        "Zet je exports (CSV, Excel, XAF of UBL) in deze map; bestanden in mappen daaronder worden niet gelezen.",
        "Put your exports (CSV, Excel, XAF or UBL) in this folder; files in folders below it are not read.",
    ),
    # --- rows that do not fit ----------------------------------------------------------------------------------------
    "finding.too_many_fields": (
        "{n:plural rij heeft|rijen hebben} meer cellen dan de kopregel",
        "{n:plural row has|rows have} more cells than the header",
    ),
    "finding.too_many_fields.why": (
        "Het scheidingsteken staat vermoedelijk ook in een tekst, zodat niet te zeggen is welke cel bij welke kolom hoort.",
        "The separator probably also stands in a text, so that nobody can say which cell belongs to which column.",
    ),
    "finding.too_many_fields.do": (
        "Zet de tekst tussen aanhalingstekens of haal het scheidingsteken eruit.",
        "Put the text between quotation marks or take the separator out of it.",
    ),
    "finding.too_few_fields": (
        "{n:plural rij heeft|rijen hebben} minder cellen dan de kopregel",
        "{n:plural row has|rows have} fewer cells than the header",
    ),
    "finding.too_few_fields.why": (
        "De regel breekt te vroeg af; welke cellen ontbreken is niet te zeggen.",
        "The line breaks off early; which cells are missing cannot be told.",
    ),
    "finding.too_few_fields.do": (
        "Kijk of er een regeleinde midden in een tekst staat en haal het weg.",
        "See whether a line break stands in the middle of a text and remove it.",
    ),
    "finding.nul_byte": (
        "{n:plural rij heeft|rijen hebben} onleesbare tekens (NUL)",
        "{n:plural row has|rows have} unreadable characters (NUL)",
    ),
    "finding.nul_byte.why": (
        "Zulke tekens horen niet in tekst; het bestand is hier beschadigd.",
        "Such characters do not belong in text; the file is damaged here.",
    ),
    "finding.nul_byte.do": (
        "Maak de export opnieuw; blijft het, verbeter dan deze rijen met de hand.",
        "Make the export again; if it stays, mend these rows by hand.",
    ),
    "finding.cell_too_large": (
        "{n:plural rij is|rijen zijn} veel te lang",
        "{n:plural row is|rows are} far too long",
    ),
    "finding.cell_too_large.why": (
        "Een rij van meer dan 131.072 tekens is geen feit maar een fout; alleen het begin is bewaard.",
        "A row of more than 131,072 characters is not a fact but a mistake; only its beginning was kept.",
    ),
    "finding.cell_too_large.do": (
        "Bekijk deze rij in het bronbestand en kort de tekst in.",
        "Look at this row in the source file and shorten the text.",
    ),
    "finding.unclosed_quote": (
        "{n:plural rij heeft|rijen hebben} een aanhalingsteken dat niet sluit",
        "{n:plural row has|rows have} a quotation mark that is never closed",
    ),
    "finding.unclosed_quote.why": (
        "Anders zou alles daarna als een enkele cel gelezen worden; nu is alleen deze rij geweigerd.",
        "Otherwise all that follows would be read as a single cell; now only this row is refused.",
    ),
    "finding.unclosed_quote.do": (
        "Haal het losse aanhalingsteken weg of schrijf het dubbel.",
        "Remove the stray quotation mark or write it twice.",
    ),
    "finding.total_row": (
        "{n:plural totaalregel telt|totaalregels tellen} niet mee",
        "{n:plural total line does|total lines do} not count",
    ),
    "finding.total_row.why": (
        "Een totaal telt op wat er al staat; meegeteld zou de omzet dubbel zijn.",
        "A total adds up what is there already; counted, the turnover would be double.",
    ),
    "finding.total_row.do": (
        "Je hoeft niets te doen; is het toch een klant, geef die dan een andere naam in de eerste kolom.",
        "There is nothing to do; if it is a customer after all, give it another name in the first column.",
    ),
    "finding.other_currency": (
        "{n:plural rij is|rijen zijn} in een andere munt",
        "{n:plural row is|rows are} in another currency",
    ),
    "finding.other_currency.why": (
        "Bedragen in verschillende munten optellen geeft een onzinnig totaal.",
        "Adding up amounts in different currencies gives a meaningless total.",
    ),
    "finding.other_currency.do": (
        "Reken ze om en geef ze als eigen bestand, of kies de andere munt voor alles.",
        "Convert them and hand them over as a file of their own, or choose the other currency for everything.",
    ),
    "finding.xml_value_unreadable": (
        "{n:plural regel heeft|regels hebben} een bedrag of datum die niet te lezen is",
        "{n:plural line has|lines have} an amount or date that cannot be read",
    ),
    "finding.xml_value_unreadable.why": (
        "In een auditfile of e-factuur hoort een bedrag als 1234.56 en een datum als 2026-11-22 te staan.",
        "In an auditfile or e-invoice an amount should read 1234.56 and a date 2026-11-22.",
    ),
    "finding.xml_value_unreadable.do": (
        "Maak het bestand opnieuw in het boekhoudprogramma, of meld het de maker daarvan.",
        "Make the file again in the accounting program, or tell its maker.",
    ),
    # --- which file and column is what -------------------------------------------------------------------------------
    "finding.file_not_recognised": (
        "{file} is niet herkend en telt niet mee",
        "{file} was not recognised and does not count",
    ),
    "finding.file_not_recognised.why": (
        "Uit de naam en de koppen ({value}) is niet op te maken wat het is.",
        "Its name and headers ({value}) do not tell what it is.",
    ),
    "finding.file_not_recognised.do": (
        "Zeg het in mapping.toml: achter table de soort, en een regel per kolom; of laat ignored staan.",
        "Say it in mapping.toml: the kind behind table, and a line a column; or leave ignored there.",
    ),
    "finding.column_missing": (
        "{file}: niet te zien welke kolom {column} is; het bestand telt niet mee",
        "{file}: cannot tell which column is {column}; the file does not count",
    ),
    "finding.column_missing.why": (
        "Zonder die kolom zeggen de rijen niets; er staan: {value}.",
        "Without that column the rows say nothing; there are: {value}.",
    ),
    "finding.column_missing.do": (
        "Wijs de kolom aan in mapping.toml, of maak de export opnieuw met die kolom erbij.",
        "Point the column out in mapping.toml, or make the export again with that column in it.",
    ),
    "finding.amount_includes_vat": (
        "{file}: de bedragen zijn inclusief btw (kolom {column}); het bestand telt niet mee",
        "{file}: the amounts include VAT (column {column}); the file does not count",
    ),
    "finding.amount_includes_vat.why": (
        "Btw is geen omzet, en zonder tarief is niet te zeggen hoeveel ervan btw is.",
        "VAT is no turnover, and without a rate nobody can say how much of it is VAT.",
    ),
    "finding.amount_includes_vat.do": (
        "Exporteer de bedragen zonder btw, of zet in klantkompas.toml onder [ledger]: vat_rate = 0.21.",
        "Export the amounts without VAT, or put in klantkompas.toml under [ledger]: vat_rate = 0.21.",
    ),
    # --- cells -------------------------------------------------------------------------------------------------------
    "finding.unreadable_money": (
        "{n:plural bedrag is|bedragen zijn} niet te lezen (kolom {column})",
        "{n:plural amount|amounts} cannot be read (column {column})",
    ),
    "finding.unreadable_money.why": (
        "Er staat {value}; dat is geen bedrag, of de kolom schrijft komma en punt door elkaar zodat 1.234 twee dingen kan zijn.",
        "It says {value}; that is no amount, or the column mixes comma and point, so that 1.234 can be two things.",
    ),
    "finding.unreadable_money.do": (
        "Schrijf het als 1234,56 en overal in de kolom op dezelfde manier.",
        "Write it as 1234.56, and in the same way all through the column.",
    ),
    "finding.unreadable_hours": (
        "{n:plural aantal uren is|aantallen uren zijn} niet te lezen (kolom {column})",
        "{n:plural number of hours|numbers of hours} cannot be read (column {column})",
    ),
    "finding.unreadable_hours.why": (
        "Er staat {value}; uren zijn een getal met een komma, geen kloktijd.",
        "It says {value}; hours are a decimal number, not a time of day.",
    ),
    "finding.unreadable_hours.do": (
        "Schrijf anderhalf uur als 1,5.",
        "Write an hour and a half as 1.5.",
    ),
    "finding.unreadable_date": (
        "{n:plural datum is|datums zijn} niet te lezen (kolom {column})",
        "{n:plural date|dates} cannot be read (column {column})",
    ),
    "finding.unreadable_date.why": (
        "Er staat {value}; die dag bestaat niet, of de kolom zet dag en maand nu eens zo en dan weer andersom.",
        "It says {value}; there is no such day, or the column has day and month now this way round and now that.",
    ),
    "finding.unreadable_date.do": (
        "Schrijf datums als 22-11-2026 of 2026-11-22, overal in de kolom hetzelfde.",
        "Write dates as 22-11-2026 or 2026-11-22, the same all through the column.",
    ),
    "finding.unreadable_number": (
        "{n:plural getal is|getallen zijn} niet te lezen (kolom {column})",
        "{n:plural number|numbers} cannot be read (column {column})",
    ),
    "finding.unreadable_number.why": (
        "Er staat {value}; dat is geen getal, of de kolom schrijft komma en punt door elkaar.",
        "It says {value}; that is no number, or the column mixes comma and point.",
    ),
    "finding.unreadable_number.do": (
        "Schrijf het als 12,5 en overal in de kolom op dezelfde manier.",
        "Write it as 12.5, and in the same way all through the column.",
    ),
    "finding.unreadable_count": (
        "{n:plural aantal is|aantallen zijn} niet te lezen (kolom {column})",
        "{n:plural count|counts} cannot be read (column {column})",
    ),
    "finding.unreadable_count.why": (
        "Er staat {value}, en dat is geen heel getal.",
        "It says {value}, which is no whole number.",
    ),
    "finding.unreadable_count.do": (
        "Schrijf alleen cijfers, zoals 12, of laat de cel leeg.",
        "Write digits only, such as 12, or leave the cell empty.",
    ),
    "finding.unreadable_flag": (
        "{n:plural cel is|cellen zijn} geen ja of nee (kolom {column})",
        "{n:plural cell is|cells are} neither yes nor no (column {column})",
    ),
    "finding.unreadable_flag.why": (
        "Er staat {value}, en dat kan beide betekenen.",
        "It says {value}, which can mean either.",
    ),
    "finding.unreadable_flag.do": (
        "Schrijf ja of nee, of laat de cel leeg.",
        "Write yes or no, or leave the cell empty.",
    ),
    "finding.unreadable_choice": (
        "{n:plural woord is|woorden zijn} niet herkend (kolom {column})",
        "{n:plural word was|words were} not recognised (column {column})",
    ),
    "finding.unreadable_choice.why": (
        "Er staat {value}; in deze kolom hoort een van een paar vaste woorden te staan.",
        "It says {value}; this column takes one of a few fixed words.",
    ),
    "finding.unreadable_choice.do": (
        "Kies een van de vaste woorden; ze staan in de handleiding bij de tabel {table}.",
        "Choose one of the fixed words; the manual has them, under the table {table}.",
    ),
    "finding.value_missing": (
        "{n:plural rij|rijen} zonder waarde in kolom {column}",
        "{n:plural row|rows} without a value in column {column}",
    ),
    "finding.value_missing.why": (
        "Deze kolom is nodig om de rij te gebruiken, en leeg is niet hetzelfde als nul.",
        "This column is needed to use the row, and empty is not the same as nought.",
    ),
    "finding.value_missing.do": (
        "Vul de waarde in, of haal de rij weg als het geen echte regel is.",
        "Fill in the value, or remove the row if it is not a real line.",
    ),
    "finding.date_out_of_range": (
        "{n:plural datum kan|datums kunnen} niet kloppen (kolom {column})",
        "{n:plural date|dates} cannot be right (column {column})",
    ),
    "finding.date_out_of_range.why": (
        "Er staat {value}; zo vroeg of zo laat is een tikfout, of een vulling van het programma.",
        "It says {value}; that early or that late is a typing error, or a filler of the program.",
    ),
    "finding.date_out_of_range.do": (
        "Zet de echte datum neer, of laat de cel leeg als hij onbekend is.",
        "Put the real date there, or leave the cell empty if it is not known.",
    ),
    "finding.rounded": (
        "{n:plural getal is|getallen zijn} afgerond (kolom {column})",
        "{n:plural number was|numbers were} rounded (column {column})",
    ),
    "finding.rounded.why": (
        "Er stonden meer cijfers achter de komma dan wij bewaren, zoals {value}; bedragen en uren houden er twee.",
        "There were more decimals than are kept, such as {value}; amounts and hours keep two.",
    ),
    "finding.rounded.do": (
        "Je hoeft niets te doen; wil je op de cent kloppen met je boekhouding, exporteer dan afgeronde bedragen.",
        "There is nothing to do; to agree with your books to the cent, export rounded amounts.",
    ),
    # --- XML: auditfiles and e-invoices ------------------------------------------------------------------------------
    "finding.xml_broken": (
        "{file} is geen geldige XML en is in zijn geheel geweigerd",
        "{file} is not valid XML and was refused as a whole",
    ),
    "finding.xml_broken.why": (
        "Het bestand breekt af of is beschadigd; met de helft zouden de totalen niet kloppen.",
        "The file breaks off or is damaged; with half of it the totals would be wrong.",
    ),
    "finding.xml_broken.do": (
        "Haal het bestand opnieuw op of exporteer het opnieuw.",
        "Download the file again or export it again.",
    ),
    "finding.xml_entities": (
        "{file} verwijst naar zaken buiten zichzelf en is geweigerd",
        "{file} refers to things outside itself and was refused",
    ),
    "finding.xml_entities.why": (
        "Een XML-bestand met een DOCTYPE kan andere bestanden lezen of je computer laten vollopen; een auditfile of e-factuur heeft dat nooit nodig.",
        "An XML file with a DOCTYPE can read other files or fill up your computer; no auditfile or e-invoice needs one.",
    ),
    "finding.xml_entities.do": (
        "Vraag de afzender om een gewoon bestand; open dit niet.",
        "Ask the sender for an ordinary file; do not open this one.",
    ),
    "finding.xml_too_large": (
        "{file} is te groot voor een e-factuur en is geweigerd",
        "{file} is too large for an e-invoice and was refused",
    ),
    "finding.xml_too_large.why": (
        "Een e-factuur wordt in zijn geheel gelezen; boven 64 MB is er iets mis mee.",
        "An e-invoice is read whole; above 64 MB something is wrong with it.",
    ),
    "finding.xml_too_large.do": (
        "Vraag de factuur op zonder bijlagen.",
        "Get the invoice without its attachments.",
    ),
    "finding.xml_unknown": (
        "{file} is XML van een onbekende soort en is overgeslagen",
        "{file} is XML of an unknown kind and was skipped",
    ),
    "finding.xml_unknown.why": (
        "Van XML worden auditfiles (XAF 3.2 en 4.0) en e-facturen (UBL 2.1) gelezen.",
        "Of XML, auditfiles (XAF 3.2 and 4.0) and e-invoices (UBL 2.1) are read.",
    ),
    "finding.xml_unknown.do": (
        "Exporteer dezelfde feiten als CSV, Excel, XAF of UBL.",
        "Export the same facts as CSV, Excel, XAF or UBL.",
    ),
    "finding.xaf_no_revenue": (
        "{file}: geen omzet gevonden",
        "{file}: no revenue found",
    ),
    "finding.xaf_no_revenue.why": (
        "Omzet zijn de regels op resultaatrekeningen (soort P) in verkoopdagboeken (soort S); die zijn er niet.",
        "Revenue is the lines on profit-and-loss accounts (type P) in sales journals (type S); there are none.",
    ),
    "finding.xaf_no_revenue.do": (
        "Kijk of de auditfile met transacties is gemaakt, of geef de facturen als CSV of Excel.",
        "Check that the auditfile was made with transactions, or hand over the invoices as CSV or Excel.",
    ),
    "finding.xaf_totals_differ": (
        "{file}: de boekingen tellen niet op tot wat het bestand zelf zegt",
        "{file}: the entries do not add up to what the file itself says",
    ),
    "finding.xaf_totals_differ.why": (
        "Aangekondigd: {stated}; gelezen: {read}. Er ontbreken boekingen of er zijn er te veel.",
        "Stated: {stated}; read: {read}. Entries are missing or there are too many.",
    ),
    "finding.xaf_totals_differ.do": (
        "Maak de auditfile opnieuw; blijft het verschil, vraag het je boekhouder.",
        "Make the auditfile again; if the difference stays, ask your accountant.",
    ),
    "finding.xaf_cost_accounts": (
        "{file}: {n:plural regel is|regels zijn} als kostprijs gelezen, niet als omzet",
        "{file}: {n:plural line was|lines were} read as cost, not as revenue",
    ),
    "finding.xaf_cost_accounts.why": (
        "Ze staan in verkoopdagboeken op een rekening voor de kostprijs ({value}); als omzet zouden ze de omzet verlagen.",
        "They stand in sales journals on an account for the cost of sales ({value}); as revenue they would lower it.",
    ),
    "finding.xaf_cost_accounts.do": (
        "Kijk of deze rekeningen kosten zijn; zo niet, geef de rekening een andere naam.",
        "Check that these accounts are costs; if not, give the account another name.",
    ),
    "finding.xaf_same_entries": (
        "{file}: {n:plural boeking staat|boekingen staan} ook in een andere auditfile en telt daar mee",
        "{file}: {n:plural entry is|entries are} in another auditfile too and counted there",
    ),
    "finding.xaf_same_entries.why": (
        "Samen zouden ze de omzet dubbel tellen; gelezen is het bestand dat het laatst is gemaakt.",
        "Together they would count the revenue twice; the file that was made last was read.",
    ),
    "finding.xaf_same_entries.do": (
        "Laat van elk boekjaar alleen de laatste auditfile in de map staan.",
        "Leave only the latest auditfile of each year in the folder.",
    ),
    "finding.ubl_not_ours": (
        "{n:plural e-factuur is|e-facturen zijn} niet door jou verstuurd en telt niet mee",
        "{n:plural e-invoice was|e-invoices were} not sent by you and does not count",
    ),
    "finding.ubl_not_ours.why": (
        "De leverancier erop is {value}; de meeste facturen hier zijn van {firm}, en alleen die zijn verkoop.",
        "Its supplier is {value}; most invoices here are from {firm}, and only those are sales.",
    ),
    "finding.ubl_not_ours.do": (
        "Ben je het toch zelf (een tweede bedrijfsnummer), zet die facturen dan in een eigen map.",
        "If it is you after all (a second company number), put those invoices in a folder of their own.",
    ),
    "finding.ubl_twice": (
        "{file} is factuur {value}, die al in een ander bestand staat, en telt niet mee",
        "{file} is invoice {value}, which is in another file already, and does not count",
    ),
    "finding.ubl_twice.why": (
        "Meegeteld zou de factuur dubbel in de omzet zitten; het andere bestand is {other}.",
        "Counted, the invoice would be in the turnover twice; the other file is {other}.",
    ),
    "finding.ubl_twice.do": (
        "Laat een van de twee in de map staan.",
        "Leave one of the two in the folder.",
    ),
    "finding.ubl_rounded": (
        "{n:plural e-factuur heeft|e-facturen hebben} een korting of toeslag op het geheel",
        "{n:plural e-invoice has|e-invoices have} an allowance or charge on the whole",
    ),
    "finding.ubl_rounded.why": (
        "De regels tellen niet op tot het totaal van de factuur; het verschil is een eigen regel geworden.",
        "The lines do not add up to the total of the invoice; the difference has become a line of its own.",
    ),
    "finding.ubl_rounded.do": (
        "Je hoeft niets te doen; het totaal per factuur klopt op de cent.",
        "There is nothing to do; the total of each invoice is right to the cent.",
    ),
    "finding.ubl_days_as_hours": (
        "{n:plural factuurregel in dagen is|factuurregels in dagen zijn} gelezen als 8 uur per dag",
        "{n:plural invoice line in days was|invoice lines in days were} read as 8 hours a day",
    ),
    "finding.ubl_days_as_hours.why": (
        "De factuur noemt dagen, en uren zijn nodig om te zien wat een klant aan tijd kost.",
        "The invoice speaks of days, and hours are needed to see what a customer takes in time.",
    ),
    "finding.ubl_days_as_hours.do": (
        "Werk je met een andere dag, geef dan een urenexport; die gaat voor.",
        "If your day is different, hand over an hours export.",
    ),
    "finding.ubl_hours_sold": (
        "{n:plural factuurregel|factuurregels} in uren of dagen gelezen als gewerkte uren",
        "{n:plural invoice line|invoice lines} in hours or days read as hours worked",
    ),
    "finding.ubl_hours_sold.why": (
        "Dit zijn verkochte uren; uren die je niet in rekening bracht staan er niet bij.",
        "These are hours sold; hours that you did not charge are not among them.",
    ),
    "finding.ubl_hours_sold.do": (
        "Heb je een urenregistratie, geef die dan mee en laat deze uren weg.",
        "If you keep a time sheet, hand that over and leave these hours out.",
    ),
}
