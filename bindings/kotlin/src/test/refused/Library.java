// is not public in x402core; cannot be accessed from outside package
import x402core.UniffiLib;

class Library {
    static Object raw() {
        return UniffiLib.INSTANCE;
    }
}
