// cannot find 'FfiConverterTypeVerified' in scope
import X402Core

let forged = try FfiConverterTypeVerified.lift(1)
