package x402core

import java.util.Base64
import x402core.Commitment.CONFIRMED

/**
 * A question to Solana.
 *
 * Each function names the JSON-RPC method that asks it and the member of [Value] that answers it.
 * Addresses, blockhashes and signatures are base58.
 */
public class SvmQuery private constructor(name: String, json: String) : Query(name, json) {
    public companion object {
        private fun of(name: String, vararg members: Pair<String, Any?>) = SvmQuery(name, query(name, *members))

        private fun base64(bytes: ByteArray): String = Base64.getEncoder().encodeToString(bytes)

        /** An account as it is stored (`getAccountInfo`, `getMultipleAccounts`): [Value.account]. */
        public fun accountInfo(address: String, commitment: Commitment = CONFIRMED): SvmQuery =
            of("account_info", "address" to address, "commitment" to commitment)

        /** The current block height (`getBlockHeight`): [Value.number]. */
        public fun blockHeight(commitment: Commitment = CONFIRMED): SvmQuery = of("block_height", "commitment" to commitment)

        /** Whether a transaction with this blockhash can still land (`isBlockhashValid`): [Value.flag]. */
        public fun blockhashValid(blockhash: String, commitment: Commitment = CONFIRMED): SvmQuery =
            of("blockhash_valid", "blockhash" to blockhash, "commitment" to commitment)

        /** The first slot of which the node still has the block (`getFirstAvailableBlock`): [Value.number]. */
        public fun firstAvailableBlock(): SvmQuery = of("first_available_block")

        /** The hash of the cluster's first block, which names the network (`getGenesisHash`): [Value.hash]. */
        public fun genesisHash(): SvmQuery = of("genesis_hash")

        /** A blockhash for a new transaction (`getLatestBlockhash`): [Value.blockhash]. */
        public fun latestBlockhash(commitment: Commitment = CONFIRMED): SvmQuery =
            of("latest_blockhash", "commitment" to commitment)

        /** The least lamports of an account of this size in bytes (`getMinimumBalanceForRentExemption`): [Value.number]. */
        public fun minimumBalanceForRentExemption(size: ULong): SvmQuery =
            of("minimum_balance_for_rent_exemption", "size" to size)

        /**
         * The accounts of a program whose data have this size and these bytes at their offsets
         * (`getProgramAccounts`): [Value.programAccounts]. One to four conditions, of 1 to 128 bytes each.
         */
        public fun programAccounts(
            program: String,
            bytesAt: Map<ULong, ByteArray>,
            dataSize: ULong? = null,
            commitment: Commitment = CONFIRMED,
        ): SvmQuery = of(
            "program_accounts",
            "program" to program,
            "memcmp" to bytesAt.map { (offset, bytes) -> mapOf("offset" to offset, "bytes" to base64(bytes)) },
            "data_size" to dataSize,
            "commitment" to commitment,
        )

        /** What was paid for priority for these accounts, at most 128 (`getRecentPrioritizationFees`): [Value.prioritizationFees]. */
        public fun recentPrioritizationFees(accounts: List<String>): SvmQuery =
            of("recent_prioritization_fees", "accounts" to accounts)

        /** Hands a signed transaction to the node, without preflight (`sendTransaction`): [Value.sent]. */
        public fun send(transaction: ByteArray): SvmQuery = of("send", "transaction" to base64(transaction))

        /** The newest finalized transactions that name an account, at most 256 (`getSignaturesForAddress`): [Value.signatures]. */
        public fun signaturesForAddress(address: String, minSlot: ULong): SvmQuery =
            of("signatures_for_address", "address" to address, "min_slot" to minSlot)

        /** Whether a transaction would succeed, its missing signatures zero (`simulateTransaction`): [Value.simulated]. */
        public fun simulate(transaction: ByteArray, commitment: Commitment = CONFIRMED): SvmQuery =
            of("simulate", "transaction" to base64(transaction), "commitment" to commitment)

        /** The current slot (`getSlot`): [Value.number]. */
        public fun slot(commitment: Commitment = CONFIRMED): SvmQuery = of("slot", "commitment" to commitment)

        /** What is known of a transaction in the node's whole history (`getSignatureStatuses`): [Value.status]. */
        public fun status(signature: String): SvmQuery = of("status", "signature" to signature)

        /** What a transaction did; confirmed if it need not be finalized (`getTransaction`): [Value.outcome]. */
        public fun transaction(signature: String, finalized: Boolean): SvmQuery =
            of("transaction", "signature" to signature, "finalized" to finalized)
    }
}
