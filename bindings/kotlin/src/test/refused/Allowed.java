import x402core.Accepted;
import x402core.ExchangeStep;
import x402core.Match;
import x402core.Verdict;
import x402core.Verified;

// What every other program does, so that those are refused for their own reason.
class Allowed {
    static String payer(Verified verified) {
        return verified.facts().getPayer();
    }

    static String payer(ExchangeStep step) {
        return step instanceof ExchangeStep.Serve serve ? serve.getAccepted().payer() : null;
    }

    static Verified proof(Match match) {
        return match.verified();
    }

    static Verified proof(Verdict verdict) {
        return verdict instanceof Verdict.Accepted accepted ? accepted.getVerified() : null;
    }
}
