//! The command line's grammar and help.

#[cfg(feature = "services")]
mod check;
mod conformance;
#[cfg(feature = "services")]
mod facilitator;
mod values;

use clap::{Args, Parser, Subcommand, ValueEnum};
use x402_core::{
    Address, X402Version,
    asset::{Asset, TransferMethod},
    evm,
    money::Money,
    network::Network,
    server::PaymentOption,
    svm,
    timestamp::UnixTimestamp,
};

#[cfg(feature = "services")]
pub(crate) use self::check::CheckArgs;
pub(crate) use self::conformance::{
    ConformanceArgs, ConformanceCommand, DiffArgs, ExplainVectorArgs, PublishArgs, ReportArgs,
    RunArgs, SetArgs,
};
#[cfg(feature = "services")]
pub(crate) use self::facilitator::{FacilitatorArgs, FacilitatorCommand, SettlementsCommand};
pub(crate) use self::values::{Answer, Entropy, Fact, Words, table};
use self::values::{parse_entropy, parse_fact, parse_token, parse_words};

/// Look into, make and check x402 payments, offline.
///
/// x402 is a protocol for payments over HTTP: a server answers 402 with its terms, the client
/// sends a signed payment in a header, the server verifies it and has it settled. This command
/// reads and checks what travels between them. Only the services and `check` use the network.
#[derive(Debug, Parser)]
#[command(
    name = "x402",
    version,
    max_term_width = 80,
    disable_help_subcommand = true,
    after_help = "Exit status: 0 valid or done, 1 refused or undecided, 2 usage or unreadable input.",
    after_long_help = "\
Input:
  INPUT is a header's value, header lines, a whole HTTP response, JSON, or the
  name of a file with one of these. Without INPUT, or with -, standard input is read.

Exit status:
  0  the payment is valid, or the task is done
  1  the payment is refused or undecided, or the input is no x402 message
  2  wrong usage, an unreadable file, or terms that nobody could pay

Examples:
  x402 demo
  x402 inspect payment.txt
  x402 verify --requirements 402.json < payment.txt
  x402 explain signature.malleable"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(DemoArgs),
    Inspect(InspectArgs),
    Verify(VerifyArgs),
    VerifyReceipt(VerifyReceiptArgs),
    Offer(OfferArgs),
    Sign(SignArgs),
    Explain(ExplainArgs),
    Networks(NetworksArgs),
    /// Answer the conformance suite: one JSON line in, one out
    ///
    /// Speaks the protocol `x402-testee/1` over standard input and output, as any implementation
    /// under test does, until standard input ends.
    Testee,
    Conformance(ConformanceArgs),
    #[cfg(feature = "services")]
    Check(CheckArgs),
    #[cfg(feature = "services")]
    Facilitator(FacilitatorArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Show the protocol at work: four payments and five forgeries, offline
///
/// Offers, signs, sends and verifies a payment by each method that the library knows: EIP-3009
/// and Permit2 on Base Sepolia, SPL Token and Token-2022 on Solana Devnet. Then tampers with
/// payments and shows why each is refused. Keys, time and nonces are fixed, nothing is sent.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct DemoArgs {
    /// Write one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show what a header, message or transaction says; verifies nothing
///
/// Reads a whole HTTP response, any of the five x402 headers, a version 1 or 2 message in JSON, a
/// message of MCP, a facilitator's request or response, or a Solana transaction in base64, and
/// explains every member. What is written in
/// a payment is only what the sender says: use `x402 verify` to check it.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  x402 inspect eyJ4NDAyVmVyc2lvbiI6Miwi...
  x402 inspect --now 1740672100 payment.json
  curl -si https://api.example.com/paid | x402 inspect")]
pub(crate) struct InspectArgs {
    /// An HTTP response, a header's value, JSON, base64, or a file; - is standard input
    pub(crate) input: Option<String>,

    /// Read the input as this, instead of finding out
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) kind: Option<Kind>,

    /// Tell times relative to this moment, in Unix seconds
    #[arg(long, value_name = "SECONDS")]
    pub(crate) now: Option<UnixTimestamp>,

    /// Write one JSON document, in which signatures are not shortened
    #[arg(long)]
    pub(crate) json: bool,
}

/// What an input can be read as.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Kind {
    /// Terms of a server: PAYMENT-REQUIRED, or the body of a 402
    PaymentRequired,
    /// One entry of `accepts`
    PaymentRequirements,
    /// A client's payment: PAYMENT-SIGNATURE or X-PAYMENT
    PaymentPayload,
    /// A request to a facilitator's /verify
    VerifyRequest,
    /// A request to a facilitator's /settle
    SettleRequest,
    /// A facilitator's answer to /verify
    VerifyResponse,
    /// The outcome of a settlement: PAYMENT-RESPONSE or X-PAYMENT-RESPONSE
    SettleResponse,
    /// A facilitator's answer to /supported
    SupportedResponse,
    /// A Solana transaction in base64
    Transaction,
}

/// Check a payment against the seller's terms
///
/// Applies every rule that can be checked offline, the payer's signature included, and says
/// which rule failed, where, what was there and what was wanted. The payment is valid only if the
/// signature is proven. What only a chain can tell, such as the payer's balance, is listed and
/// can be answered with --fact or --chain.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Facts, each unknown unless given (yes or no, or an amount in atomic units):
  accounts=yes|no    both token accounts exist (Solana)
  allowance=AMOUNT   what Permit2 may move for the payer
  asset_code=yes|no  there is a contract at the asset's address
  balance=AMOUNT     what the payer holds
  blockhash=yes|no   the recent blockhash is still valid (Solana)
  erc1271=yes|no     the payer's contract accepts the signature
  nonce=yes|no       the nonce is unused
  payer_code=yes|no  there is code at the payer's address
  simulation=yes|no  a simulation of the settlement succeeds

Exit status:
  0  valid: the signature is proven and no rule is broken
  1  invalid, malformed or undecided; the first word of the result says which
  2  wrong usage, an unreadable file, or terms that nobody could pay

Examples:
  x402 verify --requirements 402.json payment.txt
  x402 verify --requirements 402.json --now 1740672100 --json < payment.txt
  x402 verify --requirements 402.json --fact erc1271=yes payment.txt
  x402 verify --trust-accepted payment.txt")]
pub(crate) struct VerifyArgs {
    /// The payment: a header's value or line, JSON, or a file; - is standard input
    ///
    /// A facilitator's request brings its own requirements.
    #[arg(value_name = "PAYMENT")]
    pub(crate) input: Option<String>,

    /// The seller's terms: a file, JSON, or the value of PAYMENT-REQUIRED
    ///
    /// A whole 402 answer may hold several entries; the one that the payment is most like is
    /// taken.
    #[arg(short, long, value_name = "TERMS")]
    pub(crate) requirements: Option<String>,

    /// Believe the terms that the payer says it accepted
    ///
    /// Shows whether a payment is consistent with itself, never whether it pays what was asked.
    #[arg(long, conflicts_with = "requirements")]
    pub(crate) trust_accepted: bool,

    /// The moment to judge at, in Unix seconds [default: the clock]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) now: Option<UnixTimestamp>,

    /// The payment's version of x402 [default: the one it states]
    #[arg(long, value_name = "1|2")]
    pub(crate) version: Option<Version>,

    /// An account that the facilitator signs with; may be given several times
    #[arg(long = "signer", value_name = "ADDRESS")]
    pub(crate) signers: Vec<Address>,

    /// What is known from the chain; may be given several times
    #[arg(long = "fact", value_name = "NAME=VALUE", value_parser = parse_fact)]
    pub(crate) facts: Vec<Fact>,

    /// Chain state in the form of the conformance suite's `state`
    #[arg(long, value_name = "FILE")]
    pub(crate) chain: Option<String>,

    /// Write one JSON document; its schema is schema/verify.schema.json
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,

    /// Write the verdict line only
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
}

/// Check what a transaction moved for a payment, by the receipt that a node returned
///
/// Finds the payment's own transfer in the logs of the token, or in the token balances of Solana.
/// The receipt is a statement, not a proof: only nodes show that the transaction is in the chain.
#[derive(Args, Debug)]
#[command(after_long_help = "\
RECEIPT is the JSON that a node returned for eth_getTransactionReceipt, or for
getTransaction with the encoding base64.

Exit status:
  0  paid: the payee received the amount in this transaction
  1  not paid by this transaction; the first word of the result says how
  2  wrong usage, or an input that cannot be read

Examples:
  x402 verify-receipt --receipt receipt.json --requirements 402.json payment.txt
  x402 verify-receipt --receipt receipt.json --requirements 402.json \\
      --response response.txt payment.txt
  x402 verify-receipt --receipt outcome.json --requirements 402.json \\
      --genesis-hash EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG payment.txt")]
pub(crate) struct VerifyReceiptArgs {
    /// The payment: a header's value or line, JSON, or a file; - is standard input
    ///
    /// A facilitator's request brings its own requirements.
    #[arg(value_name = "PAYMENT")]
    pub(crate) input: Option<String>,

    /// The receipt of the transaction: a file, or JSON
    #[arg(long, value_name = "RECEIPT")]
    pub(crate) receipt: String,

    /// The seller's terms: a file, JSON, or the value of PAYMENT-REQUIRED
    #[arg(short, long, value_name = "TERMS")]
    pub(crate) requirements: Option<String>,

    /// What the facilitator or the server said: a file, JSON, or the value of PAYMENT-RESPONSE
    ///
    /// It must name the receipt's transaction.
    #[arg(long, value_name = "RESPONSE")]
    pub(crate) response: Option<String>,

    /// What the same node answers to getGenesisHash: a receipt of Solana does not name its cluster
    ///
    /// It must name the payment's network.
    #[arg(long, value_name = "HASH")]
    pub(crate) genesis_hash: Option<svm::Blockhash>,

    /// Write one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// A version of the protocol.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Version {
    #[value(name = "1")]
    V1,
    #[value(name = "2")]
    V2,
}

impl From<Version> for X402Version {
    fn from(version: Version) -> Self {
        match version {
            Version::V1 => Self::V1,
            Version::V2 => Self::V2,
        }
    }
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Policy")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each leniency is one flag, as in the library's policy"
)]
pub(crate) struct PolicyArgs {
    /// How strictly the rules are read; interop sets the four --allow flags
    #[arg(long, value_name = "NAME", default_value = "strict")]
    pub(crate) policy: PolicyName,

    /// Accept an address in mixed case with a wrong EIP-55 checksum
    #[arg(long)]
    pub(crate) allow_bad_checksum: bool,

    /// Accept 64-byte signatures (EIP-2098)
    #[arg(long)]
    pub(crate) allow_compact: bool,

    /// Accept a recovery id of 0 or 1 instead of 27 or 28
    #[arg(long)]
    pub(crate) allow_v_0_1: bool,

    /// Accept up to eight Lighthouse guards at any place (Solana)
    #[arg(long)]
    pub(crate) allow_lighthouse_guards: bool,

    /// Accept for Permit2 what its contract does: an s above n/2, and 64 bytes
    #[arg(long)]
    pub(crate) allow_permit2_signatures: bool,

    /// Allow this ERC-6492 wallet factory; may be given several times
    #[arg(long = "allow-factory", value_name = "ADDRESS")]
    pub(crate) factories: Vec<evm::Address>,

    /// The least time between now and the payment's expiry [default: 6]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) expiry_margin: Option<u64>,

    /// The highest compute unit limit (Solana) [default: 400000]
    #[arg(long, value_name = "UNITS")]
    pub(crate) max_compute_unit_limit: Option<u32>,

    /// The highest compute unit price (Solana) [default: 5000000]
    #[arg(long, value_name = "MICRO_LAMPORTS")]
    pub(crate) max_compute_unit_price: Option<u64>,

    /// The highest fee that the sponsor can be charged (Solana) [default: 2010000]
    #[arg(long, value_name = "LAMPORTS")]
    pub(crate) max_worst_fee: Option<u64>,

    /// The longest window, whatever the offer says [default: 86400]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) max_window: Option<u64>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum PolicyName {
    /// Every rule as the specification and the tokens read it
    Strict,
    /// What published clients and wallets produce
    Interop,
}

impl PolicyName {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Interop => "interop",
        }
    }
}

/// Write a server's terms: the 402 that asks for payment
///
/// Each OFFER is `PRICE on NETWORK to PAYEE`. The price is in dollars, `$0.01`, or in a token,
/// `0.01 USDC`; a network is known by its name or its CAIP-2 name. Several offers become several
/// ways to pay, of which the client chooses one. `x402 networks` lists the known tokens; --token
/// adds another.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  x402 offer '$0.01 on base to 0x209693Bc6afc0C5328bA36FaF03C514EF312287C'
  x402 offer --header '0.5 USDC on polygon to 0x2096...' > 402.txt
  x402 offer --fee-payer 9hSR... '$1 on solana to GyGK...' '$1 on base to 0x...'
  x402 offer --token base,0x60a3...,EURC,6,EURC,2 '0.01 EURC on base to 0x...'")]
pub(crate) struct OfferArgs {
    /// `PRICE on NETWORK to PAYEE`
    #[arg(required = true, value_name = "OFFER", value_parser = parse_words)]
    pub(crate) offers: Vec<Words>,

    /// How long a payment may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = PaymentOption::DEFAULT_MAX_TIMEOUT_SECONDS)]
    pub(crate) timeout: u64,

    /// A token that is not known here; may be given several times
    ///
    /// NETWORK,ADDRESS,SYMBOL,DECIMALS. A token with EIP-3009 has its EIP-712 name and version
    /// behind that, ,NAME,VERSION; another is paid by Permit2. On Solana ,Token-2022 names the
    /// program.
    #[arg(long = "token", value_name = "TOKEN", value_parser = parse_token)]
    pub(crate) tokens: Vec<Asset>,

    /// How the token is moved on EVM chains [default: as the token is known to be]
    #[arg(long, value_name = "eip3009|permit2")]
    pub(crate) method: Option<TransferMethod>,

    /// Who pays Solana's transaction fee: an account of your facilitator
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) fee_payer: Option<svm::Address>,

    /// What the transaction's memo must say (Solana)
    #[arg(long, value_name = "TEXT")]
    pub(crate) memo: Option<String>,

    /// What is paid for
    #[arg(long, value_name = "URL")]
    pub(crate) resource: Option<String>,

    /// What it is, for people
    #[arg(long, value_name = "TEXT", requires = "resource")]
    pub(crate) description: Option<String>,

    /// The version of x402
    #[arg(long, value_name = "1|2", default_value = "2")]
    pub(crate) version: Version,

    /// Write the value of PAYMENT-REQUIRED only
    #[arg(long, conflicts_with = "json")]
    pub(crate) header: bool,

    /// Write the message as JSON: in version 1 this is the body
    #[arg(long)]
    pub(crate) json: bool,
}

/// Sign with a test key: make the header that a client sends
///
/// Chooses the first way to pay that the key can and --max allows, signs it, checks the result
/// with the rules that a server applies, and writes the header's line. The key is read from a
/// file or from `X402_KEY`, never from the command line: 64 hex digits for EVM chains; for Solana
/// base58, as wallets export it, or the 64 numbers of a key pair in JSON. Keep real money
/// elsewhere.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  x402 offer --header '$0.01 on base-sepolia to 0x2096...' | x402 sign
  curl -H \"$(x402 sign --key-file key.txt 402.json)\" https://api.example.com/")]
pub(crate) struct SignArgs {
    /// The 402: a header's value or line, a body, or a file; - is standard input
    pub(crate) terms: Option<String>,

    /// A file with the key [default: the key in `X402_KEY`]
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<String>,

    /// The most to pay: $0.05, 5 cents or 0.05 USDC [default: $1]
    ///
    /// May be given several times, in dollars and for tokens. A token that is not well known has
    /// no other limit.
    #[arg(long, value_name = "PRICE")]
    pub(crate) max: Vec<Money>,

    /// A token that is not known here: NETWORK,ADDRESS,SYMBOL,DECIMALS
    ///
    /// May be given several times. It is paid if --max has a limit for its symbol.
    #[arg(long = "token", value_name = "TOKEN", value_parser = parse_token)]
    pub(crate) tokens: Vec<Asset>,

    /// The longest time to sign for, in seconds [default: 86400]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) max_timeout: Option<u64>,

    /// Pay on this network only
    #[arg(long, value_name = "NETWORK", value_parser = Network::named)]
    pub(crate) network: Option<Network>,

    /// The moment of signing, in Unix seconds [default: the clock]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) now: Option<UnixTimestamp>,

    /// 32 bytes for the nonce, in 0x hex [default: random]
    #[arg(long, value_name = "HEX", value_parser = parse_entropy)]
    pub(crate) entropy: Option<Entropy>,

    /// A recent blockhash, which a payment on Solana needs
    #[arg(long, value_name = "HASH")]
    pub(crate) blockhash: Option<svm::Blockhash>,

    /// Write the header's value only
    #[arg(long, conflicts_with = "json")]
    pub(crate) value: bool,

    /// Write the message as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Explain a code: what the rule demands, where it looks, what to do
///
/// CODE is one of our own, such as `amount.mismatch`, or an `invalidReason` or `errorReason` from the
/// wire. Of a facilitator's reason it tells whether a failure is certain. Without CODE, every code
/// is listed.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  x402 explain amount.mismatch
  x402 explain invalid_exact_evm_payload_signature
  x402 explain settlement_pending
  x402 explain")]
pub(crate) struct ExplainArgs {
    /// A code, an `invalidReason` or an `errorReason`
    pub(crate) code: Option<String>,

    /// Write one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// List the known networks and their tokens
#[derive(Args, Debug)]
#[command(after_long_help = "\
Each token comes with its address, its decimals and how a payment moves it:
eip3009 or permit2 on EVM chains, the token program on Solana. A network's
first token is the one that a price in dollars means.

Examples:
  x402 networks base
  x402 networks --json solana")]
pub(crate) struct NetworksArgs {
    /// Only networks whose name, CAIP-2 name or token contains this
    pub(crate) filter: Option<String>,

    /// Write one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write a completion script for a shell
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  x402 completions bash > ~/.local/share/bash-completion/completions/x402
  x402 completions zsh > ~/.zfunc/_x402")]
pub(crate) struct CompletionsArgs {
    pub(crate) shell: clap_complete::Shell,
}

/// Write the manual page, in roff
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  x402 man | man -l -
  x402 man verify > x402-verify.1")]
pub(crate) struct ManArgs {
    /// The page of this command instead of the main one
    pub(crate) command: Option<String>,
}
