"""HDLC frames of format type 3, the primary station of a line, and the sign-on of mode E."""
from typing import NamedTuple

from .axdr import Malformed

FLAG = 0x7E
SNRM, DISC, UA, DM, FRMR = 0x83, 0x43, 0x63, 0x0F, 0x87
POLL = 0x10
NAMES = {SNRM: "SNRM", DISC: "DISC", UA: "UA", DM: "DM", FRMR: "FRMR"}
COMMAND, RESPONSE = bytes.fromhex("E6E600"), bytes.fromhex("E6E700")
DEFAULTS = {5: 128, 6: 128, 7: 1, 8: 1}  # transmit and receive information, transmit and receive window


class NoAnswer(Exception):
    """The line was silent for as long as one waits."""


def crc(data):
    """CRC-16 of X.25, bit by bit."""
    value = 0xFFFF
    for octet in data:
        value ^= octet
        for _ in range(8):
            value = value >> 1 ^ 0x8408 if value & 1 else value >> 1
    return (value ^ 0xFFFF).to_bytes(2, "little")


def server_address(logical, physical=None, octets=None):
    """In 1, 2 or 4 octets; as few as it takes, if nobody says how many."""
    if octets is None:
        octets = 1 if physical is None else 2 if logical < 0x80 and physical < 0x80 else 4
    if octets == 1:
        return bytes([logical << 1 | 1])
    physical = physical or 0
    if octets == 2:
        return bytes([logical << 1, physical << 1 | 1])
    return bytes([logical >> 7 << 1, (logical & 0x7F) << 1, physical >> 7 << 1, (physical & 0x7F) << 1 | 1])


def client_address(client):
    return bytes([client << 1 | 1])


class Frame(NamedTuple):
    destination: bytes
    source: bytes
    control: int
    information: bytes
    segmented: bool

    @property
    def kind(self):
        if not self.control & 1:
            return "I"
        if self.control & 0x0F == 0x01:
            return "RR"
        if self.control & 0x0F == 0x05:
            return "RNR"
        return NAMES.get(self.control & ~POLL, f"{self.control:#x}")

    send = property(lambda self: self.control >> 1 & 7)
    receive = property(lambda self: self.control >> 5)
    final = property(lambda self: bool(self.control & POLL))


def encode(frame, bad_hcs=False, bad_fcs=False):
    """With both flags."""
    def spoilt(check, bad):
        return bytes(octet ^ 0x55 for octet in check) if bad else check

    size = 2 + len(frame.destination) + len(frame.source) + 1 + 2 + (len(frame.information) + 2 if frame.information else 0)
    out = (0xA000 | (0x800 if frame.segmented else 0) | size).to_bytes(2, "big")
    out += frame.destination + frame.source + bytes([frame.control])
    if frame.information:
        out += spoilt(crc(out), bad_hcs) + frame.information
    return bytes([FLAG]) + out + spoilt(crc(out), bad_fcs) + bytes([FLAG])


def split_address(data, at):
    end = at
    while not data[end] & 1:
        end += 1
    return data[at:end + 1], end + 1


def decode(data):
    """Between the flags."""
    if len(data) < 7 or data[0] >> 4 != 0xA or (int.from_bytes(data[:2], "big") & 0x7FF) != len(data):
        raise Malformed(f"not a frame: {data.hex()}")
    if crc(data[:-2]) != data[-2:]:
        raise Malformed(f"wrong FCS: {data.hex()}")
    destination, at = split_address(data, 2)
    source, at = split_address(data, at)
    control, body = data[at], data[at + 1:-2]
    if body:
        if crc(data[:at + 1]) != body[:2]:
            raise Malformed(f"wrong HCS: {data.hex()}")
        body = body[2:]
    return Frame(destination, source, control, body, bool(data[0] & 0x08))


class Deframer:
    def __init__(self):
        self.waiting = b""

    def feed(self, data):
        self.waiting += data

    def next(self):
        """A frame, or None; what comes before one is passed over."""
        while True:
            start = self.waiting.find(FLAG)
            if start < 0:
                self.waiting = b""
                return None
            self.waiting = self.waiting[start:]
            if len(self.waiting) < 4:
                return None
            if self.waiting[1] >> 4 != 0xA:
                self.waiting = self.waiting[1:]
                continue
            size = int.from_bytes(self.waiting[1:3], "big") & 0x7FF
            if len(self.waiting) < size + 2:
                return None
            frame, self.waiting = self.waiting[1:size + 1], self.waiting[size + 1:]
            return decode(frame)


def parameters(values):
    """Of SNRM, in the order of their numbers; lengths in as many octets as they need, windows in four."""
    group = b""
    for name, value in sorted(values.items()):
        octets = 4 if name in (7, 8) else 1 if value < 0x100 else 2
        group += bytes([name, octets]) + value.to_bytes(octets, "big")
    return bytes([0x81, 0x80, len(group)]) + group


def read_parameters(data):
    values = dict(DEFAULTS)
    if not data:
        return values
    if data[:2] != b"\x81\x80" or data[2] != len(data) - 3:
        raise Malformed(f"no parameters of HDLC: {data.hex()}")
    at = 3
    while at < len(data):
        name, octets = data[at], data[at + 1]
        values[name] = int.from_bytes(data[at + 2:at + 2 + octets], "big")
        at += 2 + octets
    return values


class Station:
    """The primary station: connects, sends whole APDUs and receives whole answers.

    `line` reads and writes octets: `write(data)`, `read(seconds)` (b"" when nothing came in that time).
    """

    def __init__(self, line, client, server, patience=60, wanted=None):
        self.line, self.patience, self.wanted = line, patience, wanted
        self.client, self.server = client_address(client), server
        self.frames = Deframer()
        self.next_send = self.next_receive = 0
        self.agreed = dict(DEFAULTS)

    # ---- frames

    def put(self, control, information=b"", segmented=False, **how):
        self.line.write(encode(Frame(self.server, self.client, control, information, segmented), **how))

    def get(self, seconds=None):
        """The next frame for us; raises NoAnswer."""
        seconds = self.patience if seconds is None else seconds
        while True:
            frame = self.frames.next()
            if frame is None:
                data = self.line.read(seconds)
                if not data:
                    raise NoAnswer(f"no frame within {seconds} s")
                self.frames.feed(data)
            elif frame.destination == self.client:
                if frame.source != self.server:
                    raise Malformed(f"an answer from {frame.source.hex()}, not from {self.server.hex()}")
                return frame

    def expect(self, *kinds):
        frame = self.get()
        if frame.kind not in kinds:
            raise Malformed(f"{' or '.join(kinds)} expected, {frame.kind} came")
        return frame

    # ---- the connection

    def connect(self):
        self.put(SNRM | POLL, parameters(self.wanted) if self.wanted is not None else b"")
        answer = self.expect("UA")
        self.agreed = read_parameters(answer.information)
        self.next_send = self.next_receive = 0
        self.frames = Deframer()
        return self.agreed

    def disconnect(self):
        """UA, or DM when there was no connection."""
        self.put(DISC | POLL)
        return self.expect("UA", "DM").kind

    def information_control(self, poll=True):
        return self.next_receive << 5 | (POLL if poll else 0) | self.next_send << 1

    def ready(self):
        self.put(self.next_receive << 5 | POLL | 0x01)

    def send(self, apdu):
        """Of what the server can receive; one frame at a time, each acknowledged before the next goes."""
        whole, most = COMMAND + apdu, self.agreed[6]
        for at in range(0, len(whole), most):
            last = at + most >= len(whole)
            self.put(self.information_control(), whole[at:at + most], not last)
            self.next_send = (self.next_send + 1) & 7
            if not last:
                answer = self.expect("RR")
                if answer.receive != self.next_send:
                    raise Malformed(f"frame {self.next_send - 1 & 7} was not acknowledged: N(R) is {answer.receive}")

    def receive(self):
        """A whole APDU of the server."""
        whole = b""
        while True:
            frame = self.expect("I", "RR")
            if frame.kind == "RR":  # it has nothing yet
                self.ready()
                continue
            if frame.send != self.next_receive:
                raise Malformed(f"N(S) {self.next_receive} expected, {frame.send} came")
            if frame.receive != self.next_send:
                raise Malformed(f"N(R) {self.next_send} expected, {frame.receive} came")
            if len(frame.information) > self.agreed[5]:
                raise Malformed(f"{len(frame.information)} octets in a frame, not the {self.agreed[5]} that were agreed")
            self.next_receive = (self.next_receive + 1) & 7
            whole += frame.information
            if frame.segmented:
                if frame.final:
                    self.ready()
                continue
            if whole[:3] != RESPONSE:
                raise Malformed(f"no LLC header of a response: {whole[:3].hex()}")
            return whole[3:]


def sign_on(line, address="", baud=None, patience=30):
    """Signs on in mode E; the identification line. `baud`: the character to choose, the meter's own if None."""
    line.write(f"/?{address}!\r\n".encode())
    identification = read_line(line, patience)
    if not identification.startswith(b"/") or len(identification) < 7:
        raise Malformed(f"no identification: {identification!r}")
    chosen = bytes([0x06]) + b"2" + (baud or identification[4:5].decode()).encode() + b"2\r\n"
    line.write(chosen)
    confirmed = read_line(line, patience)
    if confirmed != chosen:
        raise Malformed(f"{chosen!r} was answered by {confirmed!r}")
    return identification.decode()


def read_line(line, patience):
    out = b""
    while not out.endswith(b"\r\n"):
        data = line.read(patience)
        if not data:
            raise NoAnswer(f"no line within {patience} s, only {out!r}")
        out += bytes(octet & 0x7F for octet in data)
    return out
