"""What the pages of mail say: what waits, went and did not arrive, and what to set."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "care.nav.post": ("Post", "Mail"),
    "web.job.post": ("post versturen en ophalen", "sending and fetching mail"),
    "web.trail.letter.again": ("mail opnieuw verstuurd", "mail sent again"),
    "web.trail.letter.sent": ("mail verstuurd", "mail sent"),
    "post.title": ("Post", "Mail"),
    "post.what": (
        "Wat er aan klanten en collega's is gemaild, wat nog wacht, en wat niet aankwam en waarom.",
        "What was mailed to customers and colleagues, what still waits, and what did not arrive and why.",
    ),
    "post.filter": ("Welke post", "Which mail"),
    "post.caption": ("{n:plural mail|mails}, de nieuwste vooraan", "{n:plural mail|mails}, the newest first"),
    "post.none": (
        "Nog niets verstuurd. Wat je vanaf een klacht of een kaart mailt, staat straks hier.",
        "Nothing was sent yet. What you mail from a complaint or a card will stand here.",
    ),
    "post.none.such": ("Er is geen post met deze stand.", "There is no mail with this state."),
    "post.subject": ("Onderwerp", "Subject"),
    "post.to": ("Aan", "To"),
    "post.written": ("Geschreven", "Written"),
    "post.state": ("Stand", "State"),
    "post.state.all": ("Alles", "All"),
    "post.state.waiting": ("Wacht", "Waiting"),
    "post.state.sent": ("Verstuurd", "Sent"),
    "post.state.failed": ("Niet aangekomen", "Not delivered"),
    "post.sent_at": ("verstuurd {at}", "sent {at}"),
    "post.waits": ("wacht op verzending", "waits to be sent"),
    "post.tried": (
        "{n:plural keer|keer} geprobeerd; weer om {at}",
        "tried {n:plural time|times}; again at {at}",
    ),
    "post.failed": ("Niet aangekomen.", "Not delivered."),
    "post.said": ("De mailserver zei: {said}", "The mail server said: {said}"),
    "post.again": ("Stuur opnieuw", "Send again"),
    "post.again.done": ("Gaat opnieuw naar {address}.", "Goes to {address} again."),
    "post.round": ("Verstuur en haal post op", "Send and fetch mail"),
    "post.round.asked": (
        "Er wordt gekeken. Ververs zo de pagina.",
        "It is being looked at. Refresh the page in a moment.",
    ),
    # --- why a mail did not go ---
    "post.why.address": (
        "Dit adres bestaat niet of neemt niets aan. Vraag de klant naar het goede adres, of bel.",
        "This address does not exist or takes nothing. Ask the customer for the right one, or call.",
    ),
    "post.why.refused": (
        "De mailserver van de ontvanger weigert deze mail. Bel de klant, of vraag IT waarom.",
        "The receiver's mail server refuses this mail. Call the customer, or ask IT why.",
    ),
    "post.why.bounced": (
        "De mail kwam als onbestelbaar terug. Vraag de klant naar het goede adres, of bel.",
        "The mail came back as undeliverable. Ask the customer for the right address, or call.",
    ),
    "post.why.later": (
        "De andere kant kan de mail nu niet aannemen; we proberen het vanzelf weer, vijf dagen lang.",
        "The other side cannot take the mail now; it is tried again by itself, for five days.",
    ),
    "post.why.no_server": (
        "Onze mailserver is niet te bereiken; we proberen het vanzelf weer, vijf dagen lang.",
        "Our mail server cannot be reached; it is tried again by itself, for five days.",
    ),
    "post.why.sign_in": (
        "Onze mailserver kent naam of wachtwoord niet. Vraag IT om KLANTKOMPAS_SMTP na te zien.",
        "Our mail server does not know the name or password. Ask IT to look at KLANTKOMPAS_SMTP.",
    ),
    "post.why.sender": (
        "Onze mailserver weigert ons afzenderadres. Vraag IT om KLANTKOMPAS_MAIL_FROM na te zien.",
        "Our mail server refuses our own address. Ask IT to look at KLANTKOMPAS_MAIL_FROM.",
    ),
    "post.why.not_secret": (
        "Onze mailserver kan niet versleuteld praten. Vraag IT om KLANTKOMPAS_SMTP na te zien.",
        "Our mail server cannot talk in secret. Ask IT to look at KLANTKOMPAS_SMTP.",
    ),
    # --- what to set ---
    "post.lacks.smtp": (
        "Mail wacht tot IT de mailserver opgeeft in KLANTKOMPAS_SMTP, bijvoorbeeld smtp+starttls://naam:wachtwoord@mail.firma.nl:587.",
        "Mail waits until IT names the mail server in KLANTKOMPAS_SMTP, such as smtp+starttls://name:password@mail.firm.example:587.",
    ),
    "post.lacks.smtp_wrong": (
        "Mail wacht: in KLANTKOMPAS_SMTP staat geen adres van een mailserver. Schrijf het als smtp+starttls://naam:wachtwoord@mail.firma.nl:587.",
        "Mail waits: KLANTKOMPAS_SMTP holds no address of a mail server. Write it as smtp+starttls://name:password@mail.firm.example:587.",
    ),
    "post.lacks.from": (
        "Mail wacht tot IT de afzender opgeeft in KLANTKOMPAS_MAIL_FROM, bijvoorbeeld Service <service@firma.nl>.",
        "Mail waits until IT names the sender in KLANTKOMPAS_MAIL_FROM, such as Service <service@firm.example>.",
    ),
    "post.lacks.imap": (
        "Klachten per mail komen pas binnen als IT de postbus opgeeft in KLANTKOMPAS_IMAP, bijvoorbeeld imaps://naam:wachtwoord@mail.firma.nl/INBOX.",
        "Complaints by mail come in once IT names the mailbox in KLANTKOMPAS_IMAP, such as imaps://name:password@mail.firm.example/INBOX.",
    ),
    "post.lacks.imap_wrong": (
        "In KLANTKOMPAS_IMAP staat geen adres van een postbus. Schrijf het als imaps://naam:wachtwoord@mail.firma.nl/INBOX.",
        "KLANTKOMPAS_IMAP holds no address of a mailbox. Write it as imaps://name:password@mail.firm.example/INBOX.",
    ),
    "post.lacks.address": (
        "Klanten wordt niet om een cijfer gevraagd tot IT in KLANTKOMPAS_ADDRESS zegt waar zij ons bereiken, bijvoorbeeld https://klant.firma.nl.",
        "Customers are not asked for a mark until IT says in KLANTKOMPAS_ADDRESS where they reach us, such as https://klant.firm.example.",
    ),
    "post.setup.title": ("Post instellen", "Setting up mail"),
    "post.setup.what": (
        "Wachtwoorden staan alleen in de omgeving waarin Klantkompas start, nooit hier. Dit kijkt na of alles er is.",
        "Passwords stand only in the surroundings in which Klantkompas starts, never here. This checks whether all is there.",
    ),
    "post.setup.complete": ("Alles is ingesteld.", "Everything is set."),
    "post.setup.waiting": (
        "{n:plural mail wacht|mails wachten}, de oudste sinds {at}.",
        "{n:plural mail waits|mails wait}, the oldest since {at}.",
    ),
    "post.setup.none_waiting": ("Er wacht geen mail.", "No mail waits."),
    "post.setup.failed": (
        "{n:plural mail kwam|mails kwamen} niet aan; bij Post staat waarom.",
        "{n:plural mail was|mails were} not delivered; Mail says why.",
    ),
    "post.setup.none_failed": ("Alles wat verstuurd is, werd aangenomen.", "Everything that was sent was taken."),
    "post.setup.sent": ("De laatste mail werd aangenomen op {at}.", "The last mail was taken at {at}."),
    "post.setup.none_sent": ("Er werd nog geen mail aangenomen.", "No mail was taken yet."),
}
