"""A device under test as the rows of the conformance table see it: links to it, clients of it, its incidents."""
import copy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from client import acse, hdlc, links, objects, session  # noqa: E402

PUBLIC, READING, MANAGEMENT = 16, 2, 1
CLOCK = (objects.CLOCK, "0-0:1.0.0", 2)


class Bench:
    """`connect()` gives a new link to the device whose SAP is `server`; `incidents()` all that were logged so far."""

    def __init__(self, connect, serial_line, incidents, keys, password, server, station, has=()):
        self.connect, self.serial_line, self.incidents = connect, serial_line, incidents
        self.keys, self.password, self.server, self.station = keys, password, server, station
        self.has = set(has)  # "optical port" and what else rows may need
        self.siblings = {}  # by name: server, keys, password, counter; this device too
        self.signs_on = True  # False: HDLC at once, for it takes a second or two at 300 baud
        self.master = None  # the key that wraps others
        self.logged = 0  # incidents that belong to rows behind us
        self.patience = 20  # for a line that stays silent
        self.counter = session.Counter()
        self.link = self.opened = None

    def begin(self):
        self.close()
        self.link, self.opened = self.connect(), None

    def close(self):
        if self.link is not None:
            self.link.close()
        self.link = self.opened = None

    # ---- clients

    def client(self, client, **options):
        """A client by its SAP, as it is usually associated; the last one is `opened`."""
        made = self.made(client, **options)
        made.associate()
        self.opened = made
        return made

    def made(self, client, link=None, **options):
        """The same, not associated yet."""
        usual = {PUBLIC: {}, READING: {"mechanism": acse.LLS, "password": self.password},
                 MANAGEMENT: {"mechanism": acse.HLS_GMAC, "keys": self.keys, "counter": self.counter}}
        return session.Client(link or self.link, client, self.server, **{**usual.get(client, {}), **options})

    def raw(self, apdu, client=PUBLIC):
        """The answer to octets of an unassociated client."""
        return self.made(client, keys=None).raw(apdu)

    # ---- other devices of an installation

    def sibling(self, name):
        """Another device behind the same link; what it opens, this one has not."""
        made = copy.copy(self)
        made.server, made.keys, made.password, made.counter = self.siblings[name]
        return made

    # ---- the optical port

    def hdlc_line(self):
        """A line for HDLC; most begin with a sign-on."""
        return self.signed_line() if self.signs_on else self.quiet_line()

    def quiet_line(self):
        line = self.serial_line()
        line.drain()
        return line

    def signed_line(self):
        """A line that has signed on in mode E."""
        line = self.quiet_line()
        hdlc.sign_on(line)
        return line

    def hdlc(self, client=PUBLIC, line=None, server=None, **options):
        """A connection on a line. Closed by `leave`."""
        return links.Hdlc(line or self.hdlc_line(), client, server or self.station, self.patience, **options)

    @staticmethod
    def leave(link):
        """DISC, so that the port waits for a sign-on again."""
        left = link.station.disconnect()
        link.station.line.close()
        return left
