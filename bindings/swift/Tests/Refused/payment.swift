// inheritance from a final class 'SignedPayment'
import X402Core

final class Forged: SignedPayment {}
