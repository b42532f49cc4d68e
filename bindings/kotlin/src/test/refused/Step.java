// has private access in x402core.ExchangeStep.Serve
import x402core.Accepted;
import x402core.ExchangeStep;

class Step {
    static ExchangeStep forge(Accepted accepted) {
        return new ExchangeStep.Serve(accepted);
    }
}
