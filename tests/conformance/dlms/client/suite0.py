"""Security suite 0: AES-GCM with 128 bits, and AES key wrap (RFC 3394)."""
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from .axdr import Malformed

TAG_OCTETS = 12
AUTHENTICATED, ENCRYPTED, BOTH = 0x10, 0x20, 0x30


class Keys(NamedTuple):
    encryption: bytes
    authentication: bytes


def vector(title, counter):
    return title + counter.to_bytes(4, "big")


def tag_of(key, iv, associated):
    cipher = Cipher(algorithms.AES(key), modes.GCM(iv)).encryptor()
    cipher.authenticate_additional_data(associated)
    cipher.finalize()
    return cipher.tag[:TAG_OCTETS]


def protect(keys, title, control, counter, apdu):
    """Security header, content, tag."""
    head, iv = bytes([control]) + counter.to_bytes(4, "big"), vector(title, counter)
    if control & BOTH == AUTHENTICATED:
        return head + apdu + tag_of(keys.encryption, iv, bytes([control]) + keys.authentication + apdu)
    cipher = Cipher(algorithms.AES(keys.encryption), modes.GCM(iv)).encryptor()
    if control & AUTHENTICATED:
        cipher.authenticate_additional_data(bytes([control]) + keys.authentication)
    content = cipher.update(apdu) + cipher.finalize()
    return head + content + (cipher.tag[:TAG_OCTETS] if control & AUTHENTICATED else b"")


def unprotect(keys, title, message):
    """Control octet, counter, APDU."""
    if len(message) < 5:
        raise Malformed("no security header")
    control, counter, content = message[0], int.from_bytes(message[1:5], "big"), message[5:]
    iv = vector(title, counter)
    if not control & AUTHENTICATED:
        cipher = Cipher(algorithms.AES(keys.encryption), modes.GCM(iv)).encryptor()
        return control, counter, cipher.update(content) + cipher.finalize()
    content, tag = content[:-TAG_OCTETS], content[-TAG_OCTETS:]
    if not control & ENCRYPTED:
        if tag != tag_of(keys.encryption, iv, bytes([control]) + keys.authentication + content):
            raise Malformed("wrong tag")
        return control, counter, content
    cipher = Cipher(algorithms.AES(keys.encryption), modes.GCM(iv, tag, min_tag_length=TAG_OCTETS)).decryptor()
    cipher.authenticate_additional_data(bytes([control]) + keys.authentication)
    try:
        return control, counter, cipher.update(content) + cipher.finalize()
    except InvalidTag as wrong:
        raise Malformed("wrong tag") from wrong


def answer_challenge(keys, title, counter, challenge, control=AUTHENTICATED):
    """f(challenge) of authentication mechanism 5."""
    tag = tag_of(keys.encryption, vector(title, counter), bytes([control]) + keys.authentication + challenge)
    return bytes([control]) + counter.to_bytes(4, "big") + tag


def wrap_key(master, key):
    return aes_key_wrap(master, key)


def unwrap_key(master, wrapped):
    return aes_key_unwrap(master, wrapped)
