"""What letters on paper say, and the page on which the firm says what stands on them."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "web.trail.letterhead.changed": ("briefpapier veranderd", "letterhead changed"),
    "letter.no_address": ("(adres niet bekend)", "(address not known)"),
    "letter.how": (
        "Scan de code met je telefoon of typ het adres eronder.",
        "Scan the code with your telephone or type the address below it.",
    ),
    "letter.greeting": ("Goedendag,", "Good day,"),
    "letter.closing": ("Met vriendelijke groet,", "Kind regards,"),
    "letter.reference": ("Ons kenmerk: {number}", "Our reference: {number}"),
    "letter.complaint.about": ("Ons antwoord op je klacht", "Our answer to your complaint"),
    "letter.complaint.received": (
        "Op {day:date} kregen wij je klacht. Dank je dat je het ons zei. Hieronder lees je wat wij ervan vinden en wat wij doen.",
        "On {day:date} we received your complaint. Thank you for telling us. Below you read what we think of it and what we do.",
    ),
    "letter.complaint.remedy": ("Wat wij doen: {what}", "What we do: {what}"),
    "letter.make": ("Maak er een brief van (PDF)", "Make it a letter (PDF)"),
    "letter.paper": ("Op wat voor papier?", "On what paper?"),
    "letter.paper.card": ("kaarten (A6)", "cards (A6)"),
    "letter.paper.letter": ("brieven (A4, voor een C5-vensterenvelop)", "letters (A4, for a C5 window envelope)"),
    "letter.language": ("In welke taal?", "In which language?"),
    "letter.file": ("brieven", "letters"),
    "letter.head.title": ("Briefpapier", "Letterhead"),
    "letter.head.what": (
        "Wat op elke brief staat: de kaart in een envelop, en het antwoord op een klacht.",
        "What stands on every letter: the card in an envelope, and the answer to a complaint.",
    ),
    "letter.head.sender": (
        "Naam en adres van het bedrijf, een regel per stuk",
        "Name and address of the firm, a line each",
    ),
    "letter.head.sender.help": (
        "Laat leeg als je op voorgedrukt papier print.",
        "Leave empty where you print on paper with a letterhead.",
    ),
    "letter.head.place": ("Plaats boven de datum", "Place before the date"),
    "letter.head.signed": ("Wie ondertekent, een regel per stuk", "Who signs, a line each"),
    "letter.head.card_nl": ("Tekst bij de kaart, Nederlands", "Text with the card, in Dutch"),
    "letter.head.card_en": ("Tekst bij de kaart, Engels", "Text with the card, in English"),
    "letter.head.card.help": (
        "Een alinea per regel. Leeg: wat er ook op de kaart staat.",
        "A paragraph a line. Empty: what the card says.",
    ),
    "letter.head.keep": ("Bewaar", "Keep"),
    "letter.head.kept": ("Bewaard. Het staat op de volgende brief.", "Kept. It stands on the next letter."),
}
