package x402core

/** Reads one JSON text (RFC 8259) from its first character to its last. */
internal class JsonReader(private val text: String) {
    private var at = 0

    fun document(): JsonValue {
        val value = value(DEPTH)
        skipSpace()
        if (at < text.length) fail("the end")
        return value
    }

    private fun value(depth: Int): JsonValue {
        skipSpace()
        return when (text.getOrNull(at)) {
            '{' -> JsonValue.Object(members(depth - 1))
            '[' -> JsonValue.Array(elements(depth - 1))
            '"' -> JsonValue.Text(string())
            't' -> word("true", JsonValue.Bool(true))
            'f' -> word("false", JsonValue.Bool(false))
            'n' -> word("null", JsonValue.Null)
            else -> number()
        }
    }

    private fun members(depth: Int): Map<String, JsonValue> {
        val members = LinkedHashMap<String, JsonValue>()
        list(depth, '}') {
            if (text.getOrNull(at) != '"') fail("a member's name")
            val start = at
            val name = string()
            skipSpace()
            take(':')
            if (members.put(name, value(depth)) != null) fail("a member that is new", start)
        }
        return members
    }

    private fun elements(depth: Int): List<JsonValue> {
        val elements = ArrayList<JsonValue>()
        list(depth, ']') { elements += value(depth) }
        return elements
    }

    private inline fun list(depth: Int, end: Char, item: () -> Unit) {
        if (depth < 0) fail("at most $DEPTH levels")
        at += 1
        skipSpace()
        if (text.getOrNull(at) != end) {
            while (true) {
                skipSpace()
                item()
                skipSpace()
                if (text.getOrNull(at) != ',') break
                at += 1
            }
        }
        take(end)
    }

    private fun string(): String {
        val out = StringBuilder()
        at += 1
        while (true) {
            when (val char = text.getOrNull(at) ?: fail("the end of the string")) {
                '"' -> break
                '\\' -> out.append(escape())
                else -> if (char < ' ') fail("no control character") else out.append(char)
            }
            at += 1
        }
        at += 1
        return out.toString()
    }

    /** Leaves the last character of the escape to be passed. */
    private fun escape(): Char {
        at += 1
        return when (val char = text.getOrNull(at) ?: fail("an escape of JSON")) {
            '"', '\\', '/' -> char
            'b' -> '\b'
            'f' -> '\u000C'
            'n' -> '\n'
            'r' -> '\r'
            't' -> '\t'
            'u' -> {
                val hex = text.substring(at + 1, minOf(at + 5, text.length))
                if (hex.length < 4 || !hex.all(HEX::contains)) fail("4 hex digits")
                at += 4
                hex.toInt(16).toChar()
            }
            else -> fail("an escape of JSON")
        }
    }

    private fun number(): JsonValue {
        val digits = NUMBER.matchAt(text, at)?.value ?: fail("a value")
        at += digits.length
        return JsonValue.Number(digits)
    }

    private fun word(word: String, value: JsonValue): JsonValue {
        if (!text.startsWith(word, at)) fail("a value")
        at += word.length
        return value
    }

    private fun take(char: Char) {
        if (text.getOrNull(at) != char) fail("`$char`")
        at += 1
    }

    private fun skipSpace() {
        while (at < text.length && text[at] in " \t\r\n") at += 1
    }

    private fun fail(expected: String, at: Int = this.at): Nothing =
        throw IllegalArgumentException("not JSON: expected $expected at character $at")

    private companion object {
        /** As the core has it. */
        const val DEPTH = 64
        const val HEX = "0123456789abcdefABCDEF"
        val NUMBER = Regex("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
    }
}
