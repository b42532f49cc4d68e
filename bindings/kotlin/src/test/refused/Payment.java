// cannot inherit from final x402core.SignedPayment
import x402core.SignedPayment;

class Payment extends SignedPayment {}
