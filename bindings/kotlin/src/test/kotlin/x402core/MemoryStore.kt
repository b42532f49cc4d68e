package x402core

/** A replay store of one process: who holds which key, and what was marked last. */
class MemoryStore {
    private data class Entry(val state: String, val holder: String, val record: String, val account: String?)

    private val keys = HashMap<String, Entry>()

    /** Asks for a key and reserves it, in one step. */
    @Synchronized
    fun reserve(step: ExchangeStep.AskReplayStore): ReplayAnswer {
        val entry = keys[step.key]
        if (entry != null) {
            if (entry.state != "unresolved") return ReplayAnswer.Seen
            keys[step.key] = entry.copy(state = "settling", holder = step.holder)
            return ReplayAnswer.Unresolved(entry.record)
        }
        val earlier = keys.entries.find { it.value.state == "unresolved" && it.value.account == step.account }
        if (step.account != null && earlier != null) {
            val (key, old) = earlier.toPair()
            keys[key] = old.copy(state = "settling", holder = step.holder)
            return ReplayAnswer.Earlier(key, step.keepUntil, old.record)
        }
        keys[step.key] = Entry("reserved", step.holder, "", null)
        return ReplayAnswer.New
    }

    /** Notes that the payment is being settled. */
    @Synchronized
    fun mark(step: ExchangeStep.MarkSettling, holder: String): MarkAnswer {
        if (keys[step.key]?.holder != holder) return MarkAnswer.LOST
        keys[step.key] = Entry("settling", holder, step.record, step.account)
        return MarkAnswer.MARKED
    }

    /** The lease of the key's holder lapses: its server was killed. */
    @Synchronized
    fun lapse(key: String) {
        val entry = keys[key] ?: return
        if (entry.state == "reserved") keys.remove(key)
        if (entry.state == "settling") keys[key] = entry.copy(state = "unresolved", holder = "")
    }

    /** The exchange that holds the key has ended. */
    @Synchronized
    fun conclude(key: String, holder: String, reservation: Reservation) {
        val entry = keys[key]
        if (entry?.holder != holder) return
        when (reservation) {
            Reservation.UNTOUCHED -> {}
            Reservation.RELEASE -> keys.remove(key)
            Reservation.KEEP -> keys[key] = Entry("spent", "", "", null)
            Reservation.UNRESOLVED -> keys[key] = entry.copy(state = "unresolved", holder = "")
        }
    }
}
