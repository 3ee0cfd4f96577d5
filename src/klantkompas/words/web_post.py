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
    "post.why.taken_back": (
        "De kaart werd teruggenomen, of de klant kreeg een nieuwere. Stuur zo nodig een nieuwe kaart.",
        "The card was taken back, or the customer had a newer one. Send a new card if need be.",
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
    "post.setup.sent": ("De laatste mail werd aangenomen op {at}.", "The last mail was taken at {at}."),
    "post.setup.none_sent": ("Er werd nog geen mail aangenomen.", "No mail was taken yet."),
    # --- mail that came in ---
    "web.trail.complaint.wrote": ("klant mailde over de klacht", "customer mailed about the complaint"),
    "web.trail.letter.bounced": ("mail kwam onbestelbaar terug", "mail came back as undeliverable"),
    "web.trail.mail.put_aside": ("binnengekomen mail weggelegd", "mail that came in put aside"),
    "post.way": ("In of uit", "In or out"),
    "post.way.out": ("Uit", "Out"),
    "post.way.in": ("In", "In"),
    "post.line.in": ("van {name}", "from {name}"),
    "post.line.out": ("aan {name}", "to {name}"),
    "post.in.title": ("Binnengekomen post", "Mail that came in"),
    "post.in.what": (
        "Een mail van een klant wordt vanzelf een klacht, en een antwoord hoort bij zijn klacht. Hier staat wat iemand moet bekijken.",
        "A mail of a customer becomes a complaint by itself, and an answer belongs to its complaint. Here stands what somebody has to look at.",
    ),
    "post.in.caption": ("{n:plural mail|mails}", "{n:plural mail|mails}"),
    "post.in.waits": ("Te bekijken ({n:n})", "To look at ({n:n})"),
    "post.in.none": (
        "Niets te bekijken: van alle post is bekend wat het is.",
        "Nothing to look at: all mail is known.",
    ),
    "post.in.none_at_all": (
        "Nog geen post. Wat in de postbus komt, staat binnen vijf minuten hier.",
        "No mail yet. What comes into the mailbox stands here within five minutes.",
    ),
    "post.in.back": ("Naar binnengekomen post", "To mail that came in"),
    "post.in.from": ("Van {name} {address}, {at}", "From {name} {address}, {at}"),
    "post.in.no_text": (
        "Er staat geen tekst in deze mail die we konden lezen. Kijk in de postbus zelf.",
        "This mail holds no text that we could read. Look in the mailbox itself.",
    ),
    "post.in.not_whole": (
        "Deze mail is te groot of te vreemd om helemaal te bewaren. Het geheel staat nog in de postbus.",
        "This mail is too large or too odd to be kept whole. All of it is still in the mailbox.",
    ),
    "post.in.left_out": (
        "{name} is te groot of te veel om te bewaren, en staat nog in de postbus.",
        "{name} is too large or too much to keep, and is still in the mailbox.",
    ),
    "post.in.whose": ("Van wie is deze mail?", "Whose is this mail?"),
    "post.in.find": ("Zoek de klant", "Find the customer"),
    "post.in.find.do": ("Zoek", "Find"),
    "post.in.nobody": (
        "Geen klant gevonden. Zoek op een deel van naam, plaats of nummer.",
        "No customer found. Look for part of a name, place or number.",
    ),
    "post.in.new": ("Maak er een klacht van", "Make it a complaint"),
    "post.in.part_of": ("Hoort bij", "Belongs to"),
    "post.in.is_of": ("De mail hoort nu bij {name}.", "The mail now belongs to {name}."),
    "post.in.aside": ("Geen klacht, leg weg", "No complaint, put aside"),
    "post.in.set_aside": ("Weggelegd. Bij Alles vind je hem terug.", "Put aside. You find it under All."),
    "post.in.state.whose": ("van wie?", "whose?"),
    "post.in.state.held": ("wacht: te veel van één afzender", "waits: too much of one sender"),
    "post.in.state.complaint": ("nieuwe klacht", "new complaint"),
    "post.in.state.joined": ("hoort bij", "belongs to"),
    "post.in.state.automatic": ("automatische mail", "automatic mail"),
    "post.in.state.bounce": ("onze mail kwam niet aan", "our mail was not delivered"),
    "post.in.state.put_aside": ("weggelegd", "put aside"),
    "post.look": ("Laatst in de postbus gekeken: {at}.", "Last looked into the mailbox: {at}."),
    "post.look.no_server": (
        "De mailserver is niet te bereiken. Vraag IT om KLANTKOMPAS_IMAP na te zien.",
        "The mail server cannot be reached. Ask IT to look at KLANTKOMPAS_IMAP.",
    ),
    "post.look.sign_in": (
        "De mailserver kent naam of wachtwoord niet. Vraag IT om KLANTKOMPAS_IMAP na te zien.",
        "The mail server does not know the name or password. Ask IT to look at KLANTKOMPAS_IMAP.",
    ),
    "post.look.no_folder": (
        "De map in KLANTKOMPAS_IMAP is er niet. Vraag IT om haar naam na te zien.",
        "The folder in KLANTKOMPAS_IMAP is not there. Ask IT to look at its name.",
    ),
    "post.look.broke": (
        "De mailserver brak het gesprek af; het wordt vanzelf weer geprobeerd.",
        "The mail server broke off; it is tried again by itself.",
    ),
    # --- writing to customers ---
    "web.trail.complaint.mailed": ("klant gemaild over de klacht", "customer mailed about the complaint"),
    "web.trail.mark.given": ("klant gaf een cijfer", "customer gave a mark"),
    "post.text": ("Tekst", "Text"),
    "post.write": ("Mail de klant", "Mail the customer"),
    "post.write.do": ("Verstuur", "Send"),
    "post.write.hint": (
        "Een voorstel; verander wat je wilt. Een antwoord van de klant komt vanzelf hier te staan.",
        "A proposal; change what you like. An answer of the customer will stand here by itself.",
    ),
    "post.write.acknowledges": (
        "Een voorstel; verander wat je wilt. Met deze mail is de ontvangst bevestigd.",
        "A proposal; change what you like. This mail acknowledges the complaint.",
    ),
    "post.write.no_address": (
        "Van deze klant is geen e-mailadres bekend. Vul het in bij de klant of een contactpersoon, dan kun je hier mailen.",
        "No e-mail address is known of this customer. Fill one in at the customer or a contact person, and you can mail here.",
    ),
    "post.written.done": ("Gaat naar {address}.", "Goes to {address}."),
    "post.draft.hello": ("Dag {name},", "Dear {name},"),
    "post.draft.hello_nobody": ("Goedendag,", "Hello,"),
    "post.draft.here": (
        "Dank dat je het ons laat weten. We zoeken uit wat er misging, en je krijgt uiterlijk {day:date} antwoord van ons. Wil je iets toevoegen? Beantwoord dan gewoon deze mail.",
        "Thank you for letting us know. We are finding out what went wrong, and you will have our answer by {day:date}. Would you like to add something? Just answer this mail.",
    ),
    "post.draft.greeting": ("Hartelijke groet,\n{name}", "Kind regards,\n{name}"),
    "post.draft.received": ("We kijken naar je klacht {number}", "We are looking into your complaint {number}"),
    "post.draft.answered": ("Ons antwoord op je klacht {number}", "Our answer to your complaint {number}"),
    "post.cards.number": ("Hoeveel kaarten per mail?", "How many cards by mail?"),
    "post.cards.send": ("Stuur per mail", "Send by mail"),
    "post.cards.what": (
        "Bij {n:plural klant|klanten} gaf iemand toestemming om te mailen; die kunnen de kaart per mail krijgen. De anderen krijgen haar op papier.",
        "At {n:plural customer|customers} somebody agreed to be mailed; they can have the card by mail. The others have theirs on paper.",
    ),
    "post.cards.done": (
        "{n:plural kaart gaat|kaarten gaan} per mail; bij Post zie je of ze aankomen.",
        "{n:plural card goes|cards go} by mail; Mail shows whether they arrive.",
    ),
    # --- a mark ---
    "post.mark.subject": ("Welk cijfer geef je ons?", "What mark do you give us?"),
    "post.mark.complaint": (
        "Je had een klacht, en die is afgehandeld. Welk cijfer van 1 tot 10 geef je hoe we dat deden?",
        "You had a complaint, and it was dealt with. What mark from 1 to 10 do you give for how we did that?",
    ),
    "post.mark.delivery": (
        "We leverden je onlangs iets. Welk cijfer van 1 tot 10 geef je ons daarvoor?",
        "We delivered something to you lately. What mark from 1 to 10 do you give us for it?",
    ),
    "post.mark.short": ("Eén klik en één cijfer, meer is het niet.", "One click and one mark, that is all."),
    "post.mark.title": ("Welk cijfer geef je ons?", "What mark do you give us?"),
    "post.mark.what": ("1 is heel slecht, 10 kan niet beter.", "1 is very bad, 10 cannot be better."),
    "post.mark.field": ("Jouw cijfer", "Your mark"),
    "post.mark.send": ("Geef dit cijfer", "Give this mark"),
    "post.mark.privacy": (
        "We bewaren je cijfer bij jullie gegevens, met de datum en waar het over ging; verder niets.",
        "We keep your mark with what we know of you, with the date and what it was about; nothing else.",
    ),
    "post.mark.thanks": ("Dank je wel", "Thank you"),
    "post.mark.thanks.what": ("We weten nu wat je van ons vindt.", "We now know what you think of us."),
    "post.mark.gone": ("Deze vraag werkt niet meer", "This question no longer works"),
    "post.mark.gone.what": (
        "Misschien gaf je al een cijfer, of is de vraag te oud. Bel ons gerust als je iets kwijt wilt.",
        "You may have given a mark already, or the question is too old. Do call us if you want to tell us something.",
    ),
    # --- reminders ---
    "post.remind.subject": (
        "Binnenkort te doen: {n:plural ding|dingen}",
        "To do soon: {n:plural thing|things}",
    ),
    "post.remind.promise": (
        "Toegezegd aan {customer}, uiterlijk {day:date}: {what}",
        "Promised to {customer}, by {day:date}: {what}",
    ),
    "post.remind.complaint": (
        "Klacht {number} van {customer}: de volgende stap uiterlijk {day:date}",
        "Complaint {number} of {customer}: the next step by {day:date}",
    ),
    "post.remind.arrival": (
        "Klacht {number}: de klant mailde op {day:date}",
        "Complaint {number}: the customer mailed on {day:date}",
    ),
    "post.remind.callback": (
        "Een klant wil de directie spreken: bel uiterlijk {day:date}",
        "A customer wants to talk to the directors: call by {day:date}",
    ),
}
