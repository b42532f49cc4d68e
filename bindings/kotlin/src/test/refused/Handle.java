// has private access in x402core.Verified
import x402core.Verified;

class Handle {
    static Verified forge() {
        return new Verified(null, 4096L);
    }
}
