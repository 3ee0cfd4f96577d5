"""What a mail says, whatever its bytes are: no mail stops the reading, and no part of it is kept without a bound."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.web.post import reading
from klantkompas.web.post.reading import of_html, read

HEAD = b"From: Els <els@linde.nl>\r\nSubject: Te laat\r\nMessage-ID: <1@linde.nl>\r\n"


def test_a_plain_mail_is_read():
    mail = read(HEAD + b"In-Reply-To: <a@b>\r\nReferences: <c@d> <a@b>\r\n\r\nDe taart\r\nkwam te laat.\r\n")
    assert (mail.sender, mail.sender_name, mail.subject) == ("els@linde.nl", "Els", "Te laat")
    assert (mail.text, mail.answers, mail.automatic) == ("De taart\nkwam te laat.", ("<a@b>", "<c@d>"), False)


@pytest.mark.parametrize(
    ("headings", "body", "text"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-15", "café €".encode("iso-8859-15"), "café €"),
        (b"Content-Type: text/plain; charset=bestaat-niet", "café".encode(), "café"),
        (b"Content-Type: text/plain; charset=utf-8", b"caf\xe9", "café"),
        (b"Content-Type: text/plain", b"een\x00twee\x07\r\n\xe2\x80\xaeeert", "eentwee\neert"),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"!!geen base64", None),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: x-onbekend", b"zomaar", "zomaar"),
        (b"Content-Type: multipart/mixed", b"geen grens", None),
        (b"Content-Type: ;;;", b"vreemd", "vreemd"),
    ],
)
def test_odd_letters_are_read_as_well_as_can_be(headings, body, text):
    mail = read(HEAD + b"MIME-Version: 1.0\r\n" + headings + b"\r\n\r\n" + body)
    assert text is None or mail.text == text
    assert "\x00" not in mail.text


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?utf-8?q?Caf=C3=A9_te_laat?=", "Café te laat"),
        ("=?iso-8859-1?b?Y2Fm6Q==?= gesloten", "café gesloten"),
        ("=?utf-8?b?a=?=", None),
        ("=?bestaat-niet?q?caf=C3=A9?=", "café"),
        ("=?utf-8?q?een=0D=0ABcc:_twee?=", "een Bcc: twee"),
        ("x" * 100_000, "x" * 200),
    ],
)
def test_a_heading_is_one_line_and_bounded(written, subject):
    mail = read(f"From: a@b.nl\r\nSubject: {written}\r\n\r\nx".encode())
    assert subject is None or mail.subject == subject
    assert "\n" not in mail.subject and len(mail.subject) <= 200


def test_the_text_of_markup_is_what_a_reader_sees():
    markup = (
        "<html><head><title>x</title><style>p{color:red}</style></head><body><p>Beste,</p><p>De <b>taart</b> kwam"
        " te&nbsp;laat.<br>Groet<script>alert(1)</script></p><!-- niet dit --><img src='http://elders/x.gif'></body>"
    )
    text = read(HEAD + b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + markup.encode()).text
    assert text.split("\n") == ["Beste,", "", "De taart kwam te laat.", "Groet"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 40_000,
        "<!--" * 50_000,
        "<a " + "b " * 100_000,
        "&" * 200_000,
        "<![CDATA[" * 20_000,
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><p>&b;</p>',
        "<table><tr><td>" * 15_000,
        "",
        "\x00\x01",
    ],
)
def test_hostile_markup_takes_no_time(markup):
    began = process_time()
    of_html(markup)
    assert process_time() - began < 3


def nested(depth, kind="multipart/mixed"):
    body = b"Content-Type: text/plain\r\n\r\nbinnenin"
    for n in range(depth):
        body = f'Content-Type: {kind}; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() + body + f"\r\n--b{n}--\r\n".encode()
    return HEAD + b"MIME-Version: 1.0\r\n" + body


def test_a_mail_in_a_mail_in_a_mail_is_read_so_far():
    assert read(nested(5)).text == "binnenin"
    assert read(nested(2_000)).sender == "els@linde.nl"


def test_what_is_attached_has_bounds():
    part = b'--b\r\nContent-Disposition: attachment; filename="f%d.txt"\r\n\r\ninhoud\r\n'
    many = b"".join(part % n for n in range(500))
    mail = read(HEAD + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + many + b"--b--")
    assert len(mail.enclosed) == reading.MOST_ENCLOSED
    assert [one.content for one in mail.enclosed] == [b"inhoud"] * 10
    assert len(mail.left_out) == 10


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"../../etc/passwd"', "passwd"),
        ('"C:\\\\windows\\\\x.exe"', "x.exe"),
        ('".htaccess"', "htaccess"),
        ('"=?utf-8?q?foto=E2=80=AEgpj.exe?="', "fotogpj.exe"),
        ('"' + "x" * 5_000 + '"', "x" * 120),
        ('""', "bijlage.plain"),
        ("*=utf-8''%ff%fe", "bijlage.plain"),
    ],
)
def test_the_name_of_a_file_leads_nowhere(written, name):
    equals = "" if written.startswith("*") else "="
    given_name = f"filename{equals}{written}"
    body = f"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; {given_name}\r\n\r\nx\r\n--b--"
    head = HEAD + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    (one,) = read(head + body.encode()).enclosed
    assert one.name == name or written.startswith("*")
    assert "/" not in one.name and len(one.name) <= 120


def test_a_mail_that_is_attached_is_not_read_as_the_mail():
    inner = b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@y.nl\r\nSubject: oud\r\n\r\noude tekst\r\n"
    outer = b"--b\r\nContent-Type: text/plain\r\n\r\nzie bijlage\r\n"
    head = HEAD + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    mail = read(head + outer + inner + b"--b--\r\n")
    assert mail.text == "zie bijlage"
    assert b"oude tekst" in mail.enclosed[0].content


def test_ten_thousand_headings_and_addresses_take_no_time():
    began = process_time()
    mail = read(b"To: " + b"a@b.nl, " * 100_000 + b"\r\n" + b"X-A: b\r\n" * 10_000 + HEAD + b"\r\nx")
    assert mail.sender == "els@linde.nl"
    assert process_time() - began < 3


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_are_a_mail(head, body):
    for content in (head + b"\r\n\r\n" + body, HEAD + head + b"\r\n\r\n" + body):
        mail = read(content)
        whole = mail.sender + mail.sender_name + mail.subject + mail.text + mail.message_id
        whole.encode()  # can be kept by a database
        assert "\x00" not in whole


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(max_size=300))
def test_any_markup_is_text(markup):
    of_html(markup).encode("utf-8", "strict")
