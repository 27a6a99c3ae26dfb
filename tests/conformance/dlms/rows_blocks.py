"""Rows: general block transfer, blocks that are lost, and transfers that nobody ends."""
from client import acse, axdr, blocks, xdlms
from client.axdr import octets
from client.blocks import Piece
from client.xdlms import GET, NORMAL, SET, Attribute, obis, request
from conformance_table import named, row, told
from rows_association import GET_CLOCK

BLOCKS = "General block transfer"
OBJECT_LIST = request(GET, NORMAL, Attribute(15, obis("0-0:40.0.0"), 2).selected())
NAME = Attribute(20, obis("0-0:13.0.0"), 6)
GENERAL = acse.USUAL | acse.conformance("general-block-transfer")
NO_BLOCKS_OF_GET = GENERAL & ~acse.conformance("block-get")
LONG_NAME = b"a name that takes general blocks of ten octets each"


def general_client(bench, sap=16, proposed=NO_BLOCKS_OF_GET):
    return bench.client(sap, proposed=proposed, max_pdu=64 if sap == 16 else 200)


def list_of(apdu):
    return axdr.decode(apdu[4:])


def read_list(bench, size=None, **how):
    """The object list in general blocks, compared with what came without; and the transfer."""
    answer, transfer = blocks.exchange(general_client(bench), OBJECT_LIST, size, **how)
    whole = bench.client(16).get(15, "0-0:40.0.0", 2)
    return ("the whole list" if list_of(answer) == whole else answer.hex()), transfer


def write_name(bench, **how):
    """A SET in blocks of ten octets, ciphering included, read back."""
    client = general_client(bench, 1, GENERAL)
    answer, _ = blocks.exchange(client, request(SET, NORMAL, NAME.selected() + axdr.encode(octets(LONG_NAME))), 10, **how)
    out = "success" if answer == bytes([xdlms.SET_RESPONSE, 1, xdlms.INVOKE, 0]) else answer.hex()
    return out + (", as written" if client.get(20, "0-0:13.0.0", 6).value == LONG_NAME else ", another")


@row(BLOCKS, "a general block, and it was not negotiated", "exception: service-not-allowed, service-not-supported")
def _(bench):
    return named(bench.client(16).raw(Piece(1, GET_CLOCK, last=True).encode()))


@row(BLOCKS, "a long answer to a client of window 1", "the whole list, one by one")
def _(bench):
    said, transfer = read_list(bench)
    return said + (", one by one" if len(transfer.bursts) > 2 and set(transfer.bursts) == {1} else f", {transfer.bursts}")


@row(BLOCKS, "a long answer to a client of window 3: its first request in one block says so", "the whole list, by threes")
def _(bench):
    said, transfer = read_list(bench, size=100, window=3)
    first, *others, _ = transfer.bursts
    return said + (", by threes" if first == 3 and set(others) <= {3} else f", {transfer.bursts}")


@row(BLOCKS, "a request in blocks of 10 octets, window 1", "the whole list")
def _(bench):
    return read_list(bench, size=10)[0]


@row(BLOCKS, "a ciphered SET in blocks of 10 octets, as many in a row as the server takes", "success, as written")
def _(bench):
    return write_name(bench)


for title, how in (("window 1", {}), ("window 3", {"window": 3, "size": 100})):
    @row(BLOCKS, f"a block of the answer is lost, {title}: it is asked for again", "the whole list")
    def _(bench, how=how):
        return read_list(bench, lost_in={2}, **how)[0]


@row(BLOCKS, "the last block of a window of three is lost: it is asked for again", "the whole list")
def _(bench):
    return read_list(bench, lost_in={3}, window=3, size=100)[0]


@row(BLOCKS, "a block of the request is lost within a window: the server asks for it at the window's end", "success, as written")
def _(bench):
    return write_name(bench, lost_out={3})


@row(BLOCKS, "the last block of a window of the request is lost: the server asks for it after a while", "success, as written")
def _(bench):
    return write_name(bench, lost_out={4})


@row(BLOCKS, "the only block of a window of one is lost, and sent again", "the whole list")
def _(bench):
    client = general_client(bench)
    client.send(Piece(1, OBJECT_LIST[:5]).encode())
    first = blocks.read_piece(client.receive())
    client.send(Piece(1, OBJECT_LIST[:5]).encode())  # its acknowledgement was lost
    again = blocks.read_piece(client.receive())
    client.send(Piece(2, OBJECT_LIST[5:], last=True).encode())
    transfer = blocks.Transfer(client)
    transfer.number, transfer.received = 2, 1
    answer = transfer.collect(blocks.read_piece(client.receive()))
    whole = bench.client(16).get(15, "0-0:40.0.0", 2)
    return "the whole list" if first == again and list_of(answer) == whole else "another"


@row(BLOCKS, "a request that is not sent in full, then another", "success")
def _(bench):
    client = general_client(bench)
    client.raw(Piece(1, OBJECT_LIST[:5]).encode())
    return told(lambda: client.get(8, "0-0:1.0.0", 2))


@row(BLOCKS, "a request that is not sent in full, then another in blocks", "success")
def _(bench):
    client = general_client(bench)
    client.raw(Piece(1, OBJECT_LIST[:5]).encode())
    client.raw(Piece(2, OBJECT_LIST[5:8]).encode())
    return told(lambda: client.one_result(xdlms.read_response(blocks.exchange(client, GET_CLOCK, 8)[0], xdlms.GET_RESPONSE)))


for title, ask in (("", lambda client: client.get(8, "0-0:1.0.0", 2)),
                   (" in blocks", lambda client: client.one_result(
                       xdlms.read_response(blocks.exchange(client, GET_CLOCK, 8)[0], xdlms.GET_RESPONSE)))):
    @row(BLOCKS, f"an answer that is not fetched in full, then another request{title}", "success")
    def _(bench, ask=ask):
        client = general_client(bench)
        client.raw(OBJECT_LIST)
        return told(lambda: ask(client))


@row(BLOCKS, "more is acknowledged than was sent: the server gives the transfer up", "given up")
def _(bench):
    client = general_client(bench)
    client.raw(OBJECT_LIST)
    answer = client.raw(Piece(1, b"", last=True, acknowledged=9).encode())
    return "given up" if answer == blocks.ABORT else answer.hex()


@row(BLOCKS, "the client gives a transfer up: no answer, and the next request has one", "success")
def _(bench):
    client = general_client(bench)
    client.raw(OBJECT_LIST)
    client.send(blocks.ABORT)
    return told(lambda: client.get(8, "0-0:1.0.0", 2))


@row(BLOCKS, "a general block that is cut short", "exception: service-not-allowed, other-reason")
def _(bench):
    return named(general_client(bench).raw(Piece(1, GET_CLOCK).encode()[:-2]))
