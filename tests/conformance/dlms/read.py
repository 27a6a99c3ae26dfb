#!/usr/bin/env python3
"""Reads one attribute of a device of the lab: read.py RUN_FOLDER PORT DEVICE CLIENT CLASS OBJECT ATTRIBUTE

DEVICE as in dlms-keys.json, such as plain.esme; of the installation `tls` it is read inside TLS.
CLIENT: public, reading or management. The management client asks for its counter first by being refused.
"""
import json
import ssl
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from client import acse, links, session, suite0, xdlms  # noqa: E402


def connect(pki, port, inside_tls):
    if not inside_tls:
        return links.Wrapper("127.0.0.1", port)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname = False  # the hub is known by its EUI-64
    tls.verify_flags |= 0x200000  # X509_V_FLAG_NO_CHECK_TIME: certificates are good in the world's time
    tls.load_verify_locations(pki / "device-ca.pem")
    tls.load_cert_chain(pki / "smso-a-head-end.pem", pki / "smso-a-head-end.key")
    return links.Wrapper("127.0.0.1", port, tls)


def associate(link, device, sap, who):
    if who == "public":
        client = session.Client(link, 16, sap)
    elif who == "reading":
        client = session.Client(link, 2, sap, mechanism=acse.LLS, password=device["password"].encode())
    else:
        keys = suite0.Keys(bytes.fromhex(device["encryption"]), bytes.fromhex(device["authentication"]))
        client = session.Client(link, 1, sap, mechanism=acse.HLS_GMAC, keys=keys)
    try:
        client.associate()
    except xdlms.ExceptionResponse as refused:
        if refused.counter is None:
            raise
        client.counter.value = refused.counter
        client.associate()
    return client


def main(folder, port, name, who, class_id, obis, index):
    pki = Path(folder) / "pki"
    device = json.loads((pki / "dlms-keys.json").read_text())[name]
    sap = {"chf": 1, "esme": 16, "gsme": 17}[name.rpartition(".")[2]]
    client = associate(connect(pki, int(port), name.startswith("tls.")), device, sap, who)
    value = client.get(int(class_id), obis, int(index))
    print(f"{value.type}: {value.value.hex() if isinstance(value.value, bytes) else value.plain()}")
    client.release()


if __name__ == "__main__":
    if len(sys.argv) != 8:
        sys.exit(__doc__)
    main(*sys.argv[1:])
