"""Rows: GET, SET and ACTION, alone, in lists and in blocks; selective access; what is no service at all."""
import datetime

from client import acse, axdr, objects, session, xdlms
from client.axdr import Data, octets
from client.xdlms import GET, NORMAL, SET, Attribute, obis, request
from conformance_table import named, row, told

READ, WRITE, ACT, SELECT, LONG, NOISE = "GET", "SET", "ACTION", "Selective access", "Long values", "What is no request"
PROFILE, LOAD = objects.PROFILE, "1-0:99.1.0"
NOBODY = "0-0:96.99.99"


def got(bench, client, *what):
    return told(lambda: bench.client(client).get(*what))


for title, client, what, answer in (
        ("a readable attribute", 16, (8, "0-0:1.0.0", 2), "success"),
        ("the logical name of an object", 2, (3, "1-0:1.8.0", 1), "success"),
        ("all attributes at once (attribute 0)", 2, (3, "1-0:1.8.0", 0), "success"),
        ("an object that there is none of", 2, (3, NOBODY, 2), "object-undefined"),
        ("an object by another class", 2, (1, "1-0:1.8.0", 2), "object-class-inconsistent"),
        ("an attribute that the class lacks", 2, (3, "1-0:1.8.0", 17), "object-undefined"),
        ("an object that the client may not read", 16, (3, "1-0:1.8.0", 2), "read-write-denied"),
        ("an object of the management client's, by the reading client", 2, (64, "0-0:43.0.0", 2), "read-write-denied"),
        ("a secret: the LLS password", 1, (15, "0-0:40.0.2", 7), "read-write-denied"),
        ("selective access where there is none", 2, (3, "1-0:1.8.0", 2, objects.by_entry(1)), "scope-of-access-violated")):
    row(READ, title, answer)(lambda bench, c=client, w=what: got(bench, c, *w))


@row(READ, "a list: values, and errors in the place of what cannot be read", "success, object-undefined, success")
def _(bench):
    results = bench.client(2).get_list([(8, "0-0:1.0.0", 2), (3, NOBODY, 2), (3, "1-0:1.8.0", 3)])
    return ", ".join(r.result if isinstance(r, xdlms.AccessError) else "success" for r in results)


@row(READ, "a list of ten (Gurux)", "ten values")
def _(bench):
    results = bench.client(2).get_list([(3, "1-0:1.8.0", 3)] * 10)
    return "ten values" if len(results) == 10 and len(set(map(str, results))) == 1 else str(results)


@row(READ, "an empty list", "exception or an empty list")
def _(bench):
    answer = bench.client(2).raw(request(GET, xdlms.WITH_LIST, b"\0"))
    ok = answer[0] == xdlms.EXCEPTION or answer[:2] == b"\xC4\x03"
    return "exception or an empty list" if ok else answer.hex()


@row(READ, "priority and invoke-id come back as they were sent", "as sent")
def _(bench):
    client, out = bench.client(16), []
    for invoke in (0xC1, 0x41, 0xCF):
        answer = client.raw(request(GET, NORMAL, Attribute(8, obis("0-0:1.0.0"), 2).selected(), invoke))
        out.append(answer[2] == invoke)
    return "as sent" if all(out) else str(out)


@row(READ, "an unconfirmed GET: no answer, and the next request has one", "no answer")
def _(bench):
    client = bench.client(16)
    client.send(request(GET, NORMAL, Attribute(8, obis("0-0:1.0.0"), 2).selected(), 0x81))
    confirmed = client.raw(request(GET, NORMAL, Attribute(8, obis("0-0:1.0.0"), 2).selected(), 0xC2))
    return "no answer" if confirmed[2] == 0xC2 else "an answer"


# ---- SET

CALENDAR_NAME = (20, "0-0:13.0.0", 6)
ACTIVATION = (20, "0-0:13.0.0", 10)


def put(bench, client, *what):
    return told(lambda: bench.client(client).set(*what))


def name_of(bench):
    return bench.opened.get(*CALENDAR_NAME).value


@row(WRITE, "a writable attribute, read back", "success, as written")
def _(bench):
    told_ = put(bench, 1, *CALENDAR_NAME, octets(b"by hand"))
    return told_ + (", as written" if name_of(bench) == b"by hand" else f", {name_of(bench)}")


for title, client, what, answer in (
        ("an attribute of a wrong type", 1, (*CALENDAR_NAME, Data("unsigned", 5)), "type-unmatched"),
        ("an attribute that is only read", 1, (3, "1-0:1.8.0", 2, Data("double-long-unsigned", 0)), "read-write-denied"),
        ("the logical name", 1, (3, "1-0:1.8.0", 1, octets(bytes(6))), "read-write-denied"),
        ("an attribute, by a client that may only read it", 2, (*CALENDAR_NAME, octets(b"x")), "read-write-denied"),
        ("an object that there is none of", 1, (1, NOBODY, 2, Data("unsigned", 5)), "object-undefined"),
        ("an object by another class", 1, (1, "0-0:13.0.0", 6, octets(b"x")), "object-class-inconsistent"),
        ("an attribute that the class lacks", 1, (20, "0-0:13.0.0", 77, octets(b"x")), "object-undefined"),
        ("the clock to a day that does not exist", 1,
         (8, "0-0:1.0.0", 2, octets(bytes.fromhex("07E4021EFF0A000000800000"))), "other-reason")):
    row(WRITE, title, answer)(lambda bench, c=client, w=what: put(bench, c, *w))


@row(WRITE, "a list: each has its result", "success, read-write-denied, object-undefined")
def _(bench):
    return told(lambda: ", ".join(bench.client(1).set_list([
        (*CALENDAR_NAME, octets(b"listed")), (3, "1-0:1.8.0", 2, Data("double-long-unsigned", 0)),
        (1, NOBODY, 2, axdr.NULL)])))


@row(WRITE, "a list in blocks of five octets: each has its result, and what could be written is", "success, read-write-denied, "
     "as written")
def _(bench):
    out = told(lambda: ", ".join(bench.client(1).set_list_in_blocks([
        (*CALENDAR_NAME, octets(b"listed in blocks")), (3, "1-0:1.8.0", 2, Data("double-long-unsigned", 0))], 5)))
    return out + (", as written" if name_of(bench) == b"listed in blocks" else f", {name_of(bench)}")


@row(WRITE, "a list in blocks with a value too few", "type-unmatched, type-unmatched")
def _(bench):
    client = bench.client(1)
    what = xdlms.counted([Attribute(20, obis("0-0:13.0.0"), 6).selected()] * 2)
    one = xdlms.counted([axdr.encode(octets(b"x"))])
    response = client.in_blocks(SET, xdlms.SET_RESPONSE, (5, 3), 2, what, one, 3)
    return ", ".join(xdlms.AccessError(response.body.number(1)).result for _ in range(response.body.length()))


@row(WRITE, "in blocks of three octets, read back", "success, as written")
def _(bench):
    out = told(lambda: bench.client(1).set_in_blocks(*CALENDAR_NAME, octets(b"in blocks of three"), 3))
    return out + (", as written" if name_of(bench) == b"in blocks of three" else f", {name_of(bench)}")


def first_block(client, number=1, last=False):
    what = Attribute(20, obis("0-0:13.0.0"), 6).selected()
    return client.exchange(request(SET, 2, what + xdlms.data_block(last, number, axdr.encode(octets(b"part"))[:3])))


def block_result(apdu):
    """SET's answers to blocks that are not right, of either kind."""
    if apdu[:2] == b"\xC5\x03" or apdu[:2] == b"\xC5\x01":
        return xdlms.AccessError(apdu[3]).result
    return named(apdu)


@row(WRITE, "a block out of turn", "data-block-number-invalid")
def _(bench):
    client = bench.client(1)
    first_block(client)
    return block_result(client.exchange(request(SET, 3, xdlms.data_block(True, 3, b"x"))))


@row(WRITE, "a block without a first one", "no-long-set-in-progress")
def _(bench):
    return block_result(bench.client(1).exchange(request(SET, 3, xdlms.data_block(True, 2, b"x"))))


@row(WRITE, "a long SET that is given up for another request: nothing is written", "success, unchanged")
def _(bench):
    client = bench.client(1)
    before = name_of(bench)
    first_block(client)
    out = told(lambda: client.get(8, "0-0:1.0.0", 2))
    return out + (", unchanged" if name_of(bench) == before else ", changed")


@row(WRITE, "a value that ends too early", "type-unmatched or exception")
def _(bench):
    what = Attribute(20, obis("0-0:13.0.0"), 6).selected()
    answer = bench.client(1).exchange(request(SET, NORMAL, what + bytes.fromhex("090501")))
    return "type-unmatched or exception" if answer[0] == xdlms.EXCEPTION or answer[3:] == b"\x0C" else answer.hex()


# ---- ACTION

def act(bench, client, *what):
    return told(lambda: bench.client(client).action(*what))


ZERO = Data("integer", 0)
for title, client, what, answer in (
        ("a method without parameters that is given the integer 0", 1, (70, "0-0:96.3.10", 1, ZERO), "success"),
        ("the same without any", 1, (70, "0-0:96.3.10", 1), "success"),
        ("a method that the client may not execute", 2, (70, "0-0:96.3.10", 1, ZERO), "read-write-denied"),
        ("a method of an object that there is none of", 1, (70, NOBODY, 1, ZERO), "object-undefined"),
        ("a method of another class", 1, (9, "0-0:96.3.10", 1, ZERO), "object-class-inconsistent"),
        ("a method that the class lacks", 1, (70, "0-0:96.3.10", 9, ZERO), "object-undefined"),
        ("a parameter of a wrong type", 1, (8, "0-0:1.0.0", 6, octets(b"x")), "type-unmatched"),
        ("a clock shift beyond the class's range", 1, (8, "0-0:1.0.0", 6, Data("long", 5000)), "other-reason")):
    row(ACT, title, answer)(lambda bench, c=client, w=what: act(bench, c, *w))


@row(ACT, "a list: each has its result", "success, object-undefined")
def _(bench):
    return told(lambda: ", ".join(result for result, _ in bench.client(1).action_list(
        [(70, "0-0:96.3.10", 1, ZERO), (70, NOBODY, 1, ZERO)])))


@row(ACT, "a parameter in blocks of one octet", "success")
def _(bench):
    return told(lambda: bench.client(1).action_in_blocks(70, "0-0:96.3.10", 1, ZERO, 1))


@row(ACT, "a list in blocks of one octet: each has its result", "success, object-undefined")
def _(bench):
    return told(lambda: ", ".join(result for result, _ in bench.client(1).action_list_in_blocks(
        [(70, "0-0:96.3.10", 1, ZERO), (70, NOBODY, 1, ZERO)], 1)))


@row(ACT, "a block out of turn", "long-action-aborted")
def _(bench):
    client = bench.client(1)
    what = Attribute(70, obis("0-0:96.3.10"), 1).descriptor()
    client.exchange(request(xdlms.ACTION, 4, what + xdlms.data_block(False, 1, b"\x0F")))
    answer = client.exchange(request(xdlms.ACTION, 6, xdlms.data_block(True, 3, b"\0")))
    return xdlms.ACTION_RESULTS[answer[3]] if answer[0] == xdlms.ACTION_RESPONSE else named(answer)


def exported(bench, **options):
    """The first certificate of the security setup, as its method 7 gives it back, and the client."""
    hub = bench.sibling("chf") if "chf" in bench.siblings else bench
    client = hub.client(1, **options)
    bench.opened = client
    entity, kind, serial, issuer, *_ = client.get(64, "0-0:43.0.0", 6).value[0].value
    wanted = axdr.structure(Data("enum", 1), axdr.structure(serial, issuer))
    return client.action(64, "0-0:43.0.0", 7, wanted), client


@row(ACT, "a long answer: a certificate, in blocks of at most 200 octets", "as in one, in blocks")
def _(bench):
    whole, _ = exported(bench)
    pieces, client = exported(bench, max_pdu=200)
    sizes = client.block_sizes
    return "as in one, in blocks" if pieces == whole and len(sizes) > 1 and max(sizes) < 200 else f"{sizes}"


@row(ACT, "a long answer that is given up for another request, and its next block then", "success, no-long-action-in-progress")
def _(bench):
    _, client = exported(bench, max_pdu=200)
    out = told(lambda: client.get(8, "0-0:1.0.0", 2))
    answer = client.exchange(request(xdlms.ACTION, 2, (1).to_bytes(4, "big")))
    return f"{out}, {xdlms.ACTION_RESULTS[answer[3]]}"


@row(ACT, "a long answer to a client without block transfer", "exception: service-not-allowed, pdu-too-long")
def _(bench):
    return told(lambda: exported(bench, max_pdu=200, proposed=acse.USUAL & ~acse.conformance("block-action"))[0])


@row(ACT, "a block without a first one", "no-long-action-in-progress")
def _(bench):
    answer = bench.client(1).exchange(request(xdlms.ACTION, 6, xdlms.data_block(True, 2, b"x")))
    return xdlms.ACTION_RESULTS[answer[3]] if answer[0] == xdlms.ACTION_RESPONSE else named(answer)


# ---- selective access

def rows_of(bench, selection=None, client=2):
    """Entries of the load profile."""
    return (bench.opened or bench.client(client)).get(PROFILE, LOAD, 2, selection).value


def ends(bench, count=5):
    """The times of the first `count` entries, in UTC."""
    return [objects.read_date_time(entry[0].value) for entry in rows_of(bench, objects.by_entry(1, count))]


@row(SELECT, "entries 1 to 3", "3 entries")
def _(bench):
    return f"{len(rows_of(bench, objects.by_entry(1, 3)))} entries"


@row(SELECT, "entries from the second to last on, to 0: the last", "2 entries")
def _(bench):
    used = bench.client(2).get(PROFILE, LOAD, 7).value
    return f"{len(rows_of(bench, objects.by_entry(used - 1, 0)))} entries"


@row(SELECT, "one entry, columns 1 to 2; columns from 2 to 0: the last", "2 columns, all but the first")
def _(bench):
    whole = rows_of(bench, objects.by_entry(1, 1))[0].value
    two = rows_of(bench, objects.by_entry(1, 1, 1, 2))[0].value
    rest = rows_of(bench, objects.by_entry(1, 1, 2, 0))[0].value
    return "2 columns, all but the first" if (two, rest) == (whole[:2], whole[1:]) else f"{two}, {rest}"


@row(SELECT, "entries beyond what there is", "0 entries")
def _(bench):
    used = bench.client(2).get(PROFILE, LOAD, 7).value
    return f"{len(rows_of(bench, objects.by_entry(used + 1, used + 9)))} entries"


for title, selection, answer in (
        ("an unknown selector", (9, axdr.encode(axdr.NULL)), "scope-of-access-violated"),
        ("from entry 0", objects.by_entry(0, 3), "scope-of-access-violated"),
        ("columns that do not exist", objects.by_entry(1, 1, 1, 40), "scope-of-access-violated"),
        ("parameters of a wrong type", (2, axdr.encode(Data("unsigned", 1))), "type-unmatched"),
        ("a range over a column that is no time", objects.by_range(bytes(12), bytes(12), (3, obis("1-0:1.8.0"), 2, 0)),
         "scope-of-access-violated"),
        ("a range over an object that is no column", objects.by_range(bytes(12), bytes(12), (8, obis(NOBODY), 2, 0)),
         "scope-of-access-violated"),
        ("the end of a range is no time", objects.by_range(b"\0\1", b"\0\1"), "type-unmatched")):
    row(SELECT, title, answer)(lambda bench, s=selection: got(bench, 2, PROFILE, LOAD, 2, s))


def within(bench, spoken, **options):
    """How many entries lie between the second and the fourth, in one of the ways in which clients write times."""
    times = ends(bench)
    return f"{len(rows_of(bench, objects.by_range(spoken(times[1]), spoken(times[3]), **options)))} entries"


def utc(**fields):
    return lambda when: objects.date_time(when, **fields)


def an_hour_ahead(when):
    return objects.date_time(when + datetime.timedelta(hours=1), deviation=-60)


@row(SELECT, "a range, both ends included: octet-strings in UTC", "3 entries")
def _(bench):
    return within(bench, utc())


@row(SELECT, "a range in local time with its deviation of -60", "3 entries")
def _(bench):
    return within(bench, an_hour_ahead)


@row(SELECT, "a range with no deviation, day of week and hundredths (Gurux, dlms-cosem)", "3 entries")
def _(bench):
    shown = rows_of(bench, objects.by_entry(2, 2))[0][0].value
    to_utc = datetime.timedelta(minutes=int.from_bytes(shown[9:11], "big", signed=True))
    return within(bench, lambda when: objects.date_time(when - to_utc, deviation=objects.UNSPECIFIED, day_of_week=0xFF,
                                                        hundredths=0xFF, status=0xFF))


@row(SELECT, "a range as the type date-time", "3 entries")
def _(bench):
    return within(bench, utc(), as_type="date-time")


@row(SELECT, "a range with one column of three", "3 entries of 1 column")
def _(bench):
    times = ends(bench)
    wanted = objects.by_range(utc()(times[1]), utc()(times[3]), columns=[(8, obis("0-0:1.0.0"), 2, 0)])
    found = rows_of(bench, wanted)
    return f"{len(found)} entries of {len(found[0].value)} column"


@row(SELECT, "a range that ends before it begins", "0 entries")
def _(bench):
    times = ends(bench)
    return f"{len(rows_of(bench, objects.by_range(utc()(times[3]), utc()(times[1]))))} entries"


@row(SELECT, "an open range: both ends not specified", "all entries")
def _(bench):
    used = bench.client(2).get(PROFILE, LOAD, 7).value
    nothing = bytes.fromhex("FFFFFFFFFFFFFFFFFF8000FF")
    found = len(rows_of(bench, objects.by_range(nothing, nothing)))
    return "all entries" if found == used else f"{found} of {used}"


# ---- long values

@row(LONG, "the object list in blocks: as long as the client can take", "blocks of at most 300")
def _(bench):
    client = bench.client(1, max_pdu=300)
    whole = client.get(15, "0-0:40.0.0", 2)
    sizes, at_once = client.block_sizes, bench.client(1).get(15, "0-0:40.0.0", 2)
    return "blocks of at most 300" if len(sizes) > 1 and max(sizes) < 300 and whole == at_once else str(sizes)


@row(LONG, "the object list to a client that takes 0xFFFF: without blocks", "in one")
def _(bench):
    client = bench.client(1)
    client.get(15, "0-0:40.0.0", 2)
    return "in one" if not client.block_sizes else str(client.block_sizes)


@row(LONG, "an answer that is too long for a client without block transfer", "exception or result, no blocks")
def _(bench):
    client = bench.client(1, max_pdu=200, proposed=acse.conformance("get", "general-protection", "action"))
    answer = client.exchange(request(GET, NORMAL, Attribute(15, obis("0-0:40.0.0"), 2).selected()))
    blocks = answer[:2] == b"\xC4\x02"
    return "exception or result, no blocks" if not blocks and len(answer) < 200 else answer.hex()[:60]


def long_get(bench):
    """The first block of the object list is here."""
    client = bench.client(1, max_pdu=300)
    client.exchange(request(GET, NORMAL, Attribute(15, obis("0-0:40.0.0"), 2).selected()))
    return client


def block_error(apdu):
    """What GET says where a block should be."""
    if apdu[:2] == b"\xC4\x02" and apdu[8] == 1:
        return xdlms.AccessError(apdu[9]).result
    if apdu[:2] == b"\xC4\x01" and apdu[3] == 1:
        return xdlms.AccessError(apdu[4]).result
    return named(apdu)


@row(LONG, "the wrong block is asked for", "data-block-number-invalid")
def _(bench):
    return block_error(long_get(bench).exchange(request(GET, xdlms.NEXT, (7).to_bytes(4, "big"))))


@row(LONG, "a block is asked for, and no long GET is under way", "no-long-get-in-progress")
def _(bench):
    return block_error(bench.client(1).exchange(request(GET, xdlms.NEXT, (1).to_bytes(4, "big"))))


@row(LONG, "a long GET that is given up for another request", "success")
def _(bench):
    client = long_get(bench)
    return told(lambda: client.get(8, "0-0:1.0.0", 2))


# ---- noise

for title, apdu, answer in (
        ("a request of a service that nobody has", "DE01", "exception: service-unknown, service-not-supported"),
        ("short names: READ", "0501020008", "exception: service-unknown, service-not-supported"),
        ("ACCESS", "D941000000" + "00" * 8, "exception: service-unknown, service-not-supported"),
        ("GET of a kind that there is none of", "C009C1", "exception: service-not-allowed, other-reason"),
        ("GET that is cut short", "C001C100080000", "exception: service-not-allowed, other-reason"),
        ("GET with octets behind its end", "C001C100080000010000FF0200AABB", "exception: service-not-allowed, other-reason"),
        ("an answer instead of a request", "C401C1001105", "exception: service-unknown, service-not-supported")):
    row(NOISE, title, answer)(lambda bench, a=apdu: named(bench.client(16).raw(bytes.fromhex(a))))


@row(NOISE, "an APDU of no octets", "exception: service-not-allowed, other-reason")
def _(bench):
    return named(bench.client(16).raw(b""))


@row(NOISE, "an APDU longer than the server takes", "exception: service-not-allowed, pdu-too-long")
def _(bench):
    client = bench.client(16)
    return named(client.raw(b"\xC1" + bytes(client.terms.max_pdu)))


@row(NOISE, "a list of 20 000 levels of structures", "an answer, and no crash")
def _(bench):
    client = bench.client(1)
    what = Attribute(20, obis("0-0:13.0.0"), 6).selected()
    answer = client.exchange(request(SET, NORMAL, what + b"\x02\x01" * 400))
    return "an answer, and no crash" if answer else "none"
