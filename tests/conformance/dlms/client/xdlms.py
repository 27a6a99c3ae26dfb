"""GET, SET and ACTION as they are written on the wire, and what comes back."""
from typing import Any, NamedTuple

from .axdr import Malformed, Reader, block, length, read

GET, SET, ACTION = 0xC0, 0xC1, 0xC3
GET_RESPONSE, SET_RESPONSE, ACTION_RESPONSE, EXCEPTION = 0xC4, 0xC5, 0xC7, 0xD8
NORMAL, NEXT, WITH_LIST = 1, 2, 3
INVOKE = 0xC1  # invoke-id 1, confirmed, high priority: what most clients send

RESULTS = {
    0: "success", 1: "hardware-fault", 2: "temporary-failure", 3: "read-write-denied", 4: "object-undefined",
    9: "object-class-inconsistent", 11: "object-unavailable", 12: "type-unmatched", 13: "scope-of-access-violated",
    14: "data-block-unavailable", 15: "long-get-aborted", 16: "no-long-get-in-progress", 17: "long-set-aborted",
    18: "no-long-set-in-progress", 19: "data-block-number-invalid", 250: "other-reason"}
ACTION_RESULTS = {**RESULTS, 15: "long-action-aborted", 16: "no-long-action-in-progress"}
STATE_ERRORS = {1: "service-not-allowed", 2: "service-unknown"}
SERVICE_ERRORS = {1: "operation-not-possible", 2: "service-not-supported", 3: "other-reason", 4: "pdu-too-long",
                  5: "deciphering-error", 6: "invocation-counter-error"}


class AccessError(Exception):
    """The server answered with a data-access-result or an action-result; `result` is its name."""

    def __init__(self, number, names=None):
        self.result = (names or RESULTS).get(number, f"unknown result {number}")
        super().__init__(self.result)


class ExceptionResponse(Exception):
    """The server could not do it at all."""

    def __init__(self, apdu):
        reader = Reader(apdu[1:])
        self.state = STATE_ERRORS[reader.number(1)]
        self.service = SERVICE_ERRORS[reader.number(1)]
        self.counter = reader.number(4) if self.service == "invocation-counter-error" else None
        reader.finish()
        super().__init__(f"{self.state}, {self.service}" + ("" if self.counter is None else f", {self.counter}"))


class Attribute(NamedTuple):
    """What a request is about; a method is written alike. `selection`: selector and parameters, or None."""
    class_id: int
    name: bytes
    index: int
    selection: Any = None

    def descriptor(self):
        return self.class_id.to_bytes(2, "big") + self.name + bytes([self.index])

    def selected(self):
        if self.selection is None:
            return self.descriptor() + b"\x00"
        selector, parameters = self.selection
        return self.descriptor() + bytes([1, selector]) + parameters


def obis(text):
    """0-0:1.0.0 or 0-0:1.0.0.255 or 0.0.1.0.0.255."""
    groups = [int(group) for group in text.replace("-", ".").replace(":", ".").replace("*", ".").split(".")]
    groups += [255] * (6 - len(groups))
    if len(groups) != 6:
        raise ValueError(f"no logical name: {text}")
    return bytes(groups)


def dotted(name):
    a, b, c, d, e, f = name
    return f"{a}-{b}:{c}.{d}.{e}.{f}"


def request(service, kind, content, invoke=INVOKE):
    return bytes([service, kind, invoke]) + content


def counted(items):
    return length(len(items)) + b"".join(items)


def data_block(last, number, content):
    return bytes([1 if last else 0]) + number.to_bytes(4, "big") + block(content)


def read_result(reader):
    """Get-Data-Result: a value or the error in its place."""
    if reader.number(1):
        return AccessError(reader.number(1))
    return read(reader)


class Response(NamedTuple):
    kind: int
    invoke: int
    body: Reader


def read_response(apdu, tag):
    if apdu[:1] == bytes([EXCEPTION]):
        raise ExceptionResponse(apdu)
    reader = Reader(apdu)
    if reader.number(1) != tag:
        raise Malformed(f"answer {tag:#x} expected: {apdu.hex()[:80]}")
    return Response(reader.number(1), reader.number(1), reader)


def read_action_outcome(reader):
    """Action-result, and what was returned or None."""
    result = reader.number(1)
    returned = read_result(reader) if reader.number(1) else None
    return result, returned
