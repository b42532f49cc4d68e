// has private access in x402core.Accepted
import x402core.Accepted;

class Acceptance {
    static Accepted forge() {
        return new Accepted(null, 4096L);
    }
}
