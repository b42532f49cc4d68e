package x402core.testee

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull

/** The object of this text; its numbers keep their digits. */
fun parseObject(text: String): JsonObject = Json.parseToJsonElement(text) as JsonObject

/** A member that is a string. */
fun JsonObject.text(name: String): String? = (this[name] as? JsonPrimitive)?.takeIf { it.isString }?.content

/** A member that is a whole number. */
fun JsonObject.number(name: String): ULong? =
    (this[name] as? JsonPrimitive)?.takeUnless { it.isString }?.contentOrNull?.toULongOrNull()

/** A member that is true or false. */
fun JsonObject.flag(name: String): Boolean? = (this[name] as? JsonPrimitive)?.booleanOrNull

/** A member that is an object. */
fun JsonObject.child(name: String): JsonObject? = this[name] as? JsonObject

/** A member that is a list. */
fun JsonObject.list(name: String): List<JsonElement>? = this[name] as? JsonArray

/** The text of a string. */
val JsonElement.string: String get() = (this as JsonPrimitive).content

/** An object of these members, without those that are `null`. */
fun objectOf(vararg members: Pair<String, Any?>): JsonObject =
    JsonObject(members.filter { it.second != null }.associate { (name, value) -> name to json(value) })

/** An object of these members, also of those that are `null`. */
fun objectWithNulls(vararg members: Pair<String, Any?>): JsonObject =
    JsonObject(members.associate { (name, value) -> name to json(value) })

private fun json(value: Any?): JsonElement = when (value) {
    null -> JsonNull
    is JsonElement -> value
    is String -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is List<*> -> JsonArray(value.map(::json))
    is Map<*, *> -> JsonObject(value.entries.associate { (name, member) -> name as String to json(member) })
    else -> error("no JSON for ${value::class}")
}
