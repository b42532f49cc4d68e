// cannot access 'fun copy(
import x402core.Accepted
import x402core.ExchangeStep

fun copied(step: ExchangeStep.Serve, accepted: Accepted): ExchangeStep = step.copy(accepted)
