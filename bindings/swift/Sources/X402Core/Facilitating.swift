import Foundation

// The facilitator's side of a payment: the app posts bodies with its own HTTP client.

extension Capabilities {
    /// Answers one `POST /verify` by the nodes of the payment's network; it signs and sends nothing.
    ///
    /// A body that cannot be read as a ``VerifyRequest`` is answered with status 400, everything
    /// else with this response and 200. Where too few nodes answered, its reason is
    /// `unexpected_verify_error`.
    ///
    /// - Parameters:
    ///   - request: The body.
    ///   - nodes: How many independent nodes the app has for the network; of two or more, two must
    ///     agree.
    ///   - now: Gives the current time; the machine's if not given.
    ///   - ask: Asks every node of the network by ``ChainQueries/ask(node:post:)``, each under its
    ///     own number, and merges their facts. It is called at most twice.
    /// - Throws: What `ask` throws; ``VerificationOutOfTurn`` if the request is not a message.
    public func verify(
        request: VerifyRequest, nodes: UInt16, now: () -> Date = { Date() },
        ask: (_ network: String, _ queries: ChainQueries) async throws -> Facts
    ) async throws -> VerifyResponse {
        let verification = Verification(capabilities: self)
        var step = try verification.request(request: request, now: now())
        while true {
            switch step {
            case .ask(let network, let queries):
                let facts = try await ask(network, queries)
                step = try verification.answered(facts: facts, nodes: nodes, now: now())
            case .answer(let response):
                return response
            }
        }
    }
}
