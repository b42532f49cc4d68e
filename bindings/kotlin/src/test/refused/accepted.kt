// it is private in 'x402core.Accepted'
import x402core.Accepted

fun accepted(): Accepted = Accepted("0xRich", null, null)
