"""Rows: what is sent unasked, devices behind the gateway header, and keys that are replaced."""
from client import acse, blocks, links, suite0
from client.axdr import Data, array, octets, structure
from conformance_table import named, row, told
from rows_association import INITIATE

PUSH, GATEWAY, KEYS = "Data notification", "Gateway", "Keys are replaced"
PUSH_SETUP = bytes((0, 0, 25, 9, 0, 255))
SECURITY = (64, "0-0:43.0.0")
GUEK, GAK, KEK = 0, 2, 3  # key_id of key_transfer


# ---- data notification

def heard(client, apdu, size):
    invoke, when, body = client.notified(apdu)
    expected = structure(octets(PUSH_SETUP), octets(b"\x5A" * size))
    return "its body" if (invoke, when, body) == (7, b"", expected) else f"{invoke} {when} {body}"


for sap, how in ((16, "plain"), (1, "in general-glo-ciphering")):
    @row(PUSH, f"in an association of client {sap}: {how}", "its body", needs="push of its own")
    def _(bench, sap=sap):
        client = bench.client(sap)
        bench.push(20)
        return heard(client, client.receive(), 20)


@row(PUSH, "without an association: ciphered under the device's own title and the next of its counters", "its body",
     then="anew", needs="push of its own")
def _(bench):
    client = bench.client(1)
    client.release()
    bench.push()
    return heard(client, client.receive(), 8)


@row(PUSH, "longer than the client's largest APDU: in general blocks, if they were negotiated", "its body",
     needs="push of its own")
def _(bench):
    client = bench.client(1, max_pdu=200, proposed=acse.USUAL | acse.conformance("general-block-transfer"))
    bench.push(700)
    transfer = blocks.Transfer(client)
    return heard(client, transfer.collect(transfer.get()), 700)


@row(PUSH, "longer than the client's largest APDU, without general blocks: none, and the next request is answered", "success",
     needs="push of its own")
def _(bench):
    client = bench.client(1, max_pdu=200)
    bench.push(700)
    return told(lambda: client.get(8, "0-0:1.0.0", 2))


# ---- the gateway

def euis(bench, part):
    return bytes.fromhex(bench.sibling(part).client(16).get(1, "0-0:96.1.3", 2).value.decode().replace("-", ""))


def through(bench, part, network=0):
    """A link to a device behind the hub, by the hub's own address."""
    return links.Gateway(bench.link, network, euis(bench, part)), bench.sibling("chf")


for part, client in (("esme", 16), ("esme", 2), ("esme", 1), ("gsme", 1)):
    @row(GATEWAY, f"the {part.upper()} by its EUI-64, client {client}", "success, the same serial number", needs="gateway")
    def _(bench, part=part, client=client):
        link, hub = through(bench, part)
        device = bench.sibling(part)
        direct = device.client(16).get(1, "0-0:96.1.0", 2)
        device.server = hub.server
        made = device.made(client, link)
        out = told(lambda: made.associate() and "success")
        bench.opened = made
        return out + (", the same serial number" if made.get(1, "0-0:96.1.0", 2) == direct else ", another")


@row(GATEWAY, "directly and through the gateway side by side: two associations", "success, success", needs="gateway")
def _(bench):
    link, hub = through(bench, "gsme")
    device = bench.sibling("gsme")
    direct = device.client(2)
    device.server = hub.server
    behind = device.made(2, link)
    behind.associate()
    out = told(lambda: direct.get(3, "7-0:3.0.0", 2)), told(lambda: behind.get(3, "7-0:3.0.0", 2))
    bench.opened = behind
    return ", ".join(out)


def refused(bench, network, device):
    made = bench.sibling("chf").made(16, links.Gateway(bench.link, network, device), keys=None)
    return named(made.raw(acse.aarq(1, INITIATE)))


@row(GATEWAY, "another network", "rejected, diagnostic 1", then="anew", needs="gateway")
def _(bench):
    return refused(bench, 1, euis(bench, "esme"))


@row(GATEWAY, "a physical address that nobody has", "rejected, diagnostic 1", then="anew", needs="gateway")
def _(bench):
    return refused(bench, 0, bytes(8))


@row(GATEWAY, "a physical address that is too short", "rejected, diagnostic 1", then="anew", needs="gateway")
def _(bench):
    return refused(bench, 0, euis(bench, "esme")[:7])


@row(GATEWAY, "a header that is cut short", "exception: service-not-allowed, operation-not-possible", then="anew", needs="gateway")
def _(bench):
    return named(bench.raw(bytes.fromhex("E60008")))


@row(GATEWAY, "an answer's header in a request", "exception: service-not-allowed, operation-not-possible", then="anew",
     needs="gateway")
def _(bench):
    return named(bench.raw(bytes.fromhex("E70000")))


# ---- keys

def transfer(bench, wrapped):
    return told(lambda: bench.client(1).action(*SECURITY, 2, array(
        *[structure(Data("enum", kind), octets(key)) for kind, key in wrapped])))


def renew(bench, kinds):
    """New keys of these kinds, wrapped under the master key: what the device says, and the keys."""
    fresh = {kind: bytes([0xA0 + kind + len(kinds)]) * 16 for kind in kinds}
    out = transfer(bench, [(kind, suite0.wrap_key(bench.master, key)) for kind, key in fresh.items()])
    return out, bench.keys._replace(**{{GUEK: "encryption", GAK: "authentication"}[kind]: key for kind, key in fresh.items()})


def begins(bench, keys, counter):
    bench.counter.value = counter
    return told(lambda: bench.client(1, keys=keys) and "accepted")


def give_back(bench, before, now, counter):
    """The keys that the device had, for the rows behind."""
    bench.keys = now
    begins(bench, now, counter)
    wrapped = [(GUEK, suite0.wrap_key(bench.master, before.encryption)),
               (GAK, suite0.wrap_key(bench.master, before.authentication))]
    told(lambda: bench.opened.action(*SECURITY, 2, array(
        *[structure(Data("enum", kind), octets(key)) for kind, key in wrapped])))
    bench.keys = before


for title, kinds, old in (
        ("encryption key", (GUEK,), "rejected, diagnostic 13"),
        ("authentication key", (GAK,), "rejected, diagnostic 13"),
        ("both", (GUEK, GAK), "rejected, diagnostic 13")):
    @row(KEYS, f"key_transfer, {title}: the association goes on; then the old key, then the new one, from counter 1 where the "
         "encryption key is new", f"success, success, {old}, accepted", logged="not deciphered", needs="master key")
    def _(bench, kinds=kinds):
        before, high = bench.keys, bench.counter.value + 1000
        out, fresh = renew(bench, kinds)
        goes_on = told(lambda: bench.opened.get(8, "0-0:1.0.0", 2))
        old_key = begins(bench, before, high)
        new_key = begins(bench, fresh, 1 if GUEK in kinds else high + 1000)
        give_back(bench, before, fresh, bench.counter.value)
        bench.counter.value = high + 2000
        return f"{out}, {goes_on}, {old_key}, {new_key}"


for title, make in (
        ("wrapped under another key", lambda bench: [(GUEK, suite0.wrap_key(bytes(16), bytes(16)))]),
        ("not wrapped", lambda bench: [(GUEK, bytes(16))]),
        ("one right, one wrongly wrapped: neither is taken",
         lambda bench: [(GUEK, suite0.wrap_key(bench.master, bytes(16))), (GAK, bytes(24))]),
        ("a broadcast key", lambda bench: [(1, suite0.wrap_key(bench.master, bytes(16)))])):
    @row(KEYS, f"key_transfer, {title}", "other-reason, and the old keys still hold", needs="master key")
    def _(bench, make=make):
        out = transfer(bench, make(bench))
        bench.opened.release()
        still = told(lambda: bench.client(1) and "accepted")
        return out + (", and the old keys still hold" if still == "accepted" else f", {still}")


@row(KEYS, "key_transfer, a key number that there is none of", "type-unmatched or other-reason", needs="master key")
def _(bench):
    out = transfer(bench, [(9, suite0.wrap_key(bench.master, bytes(16)))])
    return "type-unmatched or other-reason" if out in ("type-unmatched", "other-reason") else out


@row(KEYS, "the invocation counter of the new encryption key: what the last one carried is not looked at, a repeated one is",
     "accepted, exception: service-not-allowed, invocation-counter-error", logged="repeated counter", needs="master key")
def _(bench):
    before, high = bench.keys, bench.counter.value + 1000
    _, fresh = renew(bench, (GUEK,))
    first = begins(bench, fresh, 5)
    bench.opened.release()
    again = begins(bench, fresh, 5)
    give_back(bench, before, fresh, 50)
    bench.counter.value = high
    return f"{first}, {again}"
