// What the way through Swift adds to a verdict: header text in, proof out. Prints microseconds.

import Foundation
import X402Core

let calls = 5_000
let slices = 100

guard let path = CommandLine.arguments.dropFirst().first else {
    print("usage: verify-bench evm.exact.eip3009.signature.json")
    exit(2)
}
let file = try JSONValue(text: String(contentsOfFile: path, encoding: .utf8))
let name = "evm.exact.eip3009.signature/golden-key-a"
guard let vector = file["vectors"]?.array?.first(where: { $0["id"]?.string == name }),
    let input = vector["input"], let payload = input["payload"],
    let requirements = input["requirements"],
    let now = vector["now"]?.number ?? file["defaults"]?["now"]?.number
else {
    print("no vector \(name) in \(path)")
    exit(1)
}
let header = try encodePaymentSignature(message: PaymentPayload(json: payload.text))
let offer = try Offer.parse(requirements: PaymentRequirements(json: requirements.text))
let moment = Date(timeIntervalSince1970: (now as NSDecimalNumber).doubleValue)

let clock = ContinuousClock()
var least = Duration.seconds(1)
for _ in 0..<slices {
    let time = try clock.measure {
        for _ in 0..<(calls / slices) {
            _ = try verifyHeader(header: header, offer: offer, now: moment, context: nil)
        }
    }
    least = min(least, time / (calls / slices))
}
// The slice that was least disturbed.
print(Double(least.components.attoseconds) / 1e12)
