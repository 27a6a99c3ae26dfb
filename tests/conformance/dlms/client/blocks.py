"""General block transfer: an APDU of any kind in pieces, both ways, and what is done about lost ones."""
from typing import NamedTuple

from .axdr import Malformed, Reader, block

GENERAL_BLOCK = 0xE0
ABORT = bytes.fromhex("E0800000000000")


class Piece(NamedTuple):
    number: int
    data: bytes
    last: bool = False
    streaming: bool = False
    window: int = 1
    acknowledged: int = 0

    def encode(self):
        control = (0x80 if self.last else 0) | (0x40 if self.streaming else 0) | self.window
        return (bytes([GENERAL_BLOCK, control]) + self.number.to_bytes(2, "big") + self.acknowledged.to_bytes(2, "big")
                + block(self.data))


def read_piece(apdu):
    reader = Reader(apdu)
    if reader.number(1) != GENERAL_BLOCK:
        raise Malformed(f"no general block: {apdu.hex()[:80]}")
    control, number, acknowledged = reader.number(1), reader.number(2), reader.number(2)
    data = reader.block()
    reader.finish()
    return Piece(number, data, bool(control & 0x80), bool(control & 0x40), control & 0x3F, acknowledged)


class Transfer:
    """One exchange of a client. `lost_out`, `lost_in`: numbers of blocks that are lost on their way, once."""

    def __init__(self, client, window=1, lost_out=(), lost_in=()):
        self.client, self.window = client, window
        self.lost_out, self.lost_in = set(lost_out), set(lost_in)
        self.number = self.received = 0  # the last of ours, and the server's up to which there is no gap
        self.server_window = 1
        self.bursts = []  # how many blocks of the answer came in a row

    def put(self, piece):
        if piece.number in self.lost_out:
            self.lost_out.remove(piece.number)
        else:
            self.client.send(piece.encode())

    def get(self):
        return read_piece(self.client.receive())

    def acknowledge(self):
        self.number += 1
        self.put(Piece(self.number, b"", last=True, window=self.window, acknowledged=self.received))

    def send(self, apdu, size):
        """The first block of the answer."""
        pieces = [apdu[at:at + size] for at in range(0, len(apdu), size)]
        done = 0
        while True:
            burst = pieces[done:done + self.server_window]
            for at, data in enumerate(burst, done + 1):
                last = at == len(pieces)
                self.put(Piece(at, data, last, not last and at < done + len(burst), self.window, self.received))
            self.number = max(self.number, done + len(burst))
            answer = self.get()
            if answer.data:
                return answer
            if done == len(pieces) and answer.acknowledged == done:
                raise Malformed("all blocks are there, and there is no answer")
            self.server_window, self.received, done = answer.window, answer.number, answer.acknowledged

    def collect(self, first):
        """The whole answer whose first block has come."""
        whole, piece, burst = b"", first, 0
        while True:
            burst += 1
            if piece.number in self.lost_in:
                self.lost_in.remove(piece.number)
            elif piece.number == self.received + 1:
                whole += piece.data
                self.received += 1
                if piece.last:
                    self.bursts.append(burst)
                    return whole
            if not piece.streaming:
                self.bursts.append(burst)
                burst = 0
                self.acknowledge()
            piece = self.get()


def exchange(client, apdu, size=None, **how):
    """The answer to a plain request that goes in blocks of `size` octets, or in one APDU if nobody says; and the
    transfer."""
    wire = client.protect(apdu) if client.keys else apdu
    transfer = Transfer(client, **how)
    if size:
        first = transfer.send(wire, size)
    else:
        client.send(wire)
        first = transfer.get()
    answer = transfer.collect(first)
    return (client.unprotect(answer) if client.keys else answer), transfer
