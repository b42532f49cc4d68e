import Foundation

// The chain's side of a payment: the app posts bodies with its own HTTP client, the core reads.

extension Offer {
    /// What to ask the network of a payment, in one round; nothing if the payment breaks a rule
    /// that needs no chain.
    ///
    /// Verify again in ``Context/withChain(facts:nodes:)``.
    ///
    /// - Parameters:
    ///   - payment: The payment.
    ///   - now: The current time; the machine's if not given.
    ///   - context: The policy and what is known; strict, and nothing, if not given.
    /// - Throws: ``Refusal`` if the payment is not a message.
    public func queries(
        payment: AnyPaymentPayload, now: Date = Date(), context: Context? = nil
    ) throws -> ChainQueries {
        try paymentQueries(payment: payment, offer: self, now: now, context: context)
    }
}

extension ChainQueries {
    /// Asks one node, and asks it again in smaller requests if it refuses these.
    ///
    /// - Parameters:
    ///   - node: The app's own number for the node; two endpoints of one operator are one node.
    ///   - post: Posts a body; it is called for one after the other. For no response it returns
    ///     `NodeResponse(status: nil, body: Data())`.
    /// - Throws: What `post` throws.
    public func ask(
        node: UInt16, post: (_ body: String) async throws -> NodeResponse
    ) async throws -> Facts {
        var facts = Facts()
        var next: ChainQueries? = self
        while let queries = next {
            var responses: [NodeResponse] = []
            for body in try queries.bodies() {
                responses.append(try await post(body))
            }
            facts = facts.merge(other: try queries.facts(responses: responses, node: node))
            next = try queries.retry(responses: responses)
        }
        return facts
    }
}

extension ExpectedTransfer {
    /// What is left to ask for a proof that a transaction made this payment: two rounds at most.
    ///
    /// - Parameters:
    ///   - transaction: The transaction's id, as a receipt has it.
    ///   - nodes: How many independent nodes the app has for the network.
    ///   - level: How sure the settlement must be.
    ///   - facts: What is known so far; nothing if not given.
    /// - Throws: ``ValueError`` if the text is not the id of a transaction.
    public func queries(
        transaction: String, nodes: UInt16, level: Level = .included, facts: Facts = Facts()
    ) throws -> ChainQueries {
        try settlementQueries(
            expected: [self], transaction: transaction, level: level, facts: facts, nodes: nodes)
    }

    /// What the facts show of the settlement of this payment by a transaction.
    ///
    /// - Parameters:
    ///   - transaction: The transaction's id, as a receipt has it.
    ///   - facts: What the nodes answered.
    ///   - nodes: How many independent nodes the app has for the network; of two or more, two must
    ///     agree.
    ///   - level: How sure the settlement must be.
    /// - Returns: Its status; only ``SettlementStatus/paid(by:)`` is success.
    /// - Throws: ``ValueError`` if the text is not the id of a transaction.
    public func prove(
        transaction: String, facts: Facts, nodes: UInt16, level: Level = .included
    ) throws -> SettlementStatus {
        let statuses = try X402Core.prove(
            expected: [self], transaction: transaction, level: level, facts: facts, nodes: nodes)
        return statuses.first ?? .unknown
    }
}

extension Landed {
    /// What the transaction moved for one payment, if it is in the chain; see
    /// ``movements(expected:)``.
    public func movement(expected: ExpectedTransfer) -> Movement {
        movements(expected: [expected]).first ?? .unrelated
    }
}
