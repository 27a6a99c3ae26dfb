"""A DLMS/COSEM client that shares nothing with the program under test.

Written from the standards alone (IEC 62056-5-3 application layer, -6-2 interface classes, -46 HDLC, -47 wrapper, -21
mode E; A-XDR of IEC 61334-6; BER of ISO/IEC 8825-1), on Python's standard library and, for AES-GCM, Debian's
python3-cryptography. A slip in one of the two programs is not made a second time in the other.
"""
