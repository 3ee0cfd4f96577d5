"""The firm's mail, out and in: what goes out is a row before it is a mail, and what comes in is one before it is read.

servers     where mail goes and comes from, as the surroundings say
letters     writing one, in the transaction of what it is written for
sending     handing them to the mail server, again and again until it takes them or says no
    mailbox     the folder where mail comes in
    reading     what a mail says, whatever its bytes are
    arriving    mail that came in: a complaint, part of one, or for a person to look at
"""
