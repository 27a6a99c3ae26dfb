"""Another program's opinion of the cluster table: Wireshark names every command and every attribute as the table does, and
takes each of their octets for a field. Frames are sent as from a hub to a meter, without security.

usage: tshark_reads_the_table_test.py PROGRAM   the one that writes the frames"""
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

PROGRAM = ""
NO_FCS = 230  # link type: IEEE 802.15.4 without a frame check sequence
SMART_ENERGY = 0x0109

# What Wireshark 4.0 calls otherwise than the standards' later editions, and what it leaves unread.
OTHER_NAMES = {
    "attribute:SWBuildID": "Software Build Id",
    "attribute:DstStart": "Daylight Saving Time Start",
    "attribute:DstEnd": "Daylight Saving Time End",
    "attribute:DstShift": "Daylight Saving Time Shift",
    "attribute:MinimumBlockPeriod": "Minimum Block Request Delay",
    "attribute:ImageStamp": "Unknown",
    "attribute:TopUpOriginatingDevice1": "Originating Device 1",
    "attribute:TopUpOriginatingDevice5": "Originating Device 5",
    "attribute:KeyEstablishmentSuite": "Supported Key Establishment Suites",
}
LEFT_OVER = {
    "ScheduleSnapshot": list(range(22, 35)),  # it reads one schedule, we send two
    "TransferData": list(range(6, 12)),  # somebody else's protocol
    "ChangeDebt": [32],  # it reads one octet of the percentage, which has two
}
ATTRIBUTE = "attribute:"


def plain(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def packet(number, cluster, to_server, zcl):
    meter, hub = 0x0001, 0x0000
    destination, source = (meter, hub) if to_server else (hub, meter)
    mac = struct.pack("<HBHHH", 0x8841, number & 0xFF, 0x1AAA, destination, source)
    nwk = struct.pack("<HHHBB", 0x0008, destination, source, 30, number & 0xFF)
    aps = struct.pack("<BBHHBB", 0x00, 1, cluster, SMART_ENERGY, 1, number & 0xFF)
    return mac + nwk + aps + zcl


class Table(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        lines = subprocess.run([PROGRAM], check=True, capture_output=True, text=True).stdout.splitlines()
        cls.frames = [(int(c, 16), d == "to_server", name, bytes.fromhex(octets))
                      for c, d, name, octets in (line.split() for line in lines)]
        with tempfile.TemporaryDirectory() as folder:
            capture = Path(folder) / "table.pcap"
            with capture.open("wb") as out:
                out.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, NO_FCS))
                for number, (cluster, to_server, _, zcl) in enumerate(cls.frames):
                    octets = packet(number, cluster, to_server, zcl)
                    out.write(struct.pack("<IIII", number, 0, len(octets), len(octets)) + octets)
            text = subprocess.run(["tshark", "-r", str(capture), "-T", "pdml"], check=True, capture_output=True,
                                  text=True).stdout
        cls.packets = xml.fromstring(text).findall("packet")

    def each(self):
        self.assertEqual(len(self.packets), len(self.frames))
        for (cluster, to_server, name, zcl), seen in zip(self.frames, self.packets):
            yield f"{cluster:04X} {name} ({'to server' if to_server else 'to client'}, {zcl.hex()})", name, zcl, seen

    def test_every_octet_is_a_field(self):
        found = []
        for what, name, zcl, seen in self.each():
            layer = seen.find("proto[@name='zbee_zcl']")
            if layer is None or seen.find(".//field[@name='_ws.malformed']") is not None:
                found.append(f"{what}: malformed, or not even taken for a ZCL frame")
                continue
            missing = sorted(set(range(len(zcl))) - covered(seen, int(layer.get("pos"))))
            if missing != LEFT_OVER.get(name, []):
                found.append(f"{what}: octets {missing} are no field")
        self.assertEqual(found, [])

    def test_every_name_is_the_same(self):
        found = []
        for what, name, _, seen in self.each():
            attribute = name.startswith(ATTRIBUTE)
            wanted = plain(OTHER_NAMES.get(name, name.removeprefix(ATTRIBUTE)))
            pattern = r"attr(_client)?_id$|attr\.id$" if attribute else r"cmd\.(srv_rx\.|srv_tx\.)?id$"
            shown = [f.get("showname", "") for f in seen.iter("field") if re.search(pattern, f.get("name", ""))]
            names = {plain(re.sub(r"^[^:]*: |\(0x[0-9a-f]+\)", "", text)) for text in shown}
            if wanted not in names:
                found.append(f"{what}: called {sorted(names)}")
        self.assertEqual(found, [])


def covered(seen, start):
    """Places of the octets that have a field of their own, one that is not made of others."""
    places = set()
    for field in seen.iter("field"):
        pos, size = int(field.get("pos", 0)), int(field.get("size", 0))
        if field.find("field") is None and pos >= start and not field.get("name").startswith("data"):
            places.update(range(pos - start, pos - start + size))
    return places


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
