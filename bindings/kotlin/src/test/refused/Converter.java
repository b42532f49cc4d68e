// is not public in x402core; cannot be accessed from outside package
import x402core.FfiConverterTypeVerified;

class Converter {
    static Object forge() {
        return FfiConverterTypeVerified.INSTANCE.lift(4096L);
    }
}
