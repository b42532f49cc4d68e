package x402core

import java.math.BigDecimal

/**
 * A JSON value whose form is not x402's own, such as the `extra` of an offer or an unknown member.
 *
 * The native half hands such JSON over as text, a [JsonText]; this is the same for reading it.
 *
 * ```
 * val name = requirements.extra?.let { JsonValue.parse(it)["name"]?.string }
 * ```
 */
public sealed interface JsonValue {
    /** `null`. */
    public data object Null : JsonValue

    /** `true` or `false`. */
    public data class Bool(val value: Boolean) : JsonValue

    /** A number, with the digits that it was written with. */
    public data class Number(val digits: String) : JsonValue

    /** A string. */
    public data class Text(val value: String) : JsonValue

    /** An array. */
    public data class Array(val elements: List<JsonValue>) : JsonValue

    /** An object; its members are in the order of the text. */
    public data class Object(val members: Map<String, JsonValue>) : JsonValue

    /** The member of an object; `null` if there is none, and for any value but an object. */
    public operator fun get(name: String): JsonValue? = (this as? Object)?.members?.get(name)

    /** The element of an array; `null` if there is none, and for any value but an array. */
    public operator fun get(index: Int): JsonValue? = (this as? Array)?.elements?.getOrNull(index)

    /** The string, if it is one. */
    public val string: String? get() = (this as? Text)?.value

    /** The truth value, if it is one. */
    public val bool: Boolean? get() = (this as? Bool)?.value

    /** The number, if it is one; `null` for an exponent that a [BigDecimal] cannot have. */
    public val number: BigDecimal? get() = (this as? Number)?.digits?.toBigDecimalOrNull()

    public companion object {
        /**
         * Reads a value from its text.
         *
         * @throws IllegalArgumentException the text is not JSON, has a member twice, or is nested more
         *     than 64 deep.
         */
        public fun parse(text: JsonText): JsonValue = JsonReader(text).document()
    }
}
