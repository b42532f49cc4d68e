// cannot inherit from final x402core.Verified
import x402core.Verified;

class Subclass extends Verified {}
