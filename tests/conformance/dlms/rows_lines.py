"""Rows: the TCP wrapper, HDLC, and the sign-on of an optical port."""
import functools
import time

from client import acse, hdlc, links, objects, xdlms
from conformance_table import named, row, told
from rows_association import GET_CLOCK, INITIATE

WRAP, FRAMES, SIGN_ON = "TCP wrapper", "HDLC", "Optical port: mode E"
AARQ = acse.aarq(1, INITIATE)
row_of_line = functools.partial(row, needs="optical port")


def wrapped(source, destination, apdu, version=1, length=None):
    return b"".join(n.to_bytes(2, "big") for n in (version, source, destination, len(apdu) if length is None else length)) + apdu


@row(WRAP, "a request octet by octet", "accepted", then="anew")
def _(bench):
    for octet in wrapped(16, bench.server, AARQ):
        bench.link.send_raw(bytes([octet]))
    return named(bench.link.receive(16, bench.server))


@row(WRAP, "two requests in one segment", "two answers", then="anew")
def _(bench):
    bench.link.send_raw(wrapped(16, bench.server, AARQ) + wrapped(16, bench.server, GET_CLOCK))
    answers = [bench.link.receive(16, bench.server) for _ in range(2)]
    return "two answers" if [a[0] for a in answers] == [acse.AARE, xdlms.GET_RESPONSE] else str(answers)


@row(WRAP, "three clients side by side on one connection", "each has its own association")
def _(bench):
    clients = [bench.client(sap) for sap in (16, 2, 1)]
    seen = [told(lambda c=c: c.get(3, "1-0:1.8.0", 2)) for c in clients]
    return "each has its own association" if seen == ["read-write-denied", "success", "success"] else str(seen)


@row(WRAP, "version 2", "closed", then="reconnect")
def _(bench):
    bench.link.send_raw(wrapped(16, bench.server, AARQ, version=2))
    return told(lambda: bench.link.receive(16, bench.server))


@row(WRAP, "the connection ends in the middle of an APDU", "the next one is accepted", then="reconnect")
def _(bench):
    bench.link.send_raw(wrapped(16, bench.server, AARQ)[:20])
    bench.begin()
    return "the next one is accepted" if bench.client(16) else ""


# ---- HDLC

def on_line(bench, action, **options):
    """`action` with an HDLC connection that is left afterwards."""
    link = bench.hdlc(**options)
    try:
        return told(lambda: action(link))
    finally:
        bench.leave(link)


def clock_over(bench, link, client=16):
    made = bench.made(client, link)
    made.associate()
    return told(lambda: made.get(8, "0-0:1.0.0", 2))


for title, server in (
        ("an address of 1 octet", hdlc.server_address(1)),
        ("an address of 2 octets: logical device 1, physical device 17", hdlc.server_address(1, 17)),
        ("an address of 4 octets (jDLMS, Gurux)", hdlc.server_address(1, 17, octets=4))):
    row_of_line(FRAMES, title, "success", then="anew")(
        lambda bench, s=server: on_line(bench, lambda link: clock_over(bench, link), server=s))


for title, wanted in (
        ("SNRM without parameters", None),
        ("SNRM with an empty group of parameters", {}),
        ("SNRM with all four parameters", {5: 128, 6: 128, 7: 1, 8: 1}),
        ("frames of 2030 octets are wanted", {5: 2030, 6: 2030}),
        ("frames of 32 octets", {5: 32, 6: 32}),
        ("a window of 7", {7: 7, 8: 7})):
    row_of_line(FRAMES, title, "success", then="anew")(
        lambda bench, w=wanted: on_line(bench, lambda link: clock_over(bench, link), wanted=w))


@row_of_line(FRAMES, "parameters in other lengths: sizes in 2 octets, windows in 1", "success", then="anew")
def _(bench):
    line = bench.hdlc_line()
    station = hdlc.Station(line, 16, bench.station)
    station.put(hdlc.SNRM | hdlc.POLL, bytes.fromhex("81800E" "05020080" "06020080" "070101" "080101"))
    out = "success" if station.expect("UA") else ""
    station.disconnect()
    line.close()
    return out


@row_of_line(FRAMES, "more than the server has is not agreed to", "at most what was wanted", then="anew")
def _(bench):
    wanted = {5: 2030, 6: 2030, 7: 7, 8: 7}

    def compare(link):
        return "at most what was wanted" if all(link.agreed[n] <= wanted[n] for n in wanted) else str(link.agreed)
    return on_line(bench, compare, wanted=wanted)


for title, wanted, answer in (
        ("512 octets and windows of 3", {5: 512, 6: 512, 7: 3, 8: 3}, "512, 512, 3, 3"),
        ("more than the meter has: what it has", {5: 2030, 6: 2030, 7: 7, 8: 7}, "512, 512, 3, 3"),
        ("200 and 100 octets, windows of 2 and 1: no more than that", {5: 200, 6: 100, 7: 2, 8: 1}, "100, 200, 1, 2"),
        ("nothing: the standard's own", None, "128, 128, 1, 1")):
    @row_of_line(FRAMES, f"negotiated with a client that wants {title}", answer, then="anew")
    def _(bench, wanted=wanted):
        return on_line(bench, lambda link: ", ".join(str(link.agreed[n]) for n in (5, 6, 7, 8)), wanted=wanted)


LARGE = {5: 512, 6: 512, 7: 3, 8: 3}


def object_list(bench, link):
    made = bench.made(16, link)
    made.associate()
    over_line = made.get(15, "0-0:40.0.0", 2)
    return "as over the wrapper" if over_line == bench.client(16).get(15, "0-0:40.0.0", 2) else "another"


for title, wanted in (("512 octets and windows of 3", LARGE), ("40 octets and windows of 3", {5: 40, 6: 40, 7: 3, 8: 3})):
    row_of_line(FRAMES, f"the object list in {title}", "as over the wrapper", then="anew")(
        lambda bench, w=wanted: on_line(bench, lambda link: object_list(bench, link), wanted=w))


def in_a_row(link, whole, size, lost=None):
    """Segments of a request, as many without a poll as were agreed; `lost`: one that does not arrive."""
    station = link.station
    pieces = [whole[at:at + size] for at in range(0, len(whole), size)]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        poll = last or number % link.agreed[8] == link.agreed[8] - 1
        if number != lost:
            station.put(station.information_control(poll), piece, not last)
        station.next_send = (station.next_send + 1) & 7
        if poll and not last:
            answer = station.expect("RR")
            if answer.receive != station.next_send:
                return answer.receive
    return None


@row_of_line(FRAMES, "a request of three segments without a poll in between", "accepted", then="anew")
def _(bench):
    def ask(link):
        in_a_row(link, hdlc.COMMAND + AARQ, 15)
        return named(link.receive(16, 1))
    return on_line(bench, ask, wanted=LARGE)


@row_of_line(FRAMES, "a segment of a window is lost: N(R) says which, and it is sent again", "1, accepted", then="anew")
def _(bench):
    def ask(link):
        whole = hdlc.COMMAND + AARQ + bytes(0)
        said = in_a_row(link, whole, 8, lost=1)
        link.station.next_send = said
        in_a_row(link, whole[8:], 8)
        return f"{said}, {named(link.receive(16, 1))}"
    return on_line(bench, ask, wanted=LARGE)


@row_of_line(FRAMES, "a frame that is longer than what was agreed", "RR, and the next request is answered", then="anew")
def _(bench):
    def act(link):
        link.station.put(link.station.information_control(), hdlc.COMMAND + AARQ + bytes(200))
        out = link.station.expect("RR").kind
        return f"{out}, and the next request is answered" if clock_over(bench, link) == "success" else "silence"
    return on_line(bench, act)


@row_of_line(FRAMES, "the object list over segments, window 1 and 128 octets", "as over the wrapper", then="anew")
def _(bench):
    def read(link):
        made = bench.made(16, link)
        made.associate()
        over_line = made.get(15, "0-0:40.0.0", 2)
        return "as over the wrapper" if over_line == bench.client(16).get(15, "0-0:40.0.0", 2) else "another"
    return on_line(bench, read)


@row_of_line(FRAMES, "a long request in segments", "success", then="anew")
def _(bench):
    def ask(link):
        made = bench.made(2, link)
        made.associate()
        return told(lambda: made.get_list([(8, "0-0:1.0.0", 2)] * 20) and "success")
    return on_line(bench, ask, client=2)


@row_of_line(FRAMES, "management client, HLS 5 and ciphering, over HDLC", "success", then="anew")
def _(bench):
    return on_line(bench, lambda link: clock_over(bench, link, 1), client=1)


def disturbed(bench, frame_options, control=None, information=None):
    """A frame that was changed on the way has no answer; the same frame again has one."""
    def act(link):
        station = link.station
        apdu = hdlc.COMMAND + AARQ if information is None else information
        station.put(station.information_control() if control is None else control, apdu, **frame_options)
        try:
            station.get(1)
            return "an answer"
        except hdlc.NoAnswer:
            pass
        return "no answer; sent again: " + clock_over(bench, link)
    return on_line(bench, act)


@row_of_line(FRAMES, "a wrong FCS", "no answer; sent again: success", then="anew")
def _(bench):
    return disturbed(bench, {"bad_fcs": True})


@row_of_line(FRAMES, "a wrong HCS", "no answer; sent again: success", then="anew")
def _(bench):
    return disturbed(bench, {"bad_hcs": True})


@row_of_line(FRAMES, "an information frame before SNRM", "DM", then="anew")
def _(bench):
    line = bench.hdlc_line()
    station = hdlc.Station(line, 16, bench.station)
    station.put(station.information_control(), hdlc.COMMAND + AARQ)
    out = station.get().kind
    station.connect()
    station.disconnect()
    line.close()
    return out


@row_of_line(FRAMES, "DISC without a connection", "DM", then="anew")
def _(bench):
    line = bench.hdlc_line()
    station = hdlc.Station(line, 16, bench.station)
    out = station.disconnect()
    station.connect()
    station.disconnect()
    line.close()
    return out


@row_of_line(FRAMES, "DISC", "UA", then="anew")
def _(bench):
    return bench.leave(bench.hdlc())


@row_of_line(FRAMES, "SNRM in a connection: it begins anew, without its association", "exception: service-not-allowed, "
     "operation-not-possible", then="anew")
def _(bench):
    def act(link):
        made = bench.made(16, link)
        made.associate()
        link.station.connect()
        return named(made.raw(GET_CLOCK))
    return on_line(bench, act)


@row_of_line(FRAMES, "an information frame repeated, because its answer was lost: the answer again, asked once", "the same answer",
     then="anew")
def _(bench):
    def act(link):
        station = link.station
        station.put(station.information_control(), hdlc.COMMAND + AARQ)
        first = station.get()
        station.put(station.information_control(), hdlc.COMMAND + AARQ)
        again = station.get()
        return "the same answer" if again == first else f"{again}, not {first}"
    return on_line(bench, act)


@row_of_line(FRAMES, "an information frame without an LLC header", "RR, and the next request is answered", then="anew")
def _(bench):
    def act(link):
        station = link.station
        station.put(station.information_control(), AARQ)
        station.next_send = 1
        out = station.expect("RR").kind
        return f"{out}, and the next request is answered" if clock_over(bench, link) == "success" else "silence"
    return on_line(bench, act)


@row_of_line(FRAMES, "another logical device's address", "no answer", then="anew")
def _(bench):
    line = bench.hdlc_line()
    other = hdlc.Station(line, 16, hdlc.server_address(99, 17), patience=1)
    out = told(other.connect)
    station = hdlc.Station(line, 16, bench.station)
    station.connect()
    station.disconnect()
    line.close()
    return out


# ---- mode E

@row_of_line(SIGN_ON, "a sign-on, then DISC, then a sign-on (Gurux: the counter first)", "success, success", then="anew")
def _(bench):
    return ", ".join(on_line(bench, lambda link: clock_over(bench, link), line=bench.signed_line()) for _ in range(2))


for character, baud in (("0", 300), ("3", 2400), ("5", 9600)):
    @row_of_line(SIGN_ON, f"the client chooses {baud} baud", "/, success", then="anew")
    def _(bench, character=character):
        line = bench.quiet_line()
        identification = hdlc.sign_on(line, baud=character)
        return identification[0] + ", " + on_line(bench, lambda link: told(lambda: link.agreed and "success"), line=line)


@row_of_line(SIGN_ON, "the client chooses a rate above the one that the meter offers", "no answer", then="anew")
def _(bench):
    line = bench.quiet_line()
    out = told(lambda: hdlc.sign_on(line, baud="6", patience=1))
    line.close()
    return out


@row_of_line(SIGN_ON, "HDLC at once, without a sign-on (jDLMS, dlms-cosem)", "success", then="anew")
def _(bench):
    line = bench.quiet_line()
    return on_line(bench, lambda link: clock_over(bench, link), line=line)


@row_of_line(SIGN_ON, "a request for another meter", "no answer", then="anew")
def _(bench):
    line = bench.quiet_line()
    out = told(lambda: hdlc.sign_on(line, address="NOT-THIS-ONE", patience=1))
    line.close()
    return out


@row_of_line(SIGN_ON, "a choice of another protocol: no answer, and a sign-on begins anew", "no answer, success", then="anew")
def _(bench):
    line = bench.quiet_line()
    line.write(b"/?!\r\n")
    hdlc.read_line(line, 30)
    line.write(b"\x06050\r\n")
    time.sleep(0.5)
    out = "no answer" if not line.read(0.5) else "an answer"
    line.close()
    return f"{out}, {on_line(bench, lambda link: clock_over(bench, link), line=bench.signed_line())}"
