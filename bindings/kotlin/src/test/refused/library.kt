// cannot access 'object UniffiLib
import x402core.UniffiLib

fun library(): Any = UniffiLib
