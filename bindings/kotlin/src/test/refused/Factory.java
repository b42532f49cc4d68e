// cannot find symbol
import x402core.Verified;

class Factory {
    static Verified forge() {
        return Verified.Companion.uniffiLift$x402core(4096L);
    }
}
