// requires that 'Verified' conform to 'Decodable'
import Foundation
import X402Core

let forged = try JSONDecoder().decode(Verified.self, from: Data())
