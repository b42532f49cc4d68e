"""`payment-identifier`: what a seller's server answers to payments with an id, new and repeated."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import coding
import evm
import wire
from groups import v1
from model import NOW, Case, Group, Json, Vector, ref

NAME = "payment-identifier"
ID = "pay_7d5d747be160e280504c099d984bcfe0"
URL = "https://api.example.com/premium-data"
SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"required": {"type": "boolean"}, "id": {"type": "string", "minLength": 16, "maxLength": 128, "pattern": "^[a-zA-Z0-9_-]+$"}},
    "required": ["required"],
}
MALFORMED, REFUSED, CONFLICT = ({"kind": kind} for kind in ("malformed", "refused", "conflict"))
BOUND = "the specification binds an id to the payload; one that is also bound to its request answers no other request"
FORM = "the specification names no answer to an extension of another form"
SILENT = "the specification does not name this way to send an id"


def processed(identifier: str | None = ID, answer: int = 0) -> Json:
    """The handler ran: its own answer leaves."""
    return {"kind": "processed", "id": identifier, "answer": str(answer)}


def repeated(answer: int = 0, identifier: str = ID) -> Json:
    """The answer of an earlier request leaves again."""
    return {"kind": "repeated", "id": identifier, "answer": str(answer)}


def declared(required: bool = False) -> Json:
    """What the 402 advertises."""
    return {NAME: {"info": {"required": required}, "schema": copy.deepcopy(SCHEMA)}}


def extension(**info: Any) -> Json:
    """What a client sends back."""
    return {NAME: {"info": {"required": False} | info, "schema": copy.deepcopy(SCHEMA)}}


def message(extensions: Json | None, case: Case | None = None) -> Json:
    """A signed payment with these extensions."""
    payload: Json = copy.deepcopy((case or evm.pay()).input["payload"])
    return payload if extensions is None else payload | {"extensions": extensions}


def request(payload: Json | str, *, header: str = "payment-signature", **changes: Any) -> Json:
    """An HTTP request with a payment."""
    text = payload if isinstance(payload, str) else wire.text(payload)
    plain: Json = {"method": "GET", "url": URL, "headers": {header: wire.encode(text)}, "now": NOW}
    return plain | changes


def case(requests: Sequence[Json], statuses: Sequence[Json], *, extensions: Json | None = None, **offers: Any) -> Case:
    """Requests to one server, and what it answers to each."""
    given: Json = {"requirements": evm.requirements(), **offers, "extensions": declared() if extensions is None else extensions, "requests": list(requests)}
    return Case("answer_requests", given, derived={"statuses": coding.compact(list(statuses))})


def build() -> Group:
    """The group."""
    refs = (ref("specs/extensions/payment_identifier.md", "id Format"), ref("specs/extensions/payment_identifier.md", "Idempotency Behavior"))
    group = Group("extension.payment_identifier", "payment-identifier: a repeated payment gets the first answer, and pays once", "L2", refs)
    group.note("Id", "BASIC", "The payer's id of a payment: a repetition has the same one.")
    group.note("Boundary", "BOUNDARY", "An id has 16 to 128 characters.")
    group.note("Charset", "SECURITY", "Letters, digits, hyphen and underscore of ASCII. A pattern that ends in `$` lets a line break pass in some languages.")
    group.note("Form", "MALFORMED", "The extension has another form.")
    group.note("Place", "SECURITY", "An id elsewhere than in the extension's info is not the payment's id.")
    group.note("Required", "BASIC", "A server that requires an id answers 400 to a payment without one.")
    group.note("Echo", "SECURITY", "The client changed what the server advertised.")
    group.note("Repeated", "BASIC", "The same id with the same payment: the first answer leaves again, and nothing is settled.")
    group.note("OtherPayload", "SECURITY", "The same id with another payment: 409, and the first payment keeps its id.")
    group.note("OtherRequest", "SECURITY", "The same payment with another request: the answer to one request is not the answer to another.")
    group.note("Replay", "SECURITY", "Another id, or none, does not make a spent payment new.")
    group.note("IdempotencyKey", "INTEROP", "The HTTP header of the same meaning.")
    group.note("V1Terms", "INTEROP", "A payment of version 1 has no extensions.")
    control = group.accept("new", "a payment with an id", case([request(message(extension(id=ID)))], [processed()]), flags="Id")
    _ids(group, control)
    _forms(group, control)
    _required(group, control)
    _repeated(group, control)
    _others(group, control)
    _elsewhere(group, control)
    return group


def _one(group: Group, control: Vector) -> Callable[..., None]:
    """Adds vectors of one payment with these extensions."""

    def add(slug: str, title: str, sent: Json | None, status: Json, flags: str, *, why: str | None = None, **more: Any) -> None:
        made = case([request(message(sent))], [status], **more)
        level = {} if why is None else {"level": "policy", "why": why}
        group.accept(slug, title, made, base=control, flags=flags, **level)

    return add


def _ids(group: Group, control: Vector) -> None:
    add = _one(group, control)
    for length, good in ((0, False), (1, False), (15, False), (16, True), (17, True), (127, True), (128, True), (129, False), (256, False)):
        text = ("pay_7d5d747be160e280" * 13)[:length]
        add(f"length-{length}", f"an id of {length} characters", extension(id=text), processed(text) if good else MALFORMED, "Boundary")
    for slug, title, text, good in (
        ("digits", "digits alone", "0123456789012345", True),
        ("upper", "capital letters alone", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", True),
        ("hyphens", "hyphens alone", "-" * 16, True),
        ("underscores", "underscores alone", "_" * 16, True),
        ("uuid", "a UUID", "7d5d747b-e160-4280-904c-099d984bcfe0", True),
        ("space", "a space inside", "pay_7d5d 747be160e280", False),
        ("space-before", "a space before it", " pay_7d5d747be160e280", False),
        ("line-break-after", "a line break after it", "pay_7d5d747be160e280\n", False),
        ("line-break-before", "a line break before it", "\npay_7d5d747be160e280", False),
        ("two-lines", "two lines, each of them an id", "pay_7d5d747be160e280\npay_7d5d747be160e281", False),
        ("carriage-return", "a carriage return after it", "pay_7d5d747be160e280\r", False),
        ("nul", "a character U+0000 inside", "pay_7d5d747be160\0e280", False),
        ("dot", "a dot inside", "pay.7d5d747be160e280", False),
        ("colon", "a colon inside: part of a key in many stores", "pay:7d5d747be160e280", False),
        ("slash", "a path", "../../7d5d747be160e280", False),
        ("star", "a star inside: a pattern in many stores", "pay_*_7d5d747be160e280", False),
        ("plus", "signs of base64", "pay+7d5d747be160e28=", False),
        ("percent", "an escape of URLs", "pay%5F7d5d747be160e280", False),
        ("quotes", "quotation marks around it", '"pay_7d5d747be160e280"', False),
        ("umlaut", "a letter outside of ASCII", "p\u00e4y_7d5d747be160e280", False),
        ("cyrillic", "a letter that looks like one of ASCII", "p\u0430y_7d5d747be160e280", False),
        ("full-width", "full-width digits", "pay_\uff17\uff17\uff17\uff17\uff17\uff17\uff17\uff17\uff17\uff17\uff17\uff17", False),
        ("arabic-digits", "digits outside of ASCII", "pay_\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660\u0661\u0662", False),
        ("combining", "15 characters and a combining one", "pay_7d5d747be16\u0301", False),
        ("emoji", "8 characters of two UTF-16 units", "\U0001f600" * 8, False),
        ("zero-width", "a character without width inside", "pay_7d5d\u200b747be160e280", False),
    ):
        add(f"charset-{slug}", title, extension(id=text), processed(text) if good else MALFORMED, "Charset")
    for slug, value in (("number", 7531902468013579), ("true", True), ("list", [ID]), ("object", {"id": ID})):
        add(f"id-{slug}", f"the id is {value!r}", extension(id=value), MALFORMED, "Form")
    add("id-null", "the id is null", extension(id=None), MALFORMED, "Form", why="published SDKs take null for no id")


def _forms(group: Group, control: Vector) -> None:
    add = _one(group, control)
    whole = extension(id=ID)[NAME]
    add("absent", "the extension was left out: the client need not take part", {}, processed(None), "Id")
    add("no-extensions", "the payment has no extensions", None, processed(None), "Id")
    add("echoed", "the extension comes back without an id", extension(), processed(None), "Id")
    add("no-schema", "the extension comes back without its schema", {NAME: {"info": whole["info"]}}, processed(), "Id")
    add("appended", "a member beside the id", extension(id=ID, note="mine"), processed(), "Id")
    add("other-beside", "another extension beside it", extension(id=ID) | {"mine": {"info": {"id": "x"}}}, processed(), "Id")
    for slug, title, value in (
        ("null", "the extension is null", None),
        ("text", "the extension is the id", ID),
        ("list", "the extension is a list", [whole]),
        ("no-info", "the extension has no info", {"schema": SCHEMA}),
        ("empty", "the extension is empty", {}),
        ("info-null", "the info is null", whole | {"info": None}),
        ("info-text", "the info is the id", whole | {"info": ID}),
        ("info-list", "the info is a list", whole | {"info": [whole["info"]]}),
        ("info-empty", "the info is empty", whole | {"info": {}}),
        ("required-missing", "`required` is missing beside the id", whole | {"info": {"id": ID}}),
        ("required-text", '`required` is "false"', whole | {"info": {"required": "false", "id": ID}}),
        ("required-null", "`required` is null", whole | {"info": {"required": None, "id": ID}}),
        ("required-zero", "`required` is 0", whole | {"info": {"required": 0, "id": ID}}),
    ):
        # What is there and falsy is taken for absent by published SDKs.
        add(f"form-{slug}", title, {NAME: value}, MALFORMED, "Form", why=None if value and slug not in ("info-empty", "empty") else FORM)
    text = wire.text(message(extension(id=ID)))
    member = f'"id":"{ID}"'
    for slug, title, twice in (
        ("same", "the id is there twice, the same", f"{member},{member}"),
        ("other", "two ids", f'{member},"id":"pay_other_0123456789"'),
        ("escaped", "two ids, one behind an escape", f'{member},"\\u0069d":"pay_other_0123456789"'),
    ):
        made = case([request(text.replace(member, twice))], [MALFORMED])
        group.accept(f"duplicate-{slug}", title, made, base=control, flags="Form", level="policy", why="the specification is silent about duplicate members")


def _required(group: Group, control: Vector) -> None:
    must = declared(True)
    made = case([request(message(extension(required=True, id=ID)))], [processed()], extensions=must)
    required = group.accept("required", "a payment with the id that is required", made, base=control, flags="Required")
    add = _one(group, required)
    add("required-absent", "the extension was left out", {}, MALFORMED, "Required", extensions=must)
    add("required-no-extensions", "the payment has no extensions", None, MALFORMED, "Required", extensions=must)
    add("required-echoed", "the extension comes back without an id", extension(required=True), MALFORMED, "Required", extensions=must)
    add("required-short", "the id has 15 characters", extension(required=True, id="pay_7d5d747be16"), MALFORMED, "Required Boundary", extensions=must)
    add("required-turned-off", "the client states that none is required", extension(required=False), MALFORMED, "Required Echo", extensions=must)
    add("required-echo-changed", "an id, and the client states that none is required", extension(id=ID), REFUSED, "Echo", extensions=must)
    made = case([request(message(extension(required=True, id=ID)))], [REFUSED])
    group.accept("echo-changed", "the client states that an id is required where none is", made, base=control, flags="Echo")
    for slug, title, change in (
        ("extension", "the id is beside the info", lambda it: it["extensions"][NAME].update(id=ID)),
        ("extensions", "the id is among the extensions", lambda it: it["extensions"].update(id=ID)),
        ("message", "the id is in the message", lambda it: it.update(id=ID)),
        ("payload", "the id is in the scheme's payload", lambda it: it["payload"].update(id=ID)),
        ("accepted", "the id is in `accepted.extra`", lambda it: it["accepted"]["extra"].update(id=ID)),
        ("case", "the member is `ID`", lambda it: it["extensions"][NAME]["info"].update(ID=ID)),
        ("payment-id", "the member is `paymentId`", lambda it: it["extensions"][NAME]["info"].update(paymentId=ID)),
    ):
        wrong = message(extension(required=True))
        change(wrong)
        group.accept(f"place-{slug}", title, case([request(wrong)], [MALFORMED], extensions=must), base=required, flags="Place Required")
    other = message(extension(required=True) | {"payment_identifier": extension(id=ID)[NAME]})
    group.accept("place-snake-case", "the extension's name in snake_case", case([request(other)], [MALFORMED], extensions=must), base=required, flags="Place Required")


def _repeated(group: Group, control: Vector) -> None:
    first = request(message(extension(id=ID)))

    def add(slug: str, title: str, requests: list[Json], statuses: list[Json], *, why: str | None = None, flags: str = "Repeated", **more: Any) -> None:
        level = {} if why is None else {"level": "policy", "why": why}
        group.accept(slug, title, case(requests, statuses, **more), base=control, flags=flags, **level)

    add("repeated", "the same request again", [first, first], [processed(), repeated()])
    add("repeated-thrice", "the same request twice more", [first, first, first], [processed(), repeated(), repeated()])
    expired = "the answer is kept for as long as the server chooses"
    add("repeated-expired", "the same request when the payment has expired", [first, first | {"now": NOW + 3600}], [processed(), repeated()], why=expired)
    ordered = message(extension(id=ID))
    ordered = {name: ordered[name] for name in ("x402Version", "payload", "accepted", "resource", "extensions")}
    words = "the same JSON in other words is the same payload"
    spaced = wire.text(message(extension(id=ID))).replace('{"', '{ "')
    add("repeated-respelled", "the same payment in JSON with spaces", [first, request(spaced)], [processed(), repeated()], why=words)
    add("repeated-reordered", "the members of the message in another order", [first, request(ordered)], [processed(), repeated()], why=words)
    more = {"headers": first["headers"] | {"x-request-id": "2"}}
    add("repeated-header", "another header that is not about payment", [first, first | more], [processed(), repeated()], why=BOUND)
    body = first | {"method": "POST", "body": "{}"}
    add("repeated-body", "the same request with the same body", [body, body], [processed(), repeated()])
    late = first | {"now": NOW + 3600}
    # What comes before the control's own request is not a change of it.
    group.accept("refused-first", "a payment that was refused holds no id", case([late, first], [REFUSED, processed(answer=1)]), flags="Repeated")
    broken = request(message(extension(id="pay_7d5d747be16")))
    made = case([broken, first], [MALFORMED, processed(answer=1)])
    group.accept("malformed-first", "a payment that was malformed holds no id", made, flags="Repeated")


def _others(group: Group, control: Vector) -> None:
    first = request(message(extension(id=ID)))
    second = evm.pay(nonce="0x" + evm.nonce("eip3009-2").hex())
    again = request(message(extension(id=ID), second))

    def add(slug: str, title: str, others: list[Json], statuses: list[Json], flags: str, *, why: str | None = None, **more: Any) -> None:
        level = {} if why is None else {"level": "policy", "why": why}
        made = case([first, *others], [processed(), *statuses], **more)
        group.accept(slug, title, made, base=control, flags=flags, **level)

    add("other-payment", "another payment with the same id", [again], [CONFLICT], "OtherPayload")
    add("other-payment-then-first", "another payment with the id, and the first one again", [again, first], [CONFLICT, repeated()], "OtherPayload Repeated")
    add("other-payment-new-id", "the other payment with an id of its own", [request(message(extension(id=ID + "x"), second))],
        [processed(ID + "x", 1)], "OtherPayload")  # fmt: skip
    add("other-payment-id-case", "an id that differs in the case of a letter", [request(message(extension(id=ID.replace("pay", "Pay")), second))],
        [processed(ID.replace("pay", "Pay"), 1)], "OtherPayload")  # fmt: skip
    add("other-payment-no-id", "the other payment without an id", [request(message(extension(), second))], [processed(None, 1)], "OtherPayload")
    changed = message(extension(id=ID))
    changed["payload"]["signature"] = evm.pay(signer="stranger").input["payload"]["payload"]["signature"]
    add("other-signature", "another party's signature over the same payment", [request(changed)], [CONFLICT], "OtherPayload")
    changed = message(extension(id=ID))
    changed["payload"]["signature"] = "0x00"
    add("other-signature-short", "a signature of one byte", [request(changed)], [CONFLICT], "OtherPayload")
    for slug, title, extensions in (
        ("note", "the same payment with a member more beside the id", extension(id=ID, note="2")),
        ("extension", "the same payment with an extension more", extension(id=ID) | {"mine": {}}),
    ):
        whole = "the payload is the whole message"
        add(f"other-{slug}", title, [request(message(extensions))], [CONFLICT], "OtherPayload", why=whole)
    for slug, title, changes in (
        ("method", "another method", {"method": "POST"}),
        ("query", "another query", {"url": f"{URL}?city=Bern"}),
        ("path", "another route of the same price", {"url": "https://api.example.com/other-data"}),
        ("host", "another host of the same server", {"url": "https://other.example.com/premium-data"}),
        ("body", "another body", {"body": "x"}),
    ):
        add(f"other-{slug}", title, [first | changes], [CONFLICT], "OtherRequest", why=BOUND)
    posted = first | {"method": "POST", "body": '{"order":1}'}
    made = case([posted, posted | {"body": '{"order":2}'}], [processed(), CONFLICT])
    group.accept("other-order", "the same payment for another order in the body", made, base=control, flags="OtherRequest", level="policy", why=BOUND)
    add("replay-other-id", "the same payment with another id", [request(message(extension(id=ID + "x")))], [REFUSED], "Replay")
    add("replay-no-id", "the same payment without its id", [request(message(extension()))], [REFUSED], "Replay")
    add("replay-no-extension", "the same payment without the extension", [request(message(None))], [REFUSED], "Replay")
    plain = request(message(extension()))
    made = case([plain, plain], [processed(None), REFUSED])
    group.accept("replay-without-id", "the same payment twice, without an id", made, base=control, flags="Replay")


def _elsewhere(group: Group, control: Vector) -> None:
    paid = message(extension(id=ID))
    made = case([request(paid), request(paid)], [processed(None), REFUSED], extensions={})
    group.accept("not-advertised", "the 402 does not advertise the extension: the id counts for nothing", made, base=control, flags="Id",
                 level="policy", why="a server that does not take part may ignore the id")  # fmt: skip
    plain = request(message(extension()))

    def keyed(name: str, value: str) -> Json:
        return plain | {"headers": plain["headers"] | {name: value}}

    for slug, title, value, identifier in (
        ("key", "the id as `Idempotency-Key`", ID, ID),
        ("key-quoted", "the id as a quoted string", f'"{ID}"', ID),
        ("key-short", "a key that is too short for an id", "7531", None),
    ):
        one = keyed("idempotency-key", value)
        statuses = [processed(identifier), repeated() if identifier else REFUSED]
        group.accept(f"{slug}", title, case([one, one], statuses), base=control, flags="IdempotencyKey", level="policy", why=SILENT)
    both = request(paid) | {"headers": request(paid)["headers"] | {"idempotency-key": "order_of_mine_0123456789"}}
    group.accept("key-beside", "an id and another `Idempotency-Key`: the payment's own counts", case([request(paid), both], [processed(), repeated()]),
                 base=control, flags="IdempotencyKey", level="policy", why=SILENT)  # fmt: skip
    offer = v1.terms()
    old = request(wire.payload_v1(), header="x-payment")
    made = case([old], [processed(None)], requirements_v1=offer)
    first = group.accept("v1", "a payment of version 1", made, flags="V1Terms")
    group.accept("v1-twice", "a payment of version 1 again", case([old, old], [processed(None), REFUSED], requirements_v1=offer), base=first, flags="V1Terms Replay")
    named = request(wire.payload_v1() | {"extensions": extension(id=ID)}, header="x-payment")
    group.accept("v1-extensions", "a payment of version 1 with an id in `extensions`", case([named], [processed(None)], requirements_v1=offer),
                 base=first, flags="V1Terms Place")  # fmt: skip
    group.accept("v1-required", "a payment of version 1 where an id is required", case([old], [MALFORMED], extensions=declared(True), requirements_v1=offer),
                 base=first, flags="V1Terms Required", level="policy", why=SILENT)  # fmt: skip
    key = old | {"headers": old["headers"] | {"idempotency-key": ID}}
    group.accept("v1-key", "a payment of version 1 with an `Idempotency-Key`", case([key, key], [processed(), repeated()], requirements_v1=offer),
                 base=first, flags="V1Terms IdempotencyKey", level="policy", why=SILENT)  # fmt: skip
