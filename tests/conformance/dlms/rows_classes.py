"""Rows: the interface classes. What an association lists is what there is, and answers as listed, of the class's types.

The types stand here a second time, from the Blue Book: the server's own table is not consulted.
"""
from client import objects, xdlms
from client.axdr import Data, NULL, octets
from conformance_table import row, told

CLASSES = "Interface classes"
OS, U, UL, UDL, DL, L, I, E = ("octet-string", "unsigned", "long-unsigned", "double-long-unsigned", "double-long", "long",
                               "integer", "enum")
ARRAY, STRUCT, BITS, BOOL, ANY = "array", "structure", "bit-string", "boolean", None
TYPES = {
    1: ("data", {2: ANY}),
    3: ("register", {2: ANY, 3: STRUCT}),
    4: ("extended register", {2: ANY, 3: STRUCT, 4: ANY, 5: OS}),
    5: ("demand register", {2: ANY, 3: ANY, 4: STRUCT, 5: ANY, 6: OS, 7: OS, 8: UDL, 9: UL}),
    7: ("profile generic", {2: ARRAY, 3: ARRAY, 4: UDL, 5: E, 6: STRUCT, 7: UDL, 8: UDL}),
    8: ("clock", {2: OS, 3: L, 4: U, 5: OS, 6: OS, 7: I, 8: BOOL, 9: E}),
    9: ("script table", {2: ARRAY}),
    11: ("special days table", {2: ARRAY}),
    15: ("association LN", {2: ARRAY, 3: STRUCT, 4: STRUCT, 5: STRUCT, 6: STRUCT, 7: OS, 8: E, 9: OS, 10: ARRAY, 11: STRUCT}),
    17: ("SAP assignment", {2: ARRAY}),
    18: ("image transfer", {2: UDL, 3: BITS, 4: UDL, 5: BOOL, 6: E, 7: ARRAY}),
    20: ("activity calendar", {2: OS, 3: ARRAY, 4: ARRAY, 5: ARRAY, 6: OS, 7: ARRAY, 8: ARRAY, 9: ARRAY, 10: OS}),
    21: ("register monitor", {2: ARRAY, 3: STRUCT, 4: ARRAY}),
    22: ("single action schedule", {2: STRUCT, 3: E, 4: ARRAY}),
    28: ("auto answer", {2: E, 3: ARRAY, 4: E, 5: U, 6: STRUCT}),
    29: ("auto connect", {2: E, 3: U, 4: UL, 5: ARRAY, 6: ARRAY}),
    40: ("push setup", {2: ARRAY, 3: STRUCT, 4: ARRAY, 5: UL, 6: U, 7: UL}),
    41: ("TCP-UDP setup", {2: UL, 3: OS, 4: UL, 5: U, 6: UL}),
    42: ("IPv4 setup", {2: OS, 3: UDL, 4: ARRAY, 5: ARRAY, 6: UDL, 7: UDL, 8: BOOL, 9: UDL, 10: UDL}),
    43: ("MAC address setup", {2: OS}),
    45: ("GPRS modem setup", {2: OS, 3: UL, 4: STRUCT}),
    47: ("GSM diagnostic", {2: "visible-string", 3: E, 4: E, 5: E, 6: STRUCT, 7: ARRAY, 8: ANY}),
    64: ("security setup", {2: E, 3: E, 4: OS, 5: OS, 6: ARRAY}),
    70: ("disconnect control", {2: BOOL, 3: E, 4: E}),
    71: ("limiter", {2: STRUCT, 3: ANY, 4: ANY, 5: ANY, 6: UDL, 7: UDL, 8: STRUCT, 9: ARRAY, 10: BOOL, 11: STRUCT}),
    111: ("account", {2: STRUCT, 3: U, 4: BITS, 5: DL, 6: DL, 7: DL, 8: DL, 9: ARRAY, 10: ARRAY, 11: ARRAY, 12: ARRAY, 13: OS,
                      14: OS, 15: STRUCT, 16: DL, 17: DL, 18: UL, 19: DL}),
    112: ("credit", {2: DL, 3: E, 4: U, 5: DL, 6: DL, 7: BITS, 8: E, 9: DL, 10: DL, 11: OS}),
    113: ("charge", {2: DL, 3: E, 4: U, 5: STRUCT, 6: STRUCT, 7: OS, 8: UDL, 9: BITS, 10: OS, 11: DL, 12: DL, 13: UL}),
    115: ("token gateway", {2: OS, 3: OS, 4: ARRAY, 5: E, 6: STRUCT})}
READS, WRITES = {1, 3, 4, 6}, {2, 3, 5, 6}  # access modes of class 15 up to version 2
LOAD_PROFILES = 7  # whose buffers are not read whole here
NO_TYPE_OF_ANYTHING = Data("float64", 0.5)


class Listing:
    """What one client is told that there is, and its association."""

    def __init__(self, bench, client):
        self.client = bench.client(client)
        self.objects = objects.read_object_list(self.client.get(15, "0-0:40.0.0", 2))

    def of_class(self, number):
        return [o for o in self.objects if o.class_id == number]


def read(client, o, index):
    """The type of an attribute, or why it cannot be read. Of a buffer its first entry."""
    selection = objects.by_entry(1, 1) if (o.class_id, index) == (LOAD_PROFILES, 2) else None
    try:
        return client.get(o.class_id, o.name, index, selection).type
    except xdlms.AccessError as refused:
        return refused.result


def faults_of(listing, o, types):
    """What does not answer as it is listed."""
    out = []

    def expect(what, answer, *wanted):
        if answer not in wanted:
            out.append(f"{o.name} {what}: {answer}, not {' or '.join(wanted)}")

    last = max(o.attributes)
    if set(o.attributes) != set(range(1, last + 1)) or not set(types) - set(o.attributes) <= {10, 11}:
        out.append(f"{o.name}: attributes {sorted(o.attributes)} of {sorted(types)}")
    for index, mode in o.attributes.items():
        wanted = OS if index == 1 else types.get(index)
        answer = read(listing.client, o, index)
        if mode not in READS:
            expect(f"attribute {index}", answer, "read-write-denied")
        elif wanted:
            # A reference that leads nowhere is null-data.
            expect(f"attribute {index}", answer, wanted, *(["null-data"] if wanted == STRUCT else []))
        elif answer in xdlms.RESULTS.values():
            out.append(f"{o.name} attribute {index}: {answer}")
        wrong = told(lambda i=index: listing.client.set(o.class_id, o.name, i, NO_TYPE_OF_ANYTHING))
        expect(f"attribute {index} set to a wrong type", wrong, "type-unmatched" if mode in WRITES else "read-write-denied")
    expect("attribute beyond the last", read(listing.client, o, last + 60), "object-undefined")
    for index, mode in o.methods.items():
        if mode == 0:
            expect(f"method {index}", told(lambda i=index: listing.client.action(o.class_id, o.name, i, Data("integer", 0))),
                   "read-write-denied", "object-undefined")
    beyond = max(o.methods, default=0) + 100
    expect("method beyond the last", told(lambda: listing.client.action(o.class_id, o.name, beyond, Data("integer", 0))),
           "object-undefined")
    return out


def add(number, name, types):
    @row(CLASSES, f"class {number}, {name}: every attribute and method of every object, read, written with a wrong type and "
         "executed by each client that lists it", "as listed, of the class's types")
    def _(bench):
        faults, seen = [], 0
        for device in [bench.sibling(name) for name in bench.siblings] or [bench]:
            for client in (16, 2, 1):
                listing = Listing(device, client)
                for o in listing.of_class(number):
                    seen += 1
                    faults += faults_of(listing, o, types)
            bench.opened = device.opened
        return "; ".join(faults) or ("as listed, of the class's types" if seen else "no object of it")


for number_, (name_, types_) in TYPES.items():
    add(number_, name_, types_)


@row(CLASSES, "each client's list of objects", "the management client's is the longest; no object twice")
def _(bench):
    lists = {client: [o.name for o in Listing(bench, client).objects] for client in (16, 2, 1)}
    once = all(len(names) == len(set(names)) for names in lists.values())
    nested = set(lists[16]) <= set(lists[2]) <= set(lists[1])
    return "the management client's is the longest; no object twice" if once and nested else str(lists)


@row(CLASSES, "what another client lists, and this one does not", "read-write-denied")
def _(bench):
    others = {o.name: o for o in Listing(bench, 1).objects}
    mine = Listing(bench, 16)
    hidden = [o for name, o in others.items() if name not in {m.name for m in mine.objects}]
    answers = {read(mine.client, o, 1) for o in hidden}
    return ", ".join(sorted(answers)) if hidden else "nothing is hidden"


@row(CLASSES, "the partner's names in attribute 3 of the association", "client and server as they are addressed")
def _(bench):
    partners = bench.client(2).get(15, "0-0:40.0.0", 3).plain()
    return "client and server as they are addressed" if partners == [2, bench.server] else str(partners)


@row(CLASSES, "the context in attribute 5 of the association", "24 services, the sizes that were agreed, version 6")
def _(bench):
    client = bench.client(2)
    bits, receive, _, version, *_ = client.get(15, "0-0:40.0.0", 5).plain()
    agreed = len(bits) == 24 and version == 6 and receive == client.terms.max_pdu
    return "24 services, the sizes that were agreed, version 6" if agreed else f"{bits} {receive} {version}"


@row(CLASSES, "scaler and unit of the import register", "Wh")
def _(bench):
    scaler, unit = bench.client(2).get(3, "1-0:1.8.0", 3).plain()
    return "Wh" if (scaler, unit) == (0, 30) else f"{scaler}, {unit}"


@row(CLASSES, "attribute 0: a structure of all attributes, null-data for what may not be read", "as one by one")
def _(bench):
    client = bench.client(2)
    whole = client.get(3, "1-0:1.8.0", 0).value
    one_by_one = [client.get(3, "1-0:1.8.0", i) for i in (1, 2, 3)]
    return "as one by one" if [w.type for w in whole] == [o.type for o in one_by_one] and whole[0] == one_by_one[0] else str(whole)


@row(CLASSES, "the calendar's passive name by attribute 0: null-data leaves the others alone", "success, as written")
def _(bench):
    client = bench.client(1)
    before = client.get(20, "0-0:13.0.0", 10)
    value = Data("structure", [NULL] * 5 + [octets(b"by structure")] + [NULL] * 4)
    out = told(lambda: client.set(20, "0-0:13.0.0", 0, value))
    after = client.get(20, "0-0:13.0.0", 6).value, client.get(20, "0-0:13.0.0", 10)
    return out + (", as written" if after == (b"by structure", before) else f", {after}")
