"""A client's end of an association."""
import os

from . import acse, suite0
from .axdr import Malformed, Reader, block, decode, encode, octets, read
from .xdlms import (ACTION, ACTION_RESPONSE, ACTION_RESULTS, EXCEPTION, GET, GET_RESPONSE, INVOKE, NEXT, NORMAL, SET, SET_RESPONSE,
                    WITH_LIST, AccessError, Attribute, ExceptionResponse, counted, data_block, obis, read_action_outcome,
                    read_response, read_result, request)

GLOBAL = {0x01: 0x21, 0x08: 0x28, GET: 0xC8, SET: 0xC9, ACTION: 0xCB, GET_RESPONSE: 0xCC, SET_RESPONSE: 0xCD,
          ACTION_RESPONSE: 0xCF}
DEDICATED = {GET: 0xD0, SET: 0xD1, ACTION: 0xD3, GET_RESPONSE: 0xD4, SET_RESPONSE: 0xD5, ACTION_RESPONSE: 0xD7}
GENERAL_GLOBAL, GENERAL_DEDICATED = 0xDB, 0xDC
DATA_NOTIFICATION = 0x0F
CURRENT_ASSOCIATION = obis("0-0:40.0.0")


class Refused(Exception):
    """No association; `aare` says why."""

    def __init__(self, aare):
        self.aare = aare
        super().__init__(f"result {aare.result}, diagnostic {aare.diagnostic}")


class Counter:
    """The invocation counter of an encryption key: what the next message carries. It outlives associations."""

    def __init__(self, value=1):
        self.value = value

    def take(self):
        self.value += 1
        return self.value - 1


class Client:
    """`link`: see links.py. Without `keys` everything is plain.

    `form`: glo, ded, general-glo or general-ded; `control`: what is done to requests and expected of answers;
    `counter`: of the encryption key; `same_counter`: the reply to the challenge takes the counter
    that the AARQ had, as some clients do; `plain_initiate`: the InitiateRequest is not ciphered.
    """

    def __init__(self, link, client, server=1, *, mechanism=acse.NONE, password=None, keys=None, title=b"CLI\0\0\0\0\1",
                 form="glo", control=suite0.BOTH, counter=None, dedicated_key=None, proposed=acse.USUAL, max_pdu=0xFFFF,
                 challenge=None, same_counter=False, plain_initiate=False, **aarq_options):
        self.link, self.client, self.server = link, client, server
        self.mechanism, self.password, self.keys, self.title = mechanism, password, keys, title
        self.form, self.control, self.counter, self.dedicated_counter = form, control, counter or Counter(), 0
        self.dedicated_key, self.proposed, self.max_pdu = dedicated_key, proposed, max_pdu
        self.challenge = challenge or os.urandom(16)
        self.same_counter, self.plain_initiate, self.aarq_options = same_counter, plain_initiate, aarq_options
        self.terms, self.aare, self.server_title, self.server_counter = None, None, None, -1
        self.server_dedicated_counter = -1
        self.proof_spoilt = False  # for those who want to see it refused
        self.block_sizes = []  # of the last long answer

    # ---- octets

    def send(self, apdu):
        self.link.send(self.client, self.server, apdu)

    def receive(self, patience=None):
        return self.link.receive(self.client, self.server, patience)

    def raw(self, apdu):
        """An exchange without protection or interpretation."""
        self.send(apdu)
        return self.receive()

    def exchange(self, apdu):
        """An exchange of services, protected as the association is."""
        answer = self.raw(self.protect(apdu) if self.keys else apdu)
        return self.unprotect(answer) if self.keys else answer

    # ---- protection

    def protect(self, apdu, counter=None):
        if self.form.endswith("ded"):
            keys = self.keys._replace(encryption=self.dedicated_key)
            counter = self.dedicated_counter if counter is None else counter
            self.dedicated_counter += 1
        else:
            keys, counter = self.keys, self.counter.take() if counter is None else counter
        message = suite0.protect(keys, self.title, self.control, counter, apdu)
        if self.form.startswith("general"):
            tag = GENERAL_DEDICATED if self.form == "general-ded" else GENERAL_GLOBAL
            return bytes([tag]) + block(self.title) + block(message)
        tags = DEDICATED if self.form == "ded" else GLOBAL
        return bytes([tags[apdu[0]]]) + block(message)

    def unprotect(self, apdu):
        if apdu[0] == EXCEPTION:
            return apdu
        reader = Reader(apdu)
        tag, title = reader.number(1), self.server_title
        if tag in (GENERAL_GLOBAL, GENERAL_DEDICATED):
            title = reader.block()
            if title != self.server_title:
                raise Malformed(f"an answer from {title.hex()}")
        dedicated = tag == GENERAL_DEDICATED or tag in DEDICATED.values()
        if not dedicated and tag != GENERAL_GLOBAL and tag not in GLOBAL.values():
            raise Malformed(f"a plain answer: {apdu.hex()[:80]}")
        keys = self.keys._replace(encryption=self.dedicated_key) if dedicated else self.keys
        control, counter, plain = suite0.unprotect(keys, title, reader.block())
        reader.finish()
        self.check_answer(tag, dedicated, control, counter, plain)
        return plain

    def check_answer(self, tag, dedicated, control, counter, plain):
        if control != self.control:
            raise Malformed(f"security control {control:#x}, not {self.control:#x}")
        last = self.server_dedicated_counter if dedicated else self.server_counter
        if counter <= last:
            raise Malformed(f"the server's counter {counter} follows {last}")
        if dedicated:
            self.server_dedicated_counter = counter
        else:
            self.server_counter = counter
        named = {**GLOBAL, **DEDICATED} if tag not in (GENERAL_GLOBAL, GENERAL_DEDICATED) else None
        if named and tag not in (GLOBAL.get(plain[0]), DEDICATED.get(plain[0])):
            raise Malformed(f"tag {tag:#x} around {plain[0]:#x}")

    # ---- the association

    def aarq(self):
        information = acse.initiate_request(self.proposed, self.max_pdu, self.dedicated_key)
        ciphered = self.keys is not None
        if ciphered and not self.plain_initiate:
            message = suite0.protect(self.keys, self.title, self.control, self.counter.take(), information)
            information = bytes([GLOBAL[0x01]]) + block(message)
        value = self.password if self.mechanism == acse.LLS else self.challenge if self.mechanism > acse.LLS else None
        options = {"title": self.title if ciphered else None, **self.aarq_options}
        return acse.aarq(acse.CONTEXT["ln-ciphered" if ciphered else "ln"], information, mechanism=self.mechanism,
                         value=value, **options)

    def associate(self):
        """The terms; raises Refused or ExceptionResponse."""
        answer = self.raw(self.aarq())
        if answer[0] == EXCEPTION:
            raise ExceptionResponse(answer)
        self.aare = acse.read_aare(answer)
        if self.aare.result != 0:
            raise Refused(self.aare)
        self.server_title = self.aare.title
        information = self.aare.information
        if information[0] == GLOBAL[0x08]:
            information = self.unprotect(information)
        elif self.keys and not self.plain_initiate:
            raise Malformed("a ciphered InitiateRequest was answered in plain")
        self.terms = acse.read_initiate_response(information)
        if self.mechanism == acse.HLS_GMAC:
            self.prove()
        return self.terms

    def prove(self):
        """The third and the fourth pass of HLS."""
        if self.aare.diagnostic != 14 or self.aare.mechanism != acse.HLS_GMAC:
            raise Malformed(f"HLS goes on with diagnostic {self.aare.diagnostic}, mechanism {self.aare.mechanism}")
        counter = self.counter.value - 1 if self.same_counter else self.counter.take()
        proof = suite0.answer_challenge(self.keys, self.title, counter, self.aare.challenge)
        if self.proof_spoilt:
            proof = proof[:-1] + bytes([proof[-1] ^ 1])
        answer = self.action(15, CURRENT_ASSOCIATION, 1, octets(proof)).value
        expected = suite0.answer_challenge(self.keys, self.server_title, int.from_bytes(answer[1:5], "big"), self.challenge)
        if answer != expected:
            raise Malformed(f"the server did not prove itself: {answer.hex()}")

    def release(self, ciphered=False):
        """The user information of the answer, plain."""
        information = None
        if ciphered:
            plain = acse.initiate_request(self.proposed, self.max_pdu)
            message = suite0.protect(self.keys, self.title, self.control, self.counter.take(), plain)
            information = bytes([GLOBAL[0x01]]) + block(message)
        _, information = acse.read_rlre(self.raw(acse.rlrq(0, information)))
        return self.unprotect(information) if information and information[0] == GLOBAL[0x08] else information

    # ---- GET

    def get(self, class_id, name, index, selection=None):
        what = Attribute(class_id, name if isinstance(name, bytes) else obis(name), index, selection)
        response = read_response(self.exchange(request(GET, NORMAL, what.selected())), GET_RESPONSE)
        if response.kind == 2:
            return decode(self.long_answer(response, GET, GET_RESPONSE))
        return self.one_result(response)

    def one_result(self, response):
        if response.kind != NORMAL or response.invoke != INVOKE:
            raise Malformed(f"answer of kind {response.kind} to invoke {response.invoke:#x}")
        result = read_result(response.body)
        response.body.finish()
        if isinstance(result, AccessError):
            raise result
        return result

    def get_list(self, wanted):
        """Values, and AccessErrors in the place of what could not be read."""
        items = [Attribute(w[0], w[1] if isinstance(w[1], bytes) else obis(w[1]), *w[2:]).selected() for w in wanted]
        response = read_response(self.exchange(request(GET, WITH_LIST, counted(items))), GET_RESPONSE)
        reader = response.body
        if response.kind == 2:
            reader = Reader(self.long_answer(response, GET, GET_RESPONSE))
        elif response.kind != WITH_LIST:
            raise Malformed(f"a list was answered by kind {response.kind}")
        results = [read_result(reader) for _ in range(reader.length())]
        reader.finish()
        return results

    def long_answer(self, response, service, tag):
        """Puts blocks together: GET's have a choice before their octets."""
        whole, self.block_sizes, number = b"", [], 1
        while True:
            last, got = response.body.number(1), response.body.number(4)
            if got != number:
                raise Malformed(f"block {number} expected, {got} came")
            if service == GET and response.body.number(1):
                raise AccessError(response.body.number(1))
            piece = response.body.block()
            response.body.finish()
            whole += piece
            self.block_sizes.append(len(piece))
            if last:
                return whole
            response = read_response(self.exchange(request(service, NEXT, number.to_bytes(4, "big"))), tag)
            number += 1

    # ---- SET

    def set(self, class_id, name, index, value, selection=None):
        what = Attribute(class_id, name if isinstance(name, bytes) else obis(name), index, selection)
        response = read_response(self.exchange(request(SET, NORMAL, what.selected() + encode(value))), SET_RESPONSE)
        self.done(response)

    def done(self, response, kind=NORMAL):
        if response.kind != kind:
            raise Malformed(f"answer of kind {response.kind}")
        result = response.body.number(1)
        if kind == 3:
            response.body.number(4)
        response.body.finish()
        if result != 0:
            raise AccessError(result)

    def set_list(self, wanted):
        """`wanted`: class, name, index, value; the results' names."""
        items = [Attribute(c, obis(n), i).selected() for c, n, i, _ in wanted]
        content = counted(items) + counted([encode(value) for *_, value in wanted])
        response = read_response(self.exchange(request(SET, 4, content)), SET_RESPONSE)
        if response.kind != 5:
            raise Malformed(f"a list was answered by kind {response.kind}")
        results = list(response.body.rest())
        return [AccessError(number).result for number in results[1:]]

    def set_in_blocks(self, class_id, name, index, value, size):
        first = Attribute(class_id, obis(name), index).selected()
        self.done(self.in_blocks(SET, SET_RESPONSE, (2, 3), 2, first, encode(value), size), 3)

    def set_list_in_blocks(self, wanted, size):
        """As set_list."""
        first = counted([Attribute(c, obis(n), i).selected() for c, n, i, _ in wanted])
        values = counted([encode(value) for *_, value in wanted])
        response = self.in_blocks(SET, SET_RESPONSE, (5, 3), 2, first, values, size)
        if response.kind != 4:
            raise Malformed(f"the last block of a list was answered by kind {response.kind}")
        results = [response.body.number(1) for _ in range(response.body.length())]
        response.body.number(4)
        response.body.finish()
        return [AccessError(number).result for number in results]

    def in_blocks(self, service, tag, kinds, taken, first, whole, size):
        """Sends `whole` in blocks, the first one behind `first`; the answer to the last one. `kinds`: of the first request
        and of the others; `taken`: of an answer to a block that others follow."""
        pieces = [whole[at:at + size] for at in range(0, len(whole), size)]
        for number, piece in enumerate(pieces, 1):
            last = number == len(pieces)
            content = (first if number == 1 else b"") + data_block(last, number, piece)
            response = read_response(self.exchange(request(service, kinds[number > 1], content)), tag)
            if last:
                return response
            if response.kind != taken or response.body.number(4) != number:
                raise Malformed(f"block {number} was answered by kind {response.kind}")
        raise ValueError("nothing to send")

    # ---- ACTION

    def action(self, class_id, name, index, parameter=None):
        what = Attribute(class_id, name if isinstance(name, bytes) else obis(name), index)
        content = what.descriptor() + (b"\x01" + encode(parameter) if parameter is not None else b"\x00")
        return self.acted(read_response(self.exchange(request(ACTION, NORMAL, content)), ACTION_RESPONSE))

    def acted(self, response):
        """What one method gave back; blocks carry that as bare data."""
        self.block_sizes = []
        if response.kind == 2:
            return decode(self.long_answer(response, ACTION, ACTION_RESPONSE))
        if response.kind != NORMAL:
            raise Malformed(f"answer of kind {response.kind}")
        result, returned = read_action_outcome(response.body)
        response.body.finish()
        if result != 0:
            raise AccessError(result, ACTION_RESULTS)
        if isinstance(returned, AccessError) and returned.result != "success":
            raise returned
        return returned

    def action_list(self, wanted):
        """`wanted`: class, name, index, parameter; pairs of a result's name and what was returned."""
        items = [Attribute(c, obis(n), i).descriptor() for c, n, i, _ in wanted]
        content = counted(items) + counted([encode(parameter) for *_, parameter in wanted])
        return self.all_acted(read_response(self.exchange(request(ACTION, 3, content)), ACTION_RESPONSE))

    def all_acted(self, response):
        if response.kind != 3:
            raise Malformed(f"a list was answered by kind {response.kind}")
        outcomes = [read_action_outcome(response.body) for _ in range(response.body.length())]
        response.body.finish()
        return [(ACTION_RESULTS[result], returned) for result, returned in outcomes]

    def action_in_blocks(self, class_id, name, index, parameter, size):
        first = Attribute(class_id, obis(name), index).descriptor()
        return self.acted(self.in_blocks(ACTION, ACTION_RESPONSE, (4, 6), 4, first, encode(parameter), size))

    def action_list_in_blocks(self, wanted, size):
        """As action_list."""
        first = counted([Attribute(c, obis(n), i).descriptor() for c, n, i, _ in wanted])
        values = counted([encode(parameter) for *_, parameter in wanted])
        return self.all_acted(self.in_blocks(ACTION, ACTION_RESPONSE, (5, 6), 4, first, values, size))

    # ---- what comes unasked

    def notified(self, apdu):
        """Long invoke-id and priority, date-time, body of a data notification."""
        reader = Reader(self.unprotect(apdu) if self.keys else apdu)
        if reader.number(1) != DATA_NOTIFICATION:
            raise Malformed(f"no data notification: {apdu.hex()[:80]}")
        invoke, when, body = reader.number(4), reader.block(), read(reader)
        reader.finish()
        return invoke, when, body
