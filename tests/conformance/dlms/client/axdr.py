"""COSEM data in A-XDR: bytes to values and back."""
import struct
from dataclasses import dataclass
from typing import Any

TAGS = {
    "null-data": 0, "array": 1, "structure": 2, "boolean": 3, "bit-string": 4, "double-long": 5, "double-long-unsigned": 6,
    "octet-string": 9, "visible-string": 10, "utf8-string": 12, "bcd": 13, "integer": 15, "long": 16, "unsigned": 17,
    "long-unsigned": 18, "long64": 20, "long64-unsigned": 21, "enum": 22, "float32": 23, "float64": 24, "date-time": 25,
    "date": 26, "time": 27}
NAMES = {tag: name for name, tag in TAGS.items()}
# Numbers of a fixed size, and how `struct` writes them.
NUMBERS = {"boolean": ">B", "double-long": ">i", "double-long-unsigned": ">I", "bcd": ">b", "integer": ">b", "long": ">h",
           "unsigned": ">B", "long-unsigned": ">H", "long64": ">q", "long64-unsigned": ">Q", "enum": ">B",
           "float32": ">f", "float64": ">d"}
FIXED_OCTETS = {"date-time": 12, "date": 5, "time": 4}
STRINGS = ("octet-string", "visible-string", "utf8-string")


class Malformed(Exception):
    """What came is not what the syntax allows."""


@dataclass(frozen=True)
class Data:
    """A value with the name of its type: a bare number would not tell an enum from an unsigned."""
    type: str
    value: Any

    def plain(self):
        """Without the types: lists, numbers, bytes, None."""
        if self.type in ("array", "structure"):
            return [item.plain() for item in self.value]
        return self.value

    def __getitem__(self, index):
        return self.value[index]


NULL = Data("null-data", None)


def array(*items):
    return Data("array", list(items))


def structure(*items):
    return Data("structure", list(items))


def octets(value):
    return Data("octet-string", bytes(value))


class Reader:
    def __init__(self, data):
        self.data, self.at = bytes(data), 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Malformed(f"truncated: {count} octets wanted at {self.at} of {len(self.data)}")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def length(self):
        """A-XDR and BER write lengths alike: one octet, or the count of octets that follow."""
        first = self.number(1)
        return self.number(first & 0x7F) if first & 0x80 else first

    def block(self):
        return self.take(self.length())

    def rest(self):
        return self.take(len(self.data) - self.at)

    def done(self):
        return self.at == len(self.data)

    def finish(self):
        if not self.done():
            raise Malformed(f"{len(self.data) - self.at} octets too many: {self.data[self.at:].hex()}")


def length(count):
    if count < 0x80:
        return bytes([count])
    size = (count.bit_length() + 7) // 8
    return bytes([0x80 | size]) + count.to_bytes(size, "big")


def block(content):
    return length(len(content)) + bytes(content)


def read(reader):
    """The next value."""
    tag = reader.number(1)
    name = NAMES.get(tag)
    if name is None:
        raise Malformed(f"no type has the tag {tag}")
    if name in ("array", "structure"):
        return Data(name, [read(reader) for _ in range(reader.length())])
    if name in NUMBERS:
        kind = NUMBERS[name]
        value = struct.unpack(kind, reader.take(struct.calcsize(kind)))[0]
        return Data(name, bool(value) if name == "boolean" else value)
    if name in STRINGS:
        return Data(name, reader.block())
    if name in FIXED_OCTETS:
        return Data(name, reader.take(FIXED_OCTETS[name]))
    if name == "bit-string":
        bits = reader.length()
        content = reader.take((bits + 7) // 8)
        return Data(name, "".join(f"{octet:08b}" for octet in content)[:bits])
    return NULL


def decode(data):
    reader = Reader(data)
    value = read(reader)
    reader.finish()
    return value


def encode(data):
    head = bytes([TAGS[data.type]])
    if data.type in ("array", "structure"):
        return head + length(len(data.value)) + b"".join(encode(item) for item in data.value)
    if data.type in NUMBERS:
        return head + struct.pack(NUMBERS[data.type], data.value)
    if data.type in STRINGS:
        return head + block(data.value)
    if data.type in FIXED_OCTETS:
        return head + bytes(data.value)
    if data.type == "bit-string":
        padded = data.value + "0" * (-len(data.value) % 8)
        return head + length(len(data.value)) + bytes(int(padded[i:i + 8], 2) for i in range(0, len(padded), 8))
    return head
