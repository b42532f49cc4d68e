// inheritance from a final class 'Verified'
import X402Core

final class Forged: Verified {}
