// it is private in 'x402core.ExchangeStep.Serve'
import x402core.Accepted
import x402core.ExchangeStep

fun step(accepted: Accepted): ExchangeStep = ExchangeStep.Serve(accepted)
