"""What clients know of interface classes: names, times, selective access, object lists."""
import datetime
from typing import NamedTuple

from .axdr import Data, array, encode, octets, structure
from .xdlms import dotted, obis

DATA, REGISTER, PROFILE, CLOCK, ASSOCIATION, DISCONNECT = 1, 3, 7, 8, 15, 70
CLOCK_NAME = obis("0-0:1.0.0")
UNSPECIFIED = 0x8000


def date_time(when, deviation=0, status=0, day_of_week=None, hundredths=0):
    """12 octets. `deviation`: minutes from local time to UTC, or UNSPECIFIED; `when` is local time."""
    day = when.isoweekday() if day_of_week is None else day_of_week
    return (when.year.to_bytes(2, "big") + bytes([when.month, when.day, day, when.hour, when.minute, when.second, hundredths])
            + (deviation & 0xFFFF).to_bytes(2, "big") + bytes([status]))


def read_date_time(data):
    """In UTC; a naive time when the deviation is not specified."""
    year = int.from_bytes(data[:2], "big")
    month, day, _, hour, minute, second, hundredths = data[2:9]
    deviation = int.from_bytes(data[9:11], "big", signed=True)
    micro = 0 if hundredths == 0xFF else hundredths * 10_000
    when = datetime.datetime(year, month, day, hour, minute, 0 if second == 0xFF else second, micro)
    if deviation == -0x8000:
        return when
    return (when + datetime.timedelta(minutes=deviation)).replace(tzinfo=datetime.timezone.utc)


def by_range(begin, end, restricted=(CLOCK, CLOCK_NAME, 2, 0), columns=(), as_type="octet-string"):
    """Selector 1: a restricting object, from, to, and the columns (none: all)."""
    class_id, name, index, data_index = restricted
    wanted = structure(
        structure(Data("long-unsigned", class_id), octets(name), Data("integer", index), Data("long-unsigned", data_index)),
        Data(as_type, begin), Data(as_type, end),
        array(*[structure(Data("long-unsigned", c), octets(n), Data("integer", i), Data("long-unsigned", d))
                for c, n, i, d in columns]))
    return 1, encode(wanted)


def by_entry(first, last=0, first_column=1, last_column=0):
    """Selector 2: 0 is the last there is."""
    return 2, encode(structure(Data("double-long-unsigned", first), Data("double-long-unsigned", last),
                               Data("long-unsigned", first_column), Data("long-unsigned", last_column)))


class Listed(NamedTuple):
    class_id: int
    version: int
    name: str
    attributes: dict  # index -> access mode
    methods: dict
    selectors: dict   # index -> list, or None


def read_object_list(value):
    """Attribute 2 of class 15."""
    out = []
    for entry in value.value:
        class_id, version, name, rights = entry.value
        attributes, methods = rights.value
        out.append(Listed(
            class_id.value, version.value, dotted(name.value),
            {item[0].value: int(item[1].value) for item in attributes.value},
            {item[0].value: int(item[1].value) for item in methods.value},
            {item[0].value: item[2].plain() for item in attributes.value}))
    return out
