"""How associations begin and end: AARQ, AARE, RLRQ, RLRE in BER, and the initiate services in A-XDR."""
from typing import NamedTuple, Optional

from .axdr import Malformed, Reader, block

AARQ, AARE, RLRQ, RLRE = 0x60, 0x61, 0x62, 0x63
CONTEXT = {"ln": 1, "sn": 2, "ln-ciphered": 3, "sn-ciphered": 4}
NONE, LLS, HLS, HLS_MD5, HLS_SHA1, HLS_GMAC, HLS_SHA256, HLS_ECDSA = range(8)
OBJECT_ID = bytes.fromhex("6085740508")  # 2.16.756.5.8: 1 for contexts, 2 for mechanisms

# Bit numbers of the conformance block: bit 0 is the first on the wire.
CONFORMANCE_BITS = {
    "general-protection": 1, "general-block-transfer": 2, "attribute-0-set": 8, "priority": 9, "attribute-0-get": 10,
    "block-get": 11, "block-set": 12, "block-action": 13, "multiple-references": 14, "data-notification": 16, "access": 17,
    "get": 19, "set": 20, "selective-access": 21, "event-notification": 22, "action": 23}


def conformance(*names):
    return sum(1 << (23 - CONFORMANCE_BITS[name]) for name in names)


def conformance_names(value):
    return {name for name, bit in CONFORMANCE_BITS.items() if value >> (23 - bit) & 1}


# What a client would like, if it can do everything that it knows of.
USUAL = conformance("general-protection", "attribute-0-set", "priority", "attribute-0-get", "block-get", "block-set",
                    "block-action", "multiple-references", "get", "set", "selective-access", "action")


def element(tag, content):
    return bytes([tag]) + block(content)


class Aare(NamedTuple):
    context: int
    result: int
    diagnostic_source: int  # 1: service user, 2: service provider
    diagnostic: int
    title: Optional[bytes]
    mechanism: Optional[int]
    challenge: Optional[bytes]
    information: Optional[bytes]


def aarq(context, information, title=None, mechanism=NONE, value=None, *, requirements=None, user=None, always_name=False):
    """`requirements`: sender-acse-requirements as their octets, or False to leave them out though there is a mechanism;
    `user`: calling-AE-invocation-id; `always_name`: names even the mechanism 0, as some clients do."""
    out = element(0xA1, element(0x06, OBJECT_ID + bytes([1, context])))
    if title is not None:
        out += element(0xA6, element(0x04, title))
    if user is not None:
        out += element(0xA9, element(0x02, bytes([user])))
    if mechanism != NONE or always_name:
        if requirements is not False:
            out += element(0x8A, requirements or bytes.fromhex("0780"))
        out += element(0x8B, OBJECT_ID + bytes([2, mechanism]))
    if value is not None:
        out += element(0xAC, element(0x80, value))
    if information is not None:
        out += element(0xBE, element(0x04, information))
    return element(AARQ, out)


def fields(apdu, tag):
    outer = Reader(apdu)
    if outer.number(1) != tag:
        raise Malformed(f"not an APDU of tag {tag:#x}: {apdu.hex()}")
    inner = Reader(outer.block())
    outer.finish()
    found = {}
    while not inner.done():
        name = inner.number(1)
        if name in found:
            raise Malformed(f"field {name:#x} twice")
        found[name] = inner.block()
    return found


def within(content, tag):
    """The content of the one element that `content` is."""
    reader = Reader(content)
    if reader.number(1) != tag:
        raise Malformed(f"element {tag:#x} expected: {content.hex()}")
    inner = reader.block()
    reader.finish()
    return inner


def named(content, kind):
    if content[:-1] != OBJECT_ID + bytes([kind]):
        raise Malformed(f"no object identifier of DLMS: {content.hex()}")
    return content[-1]


def read_aare(apdu):
    found = fields(apdu, AARE)
    for name in (0xA1, 0xA2, 0xA3):
        if name not in found:
            raise Malformed(f"AARE without field {name:#x}")
    source = found[0xA3][0] - 0xA0
    return Aare(context=named(within(found[0xA1], 0x06), 1), result=within(found[0xA2], 0x02)[0], diagnostic_source=source,
                diagnostic=within(within(found[0xA3], 0xA0 + source), 0x02)[0],
                title=within(found[0xA4], 0x04) if 0xA4 in found else None,
                mechanism=named(found[0x89], 2) if 0x89 in found else None,
                challenge=within(found[0xAA], 0x80) if 0xAA in found else None,
                information=within(found[0xBE], 0x04) if 0xBE in found else None)


def rlrq(reason=0, information=None):
    out = element(0x80, bytes([reason])) if reason is not None else b""
    if information is not None:
        out += element(0xBE, element(0x04, information))
    return element(RLRQ, out)


def read_rlre(apdu):
    """The reason, and the user information."""
    found = fields(apdu, RLRE)
    return (found[0x80][0] if 0x80 in found else None), (within(found[0xBE], 0x04) if 0xBE in found else None)


def initiate_request(proposed, max_pdu, dedicated_key=None, version=6, response_allowed=True, quality=None):
    out = b"\x01" + (b"\x01" + block(dedicated_key) if dedicated_key is not None else b"\x00")
    out += b"\x00" if response_allowed else b"\x01\x00"
    out += b"\x00" if quality is None else bytes([1, quality])
    return out + bytes([version]) + bytes.fromhex("5F1F0400") + proposed.to_bytes(3, "big") + max_pdu.to_bytes(2, "big")


class Terms(NamedTuple):
    version: int
    conformance: int
    max_pdu: int
    vaa_name: int


def read_initiate_response(data):
    reader = Reader(data)
    if reader.number(1) != 0x08:
        raise Malformed(f"not an InitiateResponse: {data.hex()}")
    if reader.number(1):
        reader.number(1)  # quality of service
    version = reader.number(1)
    if reader.take(4) != bytes.fromhex("5F1F0400"):
        raise Malformed(f"no conformance block: {data.hex()}")
    terms = Terms(version, reader.number(3), reader.number(2), reader.number(2))
    reader.finish()
    return terms
