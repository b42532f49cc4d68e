// initializer is inaccessible due to 'internal' protection level
import X402Core

let forged = Accepted(unsafeFromHandle: 1)
