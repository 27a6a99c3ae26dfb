"""What carries APDUs: the wrapper on TCP, plainly or inside TLS, and HDLC on a serial port."""
import os
import select
import socket
import ssl
import termios
import time
import tty

from . import hdlc
from .axdr import Malformed


class Closed(Exception):
    """The server has ended the connection."""


class Silence(Exception):
    """No answer for as long as one waits."""


class Wrapper:
    """One TCP connection; several clients may use it one after the other."""

    def __init__(self, host, port, tls=None, server_name=None, patience=60):
        self.patience, self.waiting = patience, b""
        self.socket = socket.create_connection((host, port), timeout=patience)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname=server_name)

    def send(self, client, server, apdu):
        self.send_raw((1).to_bytes(2, "big") + client.to_bytes(2, "big") + server.to_bytes(2, "big")
                      + len(apdu).to_bytes(2, "big") + apdu)

    def send_raw(self, octets):
        self.socket.sendall(octets)

    def receive(self, client, server, patience=None):
        head = self.take(8, patience)
        version, source, destination, size = (int.from_bytes(head[i:i + 2], "big") for i in (0, 2, 4, 6))
        if (version, source, destination) != (1, server, client):
            raise Malformed(f"wrapper header {head.hex()}: not of version 1 from {server} to {client}")
        return self.take(size, patience)

    def take(self, count, patience=None):
        self.socket.settimeout(self.patience if patience is None else patience)
        while len(self.waiting) < count:
            try:
                data = self.socket.recv(65536)
            except TimeoutError as late:
                raise Silence(f"no answer; {self.waiting.hex()} has come") from late
            except (ConnectionError, ssl.SSLError) as gone:
                raise Closed(str(gone)) from gone
            if not data:
                raise Closed("end of the stream")
            self.waiting += data
        out, self.waiting = self.waiting[:count], self.waiting[count:]
        return out

    def close(self):
        self.socket.close()


class Gateway:
    """Devices behind a hub, by the gateway header: a network and a physical address before each APDU."""

    def __init__(self, link, network, device):
        self.link, self.network, self.device = link, network, device

    def head(self, tag):
        return bytes([tag, self.network, len(self.device)]) + self.device

    def send(self, client, server, apdu):
        self.link.send(client, server, self.head(0xE6) + apdu)

    def receive(self, client, server, patience=None):
        apdu, head = self.link.receive(client, server, patience), self.head(0xE7)
        if apdu[:len(head)] != head:
            raise Malformed(f"no answer through the gateway: {apdu.hex()[:80]}")
        return apdu[len(head):]


class SerialLine:
    """A terminal in raw mode; a pseudo-terminal has no baud rate to set."""

    def __init__(self, path):
        self.descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.descriptor)
        termios.tcflush(self.descriptor, termios.TCIOFLUSH)

    def write(self, data):
        while data:
            data = data[os.write(self.descriptor, data):]

    def read(self, seconds):
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        return os.read(self.descriptor, 4096) if ready else b""

    def drain(self, seconds=0.2):
        """Passes over what comes until it is quiet."""
        give_up = time.monotonic() + 30
        while self.read(seconds) and time.monotonic() < give_up:
            pass

    def close(self):
        os.close(self.descriptor)


class Hdlc:
    """One HDLC connection; the client's address is settled when it is made."""

    def __init__(self, line, client, server, patience=60, wanted=None):
        self.station = hdlc.Station(line, client, server, patience, wanted)
        self.agreed = self.station.connect()

    def send(self, client, server, apdu):
        self.station.send(apdu)

    def receive(self, client, server, patience=None):
        return self.station.receive()

    def close(self):
        return self.station.disconnect()
