"""Rows: how associations begin and end, and how messages are protected."""
from client import acse, axdr, session, suite0, xdlms
from client.axdr import block
from conformance_table import named, row, told

CLOCK_TIME = xdlms.Attribute(8, xdlms.obis("0-0:1.0.0"), 2)
GET_CLOCK = xdlms.request(xdlms.GET, xdlms.NORMAL, CLOCK_TIME.selected())
INITIATE = acse.initiate_request(acse.USUAL, 0xFFFF)
TITLE = b"CLI\0\0\0\0\1"
BEGIN, END, PROTECT = "Associations begin", "Associations end", "Messages are protected"


def accepted(bench, client, **options):
    return told(lambda: bench.client(client, **options) and "accepted")


for title, client, options in (
        ("public client", 16, {}),
        ("reading client: LLS with its password", 2, {}),
        ("management client: HLS 5 (GMAC), ciphered context", 1, {}),
        ("management client, its InitiateRequest plain in the ciphered context", 1, {"plain_initiate": True}),
        ("management client with a dedicated key", 1, {"dedicated_key": bytes(range(16)), "form": "glo"}),
        ("management client that ciphers generally", 1, {"form": "general-glo"}),
        ("the proof has the counter that the AARQ had (Gurux)", 1, {"same_counter": True}),
        ("a challenge of 8 octets", 1, {"challenge": bytes(range(8))}),
        ("a challenge of 64 octets (Gurux)", 1, {"challenge": bytes(range(64))}),
        ("mechanism 0 by its name, with requirements (Gurux)", 16, {"always_name": True}),
        ("a mechanism without requirements", 2, {"requirements": False}),
        ("a calling title in a plain context (dlms-cosem)", 16, {"title": b"uti\1\2\3\4\5"}),
        ("a user's number as calling-AE-invocation-id (Gurux)", 16, {"user": 7}),
        ("largest APDU 0xFFFF", 16, {"max_pdu": 0xFFFF}),
        ("largest APDU 0: no limit", 16, {"max_pdu": 0}),
        ("only GET is proposed", 16, {"proposed": acse.conformance("get")})):
    row(BEGIN, title, "accepted")(lambda bench, c=client, o=options: accepted(bench, c, **o))


@row(BEGIN, "the server's first counter, for clients that have seen 0 before (dlms-cosem)", "above 0")
def _(bench):
    return "above 0" if bench.client(1).server_counter > 0 else "0"


@row(BEGIN, "quality of service is named", "accepted", then="anew")
def _(bench):
    return named(bench.raw(acse.aarq(1, acse.initiate_request(acse.USUAL, 0xFFFF, quality=1))))


@row(BEGIN, "fields that nobody needs: protocol version, called titles, implementation information", "accepted", then="anew")
def _(bench):
    extra = acse.element(0x80, b"\x07\x80"), acse.element(0xA2, acse.element(4, b"x")), acse.element(0xBD, b"y")
    plain = acse.aarq(1, INITIATE)[2:]
    return named(bench.raw(acse.element(acse.AARQ, extra[0] + plain[:11] + extra[1] + extra[2] + plain[11:])))


@row(BEGIN, "AARQ in an association: it is taken as the first", "accepted")
def _(bench):
    bench.client(16)
    return accepted(bench, 16)


@row(BEGIN, "public, then management client on one connection (Gurux)", "accepted, accepted")
def _(bench):
    first = accepted(bench, 16)
    bench.opened.release()
    return f"{first}, {accepted(bench, 1)}"


for title, client, aarq, answer in (
        ("a client that the device does not know", 99, acse.aarq(1, INITIATE), "rejected, diagnostic 1"),
        ("short names", 16, acse.aarq(2, INITIATE), "rejected, diagnostic 2"),
        ("a ciphered context where there is none", 16, acse.aarq(3, INITIATE, TITLE), "rejected, diagnostic 2"),
        ("management client in a plain context", 1, acse.aarq(1, INITIATE, TITLE, acse.HLS_GMAC, bytes(16)),
         "rejected, diagnostic 2"),
        ("management client without a title", 1, acse.aarq(3, INITIATE, None, acse.HLS_GMAC, bytes(16)),
         "rejected, diagnostic 3"),
        ("reading client by another mechanism", 2, acse.aarq(1, INITIATE, TITLE, acse.HLS_GMAC, bytes(16)),
         "rejected, diagnostic 11"),
        ("reading client without authentication", 2, acse.aarq(1, INITIATE), "rejected, diagnostic 14"),
        ("reading client, a password without its mechanism", 2, acse.aarq(1, INITIATE, value=b"x"), "rejected, diagnostic 12"),
        ("a challenge of 7 octets", 1, acse.aarq(3, INITIATE, TITLE, acse.HLS_GMAC, bytes(7)), "rejected, diagnostic 13"),
        ("DLMS version 5", 16, acse.aarq(1, acse.initiate_request(acse.USUAL, 0xFFFF, version=5)), "rejected, diagnostic 1"),
        ("no service in common", 16, acse.aarq(1, acse.initiate_request(0, 0xFFFF)), "rejected, diagnostic 1"),
        ("a largest APDU of 12 octets", 16, acse.aarq(1, acse.initiate_request(acse.USUAL, 12)), "rejected, diagnostic 1"),
        ("no InitiateRequest", 16, acse.aarq(1, None), "rejected, diagnostic 1"),
        ("half an InitiateRequest", 16, acse.aarq(1, INITIATE[:7]), "rejected, diagnostic 1"),
        ("an AARQ that is cut short", 16, acse.aarq(1, INITIATE)[:-3], "rejected, diagnostic 1")):
    row(BEGIN, title, answer, then="anew")(lambda bench, c=client, a=aarq: named(bench.raw(a, c)))


@row(BEGIN, "a wrong password", "rejected, diagnostic 13", then="anew", logged="wrong password")
def _(bench):
    return accepted(bench, 2, password=b"none of its")


@row(BEGIN, "an empty password", "rejected, diagnostic 13", then="anew", logged="wrong password")
def _(bench):
    return accepted(bench, 2, password=b"")


@row(BEGIN, "a wrong GMAC as the proof", "read-write-denied", then="anew", logged="wrong reply to challenge")
def _(bench):
    made = bench.made(1)
    made.proof_spoilt = True
    return told(made.associate)


@row(BEGIN, "a repeated counter in the AARQ", "exception: service-not-allowed, invocation-counter-error", then="anew",
     logged="repeated counter")
def _(bench):
    bench.client(1).release()
    return accepted(bench, 1, counter=session.Counter(bench.counter.value - 1))


@row(BEGIN, "the exception says the lowest counter that would do: it does", "accepted", logged="repeated counter")
def _(bench):
    bench.client(1).release()
    try:
        bench.client(1, counter=session.Counter(bench.counter.value - 1))
    except xdlms.ExceptionResponse as refused:
        bench.counter.value = refused.counter
        return accepted(bench, 1)
    return "nothing was wrong"


@row(BEGIN, "an InitiateRequest under a wrong key", "rejected, diagnostic 13", then="anew", logged="not deciphered")
def _(bench):
    return accepted(bench, 1, keys=bench.keys._replace(encryption=bytes(16)))


@row(BEGIN, "a dedicated key in a plain InitiateRequest", "rejected, diagnostic 13", then="anew", logged="policy violated")
def _(bench):
    return accepted(bench, 1, plain_initiate=True, dedicated_key=bytes(16))


@row(BEGIN, "a request before any association", "exception: service-not-allowed, operation-not-possible", then="anew")
def _(bench):
    return named(bench.raw(GET_CLOCK))


@row(BEGIN, "a request before the proof", "exception: service-not-allowed, operation-not-possible", then="anew")
def _(bench):
    made = bench.made(1)
    made.raw(made.aarq())
    return named(made.raw(made.protect(GET_CLOCK)))


@row(BEGIN, "the proof once more", "read-write-denied")
def _(bench):
    return told(lambda: bench.client(1).action(15, "0-0:40.0.0", 1, axdr.octets(bytes(17))))


# ---- the end

@row(END, "RLRQ", "released", then="anew")
def _(bench):
    return named(bench.client(16).raw(acse.rlrq()))


@row(END, "RLRQ without a reason", "released", then="anew")
def _(bench):
    return named(bench.client(16).raw(acse.rlrq(None)))


@row(END, "RLRQ with a plain InitiateRequest in a plain context (dlms-cosem)", "released", then="anew")
def _(bench):
    return named(bench.client(16).raw(acse.rlrq(0, INITIATE)))


@row(END, "plain RLRQ in a ciphered context (Gurux)", "released", then="anew")
def _(bench):
    return named(bench.client(1).raw(acse.rlrq()))


@row(END, "RLRQ with a ciphered InitiateRequest", "released, and the terms in cipher", then="anew")
def _(bench):
    client = bench.client(1)
    terms = acse.read_initiate_response(client.release(ciphered=True))
    return "released, and the terms in cipher" if terms == client.terms else str(terms)


@row(END, "a request after the release", "exception: service-not-allowed, operation-not-possible", then="anew")
def _(bench):
    client = bench.client(16)
    client.release()
    return named(client.raw(GET_CLOCK))


@row(END, "the connection is closed without a release", "the next one is accepted")
def _(bench):
    bench.client(1)
    bench.begin()
    return "the next one is " + accepted(bench, 1)


# ---- protection

for form in ("glo", "ded", "general-glo", "general-ded"):
    @row(PROTECT, f"{form}-ciphering, authenticated and encrypted", "success, protected alike")
    def _(bench, form=form):
        dedicated = {"dedicated_key": bytes(range(16))} if form.endswith("ded") else {}
        # The passes of HLS go under the global keys; the dedicated key is for services.
        client = bench.client(1, form="general-glo" if form.startswith("general") else "glo", **dedicated)
        client.form = form
        return told(lambda: client.get(8, "0-0:1.0.0", 2)) + ", protected alike"


@row(PROTECT, "general ciphering without a title, as over HDLC by some meters' clients", "success")
def _(bench):
    client = bench.client(1, form="general-glo")
    message = suite0.protect(client.keys, client.title, client.control, client.counter.take(), GET_CLOCK)
    answer = client.raw(bytes([session.GENERAL_GLOBAL, 0]) + block(message))
    return told(lambda: client.one_result(xdlms.read_response(client.unprotect(answer), xdlms.GET_RESPONSE)))


def spoilt(bench, change):
    """A ciphered GET that was changed on the way."""
    client = bench.client(1)
    apdu = bytearray(client.protect(GET_CLOCK))
    change(apdu)
    return named(client.raw(bytes(apdu)))


@row(PROTECT, "a changed tag", "exception: service-not-allowed, deciphering-error", logged="not deciphered")
def _(bench):
    return spoilt(bench, lambda apdu: apdu.__setitem__(-1, apdu[-1] ^ 1))


@row(PROTECT, "security suite 1", "exception: service-not-allowed, deciphering-error", logged="not deciphered")
def _(bench):
    return spoilt(bench, lambda apdu: apdu.__setitem__(2, apdu[2] | 1))


@row(PROTECT, "compression", "exception: service-not-allowed, deciphering-error", logged="not deciphered")
def _(bench):
    return spoilt(bench, lambda apdu: apdu.__setitem__(2, apdu[2] | 0x80))


@row(PROTECT, "another service in the cipher than its tag says", "exception: service-not-allowed, deciphering-error",
     logged="not deciphered")
def _(bench):
    return spoilt(bench, lambda apdu: apdu.__setitem__(0, 0xC9))


@row(PROTECT, "less than a security header", "exception: service-not-allowed, deciphering-error", logged="not deciphered")
def _(bench):
    return named(bench.client(1).raw(bytes([0xC8, 3, 0x30, 0, 0])))


@row(PROTECT, "a message repeated octet by octet", "exception: service-not-allowed, invocation-counter-error",
     logged="repeated counter")
def _(bench):
    client = bench.client(1)
    apdu = client.protect(GET_CLOCK)
    client.raw(apdu)
    return named(client.raw(apdu))


@row(PROTECT, "a lower counter", "exception: service-not-allowed, invocation-counter-error", logged="repeated counter")
def _(bench):
    client = bench.client(1)
    return named(client.raw(client.protect(GET_CLOCK, counter=1)))


@row(PROTECT, "a counter that leaps ahead", "success")
def _(bench):
    client = bench.client(1)
    bench.counter.value += 1000
    return told(lambda: client.get(8, "0-0:1.0.0", 2))


@row(PROTECT, "a plain request in a ciphered association", "exception: service-not-allowed, operation-not-possible",
     logged="policy violated")
def _(bench):
    return named(bench.client(1).raw(GET_CLOCK))


for control, what in ((suite0.AUTHENTICATED, "authenticated only"), (suite0.ENCRYPTED, "encrypted only")):
    @row(PROTECT, f"a request that is {what}, against the policy", "exception: service-not-allowed, operation-not-possible",
         logged="policy violated")
    def _(bench, control=control):
        client = bench.client(1)
        client.control = control
        apdu = client.protect(GET_CLOCK)
        client.control = suite0.BOTH
        return named(client.raw(apdu))


@row(PROTECT, "a ciphered request in a plain association", "exception: service-not-allowed, deciphering-error")
def _(bench):
    client = bench.client(16)
    message = suite0.protect(bench.keys, TITLE, suite0.BOTH, 1, GET_CLOCK)
    return named(client.raw(bytes([0xC8]) + block(message)))


@row(PROTECT, "a dedicated key that was never given", "exception: service-not-allowed, deciphering-error",
     logged="not deciphered")
def _(bench):
    client = bench.client(1)
    client.form, client.dedicated_key = "ded", bytes(16)
    apdu = client.protect(GET_CLOCK)
    client.form = "glo"
    return named(client.raw(apdu))
