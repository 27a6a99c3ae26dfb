"""Rows: the TCP wrapper, HDLC, and the sign-on of an optical port."""
import time

from client import acse, hdlc, links, objects, xdlms
from conformance_table import named, row, told
from rows_association import GET_CLOCK, INITIATE

WRAP, FRAMES, SIGN_ON = "TCP wrapper", "HDLC", "Optical port: mode E"
AARQ = acse.aarq(1, INITIATE)


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
    row(FRAMES, title, "success", then="anew")(
        lambda bench, s=server: on_line(bench, lambda link: clock_over(bench, link), server=s))


for title, wanted in (
        ("SNRM without parameters", None),
        ("SNRM with an empty group of parameters", {}),
        ("SNRM with all four parameters", {5: 128, 6: 128, 7: 1, 8: 1}),
        ("frames of 2030 octets are wanted", {5: 2030, 6: 2030}),
        ("frames of 32 octets", {5: 32, 6: 32}),
        ("a window of 7", {7: 7, 8: 7})):
    row(FRAMES, title, "success", then="anew")(
        lambda bench, w=wanted: on_line(bench, lambda link: clock_over(bench, link), wanted=w))


@row(FRAMES, "parameters in other lengths: sizes in 2 octets, windows in 1", "success", then="anew")
def _(bench):
    line = bench.hdlc_line()
    station = hdlc.Station(line, 16, bench.station)
    station.put(hdlc.SNRM | hdlc.POLL, bytes.fromhex("81800E" "05020080" "06020080" "070101" "080101"))
    out = "success" if station.expect("UA") else ""
    station.disconnect()
    line.close()
    return out


@row(FRAMES, "more than the server has is not agreed to", "at most what was wanted", then="anew")
def _(bench):
    wanted = {5: 2030, 6: 2030, 7: 7, 8: 7}

    def compare(link):
        return "at most what was wanted" if all(link.agreed[n] <= wanted[n] for n in wanted) else str(link.agreed)
    return on_line(bench, compare, wanted=wanted)


@row(FRAMES, "the object list over segments, window 1 and 128 octets", "as over the wrapper", then="anew")
def _(bench):
    def read(link):
        made = bench.made(16, link)
        made.associate()
        over_line = made.get(15, "0-0:40.0.0", 2)
        return "as over the wrapper" if over_line == bench.client(16).get(15, "0-0:40.0.0", 2) else "another"
    return on_line(bench, read)


@row(FRAMES, "a long request in segments", "success", then="anew")
def _(bench):
    def ask(link):
        made = bench.made(2, link)
        made.associate()
        return told(lambda: made.get_list([(8, "0-0:1.0.0", 2)] * 20) and "success")
    return on_line(bench, ask, client=2)


@row(FRAMES, "management client, HLS 5 and ciphering, over HDLC", "success", then="anew")
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


@row(FRAMES, "a wrong FCS", "no answer; sent again: success", then="anew")
def _(bench):
    return disturbed(bench, {"bad_fcs": True})


@row(FRAMES, "a wrong HCS", "no answer; sent again: success", then="anew")
def _(bench):
    return disturbed(bench, {"bad_hcs": True})


@row(FRAMES, "an information frame before SNRM", "DM", then="anew")
def _(bench):
    line = bench.hdlc_line()
    station = hdlc.Station(line, 16, bench.station)
    station.put(station.information_control(), hdlc.COMMAND + AARQ)
    out = station.get().kind
    station.connect()
    station.disconnect()
    line.close()
    return out


@row(FRAMES, "DISC without a connection", "DM", then="anew")
def _(bench):
    line = bench.hdlc_line()
    station = hdlc.Station(line, 16, bench.station)
    out = station.disconnect()
    station.connect()
    station.disconnect()
    line.close()
    return out


@row(FRAMES, "DISC", "UA", then="anew")
def _(bench):
    return bench.leave(bench.hdlc())


@row(FRAMES, "SNRM in a connection: it begins anew, without its association", "exception: service-not-allowed, "
     "operation-not-possible", then="anew")
def _(bench):
    def act(link):
        made = bench.made(16, link)
        made.associate()
        link.station.connect()
        return named(made.raw(GET_CLOCK))
    return on_line(bench, act)


@row(FRAMES, "an information frame repeated, because its answer was lost: the answer again, asked once", "the same answer",
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


@row(FRAMES, "an information frame without an LLC header", "RR, and the next request is answered", then="anew")
def _(bench):
    def act(link):
        station = link.station
        station.put(station.information_control(), AARQ)
        station.next_send = 1
        out = station.expect("RR").kind
        return f"{out}, and the next request is answered" if clock_over(bench, link) == "success" else "silence"
    return on_line(bench, act)


@row(FRAMES, "another logical device's address", "no answer", then="anew")
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

@row(SIGN_ON, "a sign-on, then DISC, then a sign-on (Gurux: the counter first)", "success, success", then="anew")
def _(bench):
    return ", ".join(on_line(bench, lambda link: clock_over(bench, link)) for _ in range(2))


@row(SIGN_ON, "HDLC at once, without a sign-on (jDLMS, dlms-cosem)", "success", then="anew")
def _(bench):
    line = bench.serial_line()
    line.drain()
    return on_line(bench, lambda link: clock_over(bench, link), line=line)


@row(SIGN_ON, "a request for another meter", "no answer", then="anew")
def _(bench):
    line = bench.serial_line()
    line.drain()
    out = told(lambda: hdlc.sign_on(line, address="NOT-THIS-ONE", patience=1))
    line.close()
    return out


@row(SIGN_ON, "a choice of another protocol: no answer, and a sign-on begins anew", "no answer, success", then="anew")
def _(bench):
    line = bench.serial_line()
    line.drain()
    line.write(b"/?!\r\n")
    hdlc.read_line(line, 30)
    line.write(b"\x06050\r\n")
    time.sleep(0.5)
    out = "no answer" if not line.read(0.5) else "an answer"
    line.close()
    return f"{out}, {on_line(bench, lambda link: clock_over(bench, link))}"
