"""What is tried on a device, and what the standard says about the answer: the rows of the conformance table.

A row does something and says in words what came of it; what is expected stands beside it. The page
docs/protocols/landis_gyr_conformance.md is made of these rows, so what is documented is what is tested.
"""
from typing import Callable, NamedTuple, Optional

from bench import CLOCK, PUBLIC
from client import acse, hdlc, links, session, xdlms

ROWS = []


class Row(NamedTuple):
    group: str
    tried: str
    answer: str
    then: str               # goes on: the association stands; anew: the next AARQ works; reconnect: a new connection does
    logged: Optional[str]   # the incident that the security log has of it
    needs: Optional[str]    # what not every device under test has: see bench.py
    run: Callable


def row(group, tried, answer, then="goes on", logged=None, needs=None):
    def add(function):
        ROWS.append(Row(group, tried, answer, then, logged, needs, function))
        return function
    return add


def check(test, bench, row):
    """Tries a row, and whether the device is well afterwards."""
    if row.needs and row.needs not in bench.has:
        test.skipTest(f"the device has no {row.needs}")
    bench.begin()
    test.addCleanup(bench.close)
    try:
        test.assertEqual(row.run(bench), row.answer)
        if row.then == "goes on":
            bench.opened.get(*CLOCK)
        elif row.then == "reconnect":
            bench.begin()
        bench.client(PUBLIC).get(*CLOCK)  # whose answer comes after all incidents
    finally:
        before, incidents = bench.logged, bench.incidents()
        bench.logged = len(incidents)
    test.assertEqual(incidents[before:], [row.logged] if row.logged else [])


def add_tests(to, rows):
    """A test of the class `to`, which has a `bench`, for each row."""
    def make(row):
        def test(self):
            check(self, self.bench, row)
        test.__doc__ = f"{row.group}: {row.tried}"
        return test
    for number, row in enumerate(rows, 1):
        setattr(to, f"test_{number:03}", make(row))


def told(exchange):
    """What an exchange comes to, in words."""
    try:
        value = exchange()
    except xdlms.AccessError as refused:
        return refused.result
    except xdlms.ExceptionResponse as refused:
        return f"exception: {refused.state}, {refused.service}"
    except session.Refused as refused:
        return f"rejected, diagnostic {refused.aare.diagnostic}"
    except links.Closed:
        return "closed"
    except (links.Silence, hdlc.NoAnswer):
        return "no answer"
    return value if isinstance(value, str) else "success"


def named(apdu):
    """An answer of any kind, in words."""
    def raise_exception():
        raise xdlms.ExceptionResponse(apdu)

    if apdu[0] == xdlms.EXCEPTION:
        return told(raise_exception)
    if apdu[0] == acse.AARE:
        aare = acse.read_aare(apdu)
        return "accepted" if aare.result == 0 else f"rejected, diagnostic {aare.diagnostic}"
    kinds = {acse.RLRE: "released", xdlms.GET_RESPONSE: "get-response", xdlms.SET_RESPONSE: "set-response",
             xdlms.ACTION_RESPONSE: "action-response"}
    return kinds.get(apdu[0], hex(apdu[0]))


PAGE_BEGINS = """\
# DLMS/COSEM: the conformance table

What is tried on a device, what it answers, and what the security log has of it. Each row is a test
(`tests/conformance/dlms`), made by a client that shares no code with s1sim; this page is made of the same rows, by
`tests/conformance/dlms/conformance_page.py`. Names in brackets are clients in the field whose habit a row is.

- *answer*: in the words of IEC 62056-5-3. "rejected" is an AARE, with the diagnostic of the service user; "exception" is
  an exception response.
- *then*: **goes on**: the association stands, and its next request is answered; **anew**: the next AARQ on the connection is
  accepted; **reconnect**: the next connection is.
- "public" is client 16, "reading" client 2, "management" client 1.

## Where it is tried
- On a device that has one object of every class (`tests/conformance/dlms/device`): everything but *Gateway* and *Keys
  are replaced*. Its general blocks are overdue after half a second, a lab's after five.
- On the electricity meter of the [lab](landis_gyr_by_hand.md), as its user reaches it: everything but *Data
  notification* over the bare wrapper, where the interface classes are those of hub, electricity and gas meter
  together; associations, services, general blocks and the gateway inside TLS; *HDLC* and *Optical port* at its
  pseudo-terminal, at the modelled baud rates.

## Clients of other makes
None can be had where these tests run. Debian 12 has no package that speaks DLMS/COSEM (its `libsml` is for another
protocol; its Wireshark 4.0.17 has no dissector for DLMS or for this HDLC). The npm registry has no `gurux-dlms`,
`gurux.dlms`, `dlms`, `cosem` or `node-dlms`; its `smartmeter-obis` 4.0.0 reads the data readouts of IEC 62056-21 in the
modes A to D, SML and JSON, and says that it does not support mode E: there is nothing of DLMS that it could read. The
client of the tests is therefore written from the standards, is checked against the octets that they publish
(`tests/conformance/dlms/vectors_test.py`), and does what is known of the habits of clients in the field.
"""


def page():
    """docs/protocols/landis_gyr_conformance.md"""
    out, group = [PAGE_BEGINS.rstrip()], None
    for r in ROWS:
        if r.group != group:
            group = r.group
            out += ["", f"## {group}", "| tried | answer | then | security log |", "|---|---|---|---|"]
        out.append(f"| {r.tried} | {r.answer} | {r.then} | {r.logged or ''} |")
    return "\n".join(out) + "\n"
