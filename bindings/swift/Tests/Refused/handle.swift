// initializer is inaccessible due to 'internal' protection level
import X402Core

let forged = Verified(unsafeFromHandle: 1)
