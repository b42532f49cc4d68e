"""More of JSON as text: numbers, escapes, names, and syntax that some parser takes."""

from __future__ import annotations

from typing import Any

import wire
from model import Group
from wire import text

DUPLICATE: dict[str, Any] = {"flags": "Duplicate", "level": "should", "why": "RFC 8259 leaves it open; the official SDKs take the last"}
LENIENT: dict[str, Any] = {"level": "should", "why": "some parsers take it"}


def extend(group: Group, good: str, ok: Any, bad: Any) -> None:
    """Adds to the group of JSON texts; `ok` and `bad` take slug, title and text."""
    group.note("Number", "CAN_OF_WORMS", "RFC 8259 sets no bound on numbers; what nobody reads must not break the message.")
    group.note("Escape", "INTEROP", "Every escape of RFC 8259, and characters that need none.")
    group.note("Name", "SECURITY", "Two names are the same only if they have the same characters after unescaping.")

    def beside(member: str) -> str:
        return good[:-1] + "," + member + "}"

    _numbers(beside, ok, bad)
    _escapes(good, beside, ok, bad)
    _names(good, beside, ok, bad)
    _white_space(good, ok, bad)
    _syntax(good, beside, bad)


def _numbers(beside: Any, ok: Any, bad: Any) -> None:
    for slug, title, number in (
        ("zero", "0", "0"), ("minus-zero", "-0", "-0"), ("minus-zero-fraction", "-0.0e-0", "-0.0e-0"), ("capital-exponent", "an exponent with a capital and a plus sign", "12E+3"),
        ("huge", "1E400, which no double holds", "1E400"), ("tiny", "1e-400, which is 0 to a double", "1e-400"), ("long-exponent", "an exponent of 20 digits", "1e99999999999999999999"),
        ("long", "an integer of 1,000 digits", "9" * 1000), ("long-fraction", "a fraction of 1,000 digits", "0." + "3" * 1000), ("exponent-zeros", "an exponent with leading zeros", "1e007"),
    ):  # fmt: skip
        ok(f"number-{slug}", f"an unknown member is {title}", beside(f'"note":{number}'), flags="Number")
    for slug, title, number in (
        ("minus-alone", "a minus sign alone", "-"), ("minus-space", "a space after the minus sign", "- 1"), ("two-minus", "two minus signs", "--1"), ("exponent-empty", "an exponent without digits", "1e"),
        ("exponent-sign", "an exponent of a sign alone", "1e+"), ("exponent-fraction", "an exponent with a fraction", "1e1.5"), ("dot-exponent", "a dot before the exponent", "1.e1"),
        ("minus-leading-zero", "a leading zero after the minus sign", "-01"), ("two-zeros", "two zeros", "00"), ("underscore", "an underscore", "1_000"), ("arabic-indic", "an Arabic-Indic digit", "\u0661"),
        ("suffix", "a suffix", "1n"), ("two-dots", "two dots", "1.2.3"), ("octal", "octal", "0o10"),
    ):  # fmt: skip
        bad(f"number-{slug}", f"an unknown member is a number with {title}", beside(f'"note":{number}'), "json.syntax", flags="Number")


def _escapes(good: str, beside: Any, ok: Any, bad: Any) -> None:
    def inserted(written: str) -> str:
        return good.replace("premium market", written)

    for slug, title, written in (
        ("every-short", "every short escape", '\\"\\\\\\/\\b\\f\\n\\r\\t'), ("case", "hexadecimal digits in both cases", "\\u00E9\\u00e9\\u00aF"),
        ("pair-case", "a surrogate pair with digits in both cases", "\\uD83D\\uDc4d"), ("pair-first", "the first surrogate pair", "\\ud800\\udc00"), ("pair-last", "the last surrogate pair", "\\udbff\\udfff"),
        ("around-surrogates", "the characters before and after the surrogates", "\\ud7ff\\ue000"), ("backslash-u", "an escaped backslash before u and digits", "\\\\ud83d"),
        ("controls", "every control character, escaped", "".join(f"\\u{code:04x}" for code in range(1, 32))), ("delete", "U+007F and U+0080, which need no escape", "\u007f\u0080"),
        ("separators", "U+2028 and U+2029, which need none", "\u2028\u2029"), ("noncharacters", "U+FFFE and U+10FFFF", "\ufffe\U0010ffff"), ("private", "a character of private use", "\ue000"),
        ("bom-within", "a byte order mark within a string", "\ufeff"), ("combining", "a letter and its accent apart", "e\u0301"), ("right-to-left", "marks that turn the direction", "\u202e\u2066"),
        ("long", "20,000 characters", "x" * 20000),
    ):  # fmt: skip
        ok(f"escape-{slug}", f"a string has {title}", inserted(written), flags="Escape", **({"level": "should"} if slug == "controls" else {}))
    for slug, title, written in (
        ("braces", "an escape in braces", "\\u{1f44d}"), ("capital", "an escape with a capital U", "\\U0001f44d"), ("hex", "an escape with x", "\\x41"), ("quote", "an escaped apostrophe", "\\'"),
        ("octal", "an octal escape", "\\101"), ("line", "an escaped line end", "\\\n"), ("vertical-tab", "an escape for the vertical tab", "\\v"), ("not-hex", "an escape with a letter g", "\\u00eg"),
        ("sign", "an escape with a sign", "\\u+041"), ("space", "an escape with a space", "\\u 041"), ("full-width", "an escape with full-width digits", "\\u\uff10041"),
    ):  # fmt: skip
        bad(f"escape-{slug}", f"a string has {title}", inserted(written), "json.syntax", flags="Escape")
    for slug, title, written in (
        ("tab", "a tab", "\t"),
        ("unit", "U+001F", "\x1f"),
        ("return", "a carriage return", "\r"),
        ("escape", "U+001B", "\x1b"),
    ):
        bad(f"raw-{slug}", f"a string has {title}, not escaped", inserted(written), "json.syntax", flags="Escape", **LENIENT)
    for slug, title, written in (
        ("high-letter", "the first half of a surrogate pair and a letter", "\\ud83dx"), ("high-escape", "the first half and another escape", "\\ud83d\\n"),
        ("high-plain", "the first half and an escaped letter", "\\ud83d\\u0041"), ("low-first", "U+DC00 alone", "\\udc00"), ("high-cut", "the first half and three digits", "\\ud83d\\udc4"),
    ):  # fmt: skip
        bad(f"surrogate-{slug}", f"a string has {title}", inserted(written), "json.surrogate", flags="Unicode", other=("json.syntax",), **LENIENT)
    bad("surrogate-name", "a name has half a surrogate pair", beside('"\\udc4d":1'), "json.surrogate", flags="Unicode", **LENIENT)


def _names(good: str, beside: Any, ok: Any, bad: Any) -> None:
    for slug, title, member in (
        ("empty", "the empty name", '"":1'), ("case", "two unknown names that differ by case", '"note":1,"Note":2'), ("normalised", "two names that normalisation would make one", '"\u00e9":1,"e\u0301":2'),
        ("space", "two names that differ by a space", '"a":1,"a ":2'), ("nul", "two names that differ after a NUL", '"a\\u0000b":1,"a\\u0000c":2'), ("length", "two names, one the beginning of the other", '"no":1,"not":2'),
        ("escaped-different", "two names that differ by an escaped letter", '"\\u0061":1,"b":2'), ("compatibility", "a full-width letter beside a plain one", '"a":1,"\uff41":2'),
        ("symbols", "a name of punctuation", '"~/.$[0]*":{"":""}'), ("long", "a name of 5,000 letters", f'"{"n" * 5000}":null'), ("wide", "a hundred members", ",".join(f'"m{n}":{n}' for n in range(100))),
        ("known-elsewhere", "known names in another case, inside a member that nobody knows", '"note":{"Accepted":1,"x402_version":[{"PAYLOAD":2}]}'),
    ):  # fmt: skip
        added = ok(f"name-{slug}", title, beside(member), flags="Name")
        if slug == "wide":
            bad(
                "duplicate-apart",
                "the first of a hundred members again at the end",
                beside(member + ',"m0":0'),
                "json.duplicate_member",
                base=added,
                **DUPLICATE,
            )
    resource = '"mimeType":"application/json"'
    for slug, title, changed in (
        ("payload", "the whole payload twice, another first", good.replace('"payload":', '"payload":{},"payload":', 1)), ("resource", "a member of the resource twice", good.replace(resource, f"{resource},{resource}")),
        ("network", "accepted.network twice, one of version 1", good.replace('"network":', '"network":"base-sepolia","network":', 1)), ("accepted", "accepted twice, the same", good.replace('"accepted":', '"accepted":{},"accepted":', 1)),
        ("signature", "the signature twice", good.replace('"signature":', '"signature":"0x","signature":', 1)), ("empty-name", "the empty name twice", beside('"":1,"":2')), ("proto", "__proto__ twice", beside('"__proto__":{},"__proto__":{}')),
        ("pair", "a name beyond 2^16, once escaped", beside('"\U0001f44d":1,"\\ud83d\\udc4d":2')), ("short-escape", "a name with a line feed, escaped in two ways", beside('"\\n":1,"\\u000a":2')),
        ("deep", "a member twice, twenty levels down", beside('"d":' + '{"d":' * 20 + '{"a":1,"a":1}' + "}" * 20)),
        ("null", "a member twice, once null", good.replace('"payload":', '"payload":null,"payload":', 1)), ("three", "a member three times", beside('"a":1,"b":2,"a":3,"a":4')),
    ):  # fmt: skip
        bad(f"duplicate-{slug}", title, changed, "json.duplicate_member", **DUPLICATE)


def _white_space(good: str, ok: Any, bad: Any) -> None:
    ok("white-space-line-feeds", "a line feed before and after every token", good.replace("{", "\n{\n").replace(",", "\n,\n").replace('":', '"\n:\n'))
    ok("white-space-empty", "white space within empty arrays and objects", good[:-1] + ',"note":[ \t],"more":{\r\n}}')
    ok("white-space-much", "ten thousand spaces before and after", " " * 10000 + good + " " * 10000)
    for slug, title, space in (
        ("form-feed", "a form feed", "\f"), ("zero-width", "a zero-width space", "\u200b"), ("separator", "U+2028", "\u2028"), ("ideographic", "an ideographic space", "\u3000"), ("nul", "a NUL", "\0"), ("bom", "a byte order mark", "\ufeff"), ("next-line", "U+0085", "\u0085"),
    ):  # fmt: skip
        bad(f"white-space-{slug}", f"{title} between members", good.replace(",", "," + space, 1), "json.syntax", flags="Syntax")
    for slug, title, tail in (
        ("comma", "a comma", ","),
        ("object", "an empty object", "{}"),
        ("comment", "a comment", "// paid"),
        ("bom", "a byte order mark", "\ufeff"),
        ("null", "null", " null"),
    ):
        bad(f"trailing-{slug}", f"{title} follows", good + tail, "json.trailing", flags="Trailing", other=("json.syntax",))


def _syntax(good: str, beside: Any, bad: Any) -> None:
    for slug, title, changed in (
        ("leading-comma", "a comma before the first member", "{," + good[1:]), ("two-commas", "two commas", good.replace(",", ",,", 1)), ("no-comma", "no comma between members", good.replace(',"payload"', ' "payload"', 1)),
        ("no-colon", "no colon", good.replace('"payload":', '"payload" ', 1)), ("equals", "an equals sign for the colon", good.replace('"payload":', '"payload"=', 1)), ("two-colons", "two colons", good.replace('"payload":', '"payload"::', 1)),
        ("no-value", "a name without a value", beside('"note"')), ("empty-value", "a colon without a value", beside('"note":')), ("number-name", "a number for a name", beside("1:2")), ("null-name", "null for a name", beside("null:2")),
        ("array-comma", "a comma after the last element", beside('"note":[1,]')), ("array-hole", "nothing between two commas", beside('"note":[1,,2]')), ("brackets", "brackets that do not fit", beside('"note":[1}')),
        ("open-array", "an array without its end", good[:-1] + ',"note":[1}'), ("open-string", "a string without its end", good[:-2]), ("parentheses", "the message in parentheses", f"({good})"),
        ("semicolon", "a semicolon for a comma", good.replace(",", ";", 1)), ("undefined", "undefined", beside('"note":undefined')), ("upper-null", "NULL", beside('"note":NULL')), ("cut-word", "nul", beside('"note":nul')),
        ("hash-comment", "a comment after a number sign", good[:-1] + "# paid\n}"), ("line-comment", "a comment after two solidi", good[:-1] + "// paid\n}"), ("template", "backquotes", beside('"note":`x`')), ("long-quotes", "typographic quotation marks", beside("\u201cnote\u201d:1")),
        ("security-prefix", "a prefix against scripts", ")]}'\n" + good), ("callback", "a call around the message", f"paid({good})"), ("single-quoted-member", "one name in apostrophes", beside("'note':1")),
    ):  # fmt: skip
        bad(f"syntax-{slug}", title, changed, "json.syntax", flags="Syntax")
    wrapped = text({"payment": wire.payload()})
    bad("wrapped", "the message inside another object", wrapped, "member.missing", flags="Shape", layer="L1", other=("version.unsupported",))
