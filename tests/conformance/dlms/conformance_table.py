"""What is tried on a device, and what the standard says about the answer: the rows of the conformance table.

A row does something and says in words what came of it; what is expected stands beside it. The page
docs/protocols/landis_gyr_conformance.md is made of these rows, so what is documented is what is tested.
"""
from typing import Callable, NamedTuple, Optional

from client import acse, axdr, hdlc, links, session, xdlms

ROWS = []


class Row(NamedTuple):
    group: str
    tried: str
    answer: str
    then: str               # goes on: the association stands; anew: the next AARQ works; reconnect: a new connection does
    logged: Optional[str]   # the incident that the security log has of it
    run: Callable


def row(group, tried, answer, then="goes on", logged=None):
    def add(function):
        ROWS.append(Row(group, tried, answer, then, logged, function))
        return function
    return add


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
