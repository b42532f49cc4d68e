// no exact matches in call to initializer
import X402Core

func forge(_ verified: Verified) -> Match { Match(index: 7, verified: verified) }
