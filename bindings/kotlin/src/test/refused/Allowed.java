import java.time.Instant;
import x402core.Accepted;
import x402core.ExchangeStep;
import x402core.Match;
import x402core.Offer;
import x402core.Verdict;
import x402core.Verified;
import x402core.X402coreKt;

// What every other program does, so that those are refused for their own reason.
class Allowed {
    static String payer(Verified verified) {
        return verified.facts().getPayer();
    }

    // What the README says of Java: it can verify.
    static Verified verify(String header, String offer) throws Exception {
        Offer terms = Offer.Companion.parse(X402coreKt.parsePaymentRequirements(offer));
        return X402coreKt.verifyHeader(header, terms, Instant.now(), null);
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
