//! Which requests ask which queries.

use alloc::{collections::BTreeMap, string::ToString, vec, vec::Vec};
use core::slice;

use crate::{
    chain::{Commitment, Memcmp, ProgramAccountFilter, SignedBytes, SvmQuery},
    header::encode_base64,
    json::{Json, Object},
    rpc::envelope::Request,
};

/// One request and the queries that it asks.
pub(super) enum Job<'q> {
    /// One query.
    One(Member<'q>),
    /// Accounts of one commitment, at least two.
    Accounts(Vec<Member<'q>>),
    /// Statuses.
    Statuses(Vec<Member<'q>>),
}

/// A query and its place among all.
pub(super) type Member<'q> = (usize, &'q SvmQuery);

/// The requests in the order of the queries; a group is at the place of its first member.
pub(super) fn jobs(queries: &[SvmQuery]) -> Vec<Job<'_>> {
    let mut jobs: Vec<Job<'_>> = Vec::new();
    let mut accounts: BTreeMap<Commitment, usize> = BTreeMap::new();
    let mut statuses = None;
    for member in queries.iter().enumerate() {
        let query = member.1;
        // A group that takes no more is followed by another one.
        let (group, most) = match query {
            SvmQuery::AccountInfo { commitment, .. } => (accounts.get(commitment), ACCOUNTS),
            SvmQuery::Status(_) => (statuses.as_ref(), STATUSES),
            _ => (None, 0),
        };
        match group.and_then(|place| jobs.get_mut(*place)) {
            Some(Job::Accounts(members) | Job::Statuses(members)) if members.len() < most => {
                members.push(member);
                continue;
            }
            _ => {}
        }
        let place = jobs.len();
        jobs.push(match query {
            SvmQuery::AccountInfo { commitment, .. } => {
                accounts.insert(*commitment, place);
                Job::Accounts(vec![member])
            }
            SvmQuery::Status(_) => {
                statuses = Some(place);
                Job::Statuses(vec![member])
            }
            _ => Job::One(member),
        });
    }
    for job in &mut jobs {
        if let Job::Accounts(members) = job {
            if let [member] = members[..] {
                *job = Job::One(member);
            }
        }
    }
    jobs
}

impl<'q> Job<'q> {
    pub(super) fn members(&self) -> &[Member<'q>] {
        match self {
            Self::One(member) => slice::from_ref(member),
            Self::Accounts(members) | Self::Statuses(members) => members,
        }
    }

    pub(super) fn request(&self) -> Request {
        let members = match self {
            Self::One((_, query)) => return request(query),
            Self::Accounts(members) | Self::Statuses(members) => members.iter(),
        };
        let names = members.clone().filter_map(|(_, query)| match query {
            SvmQuery::AccountInfo { address, .. } => Some(address.to_string()),
            SvmQuery::Status(signature) => Some(signature.to_string()),
            _ => None,
        });
        let names: Vec<Json<'static>> = names.map(Json::from).collect();
        match members.clone().find_map(|(_, query)| query.commitment()) {
            Some(commitment) => Request {
                method: "getMultipleAccounts",
                params: vec![names.into(), base64_at(commitment)],
            },
            None => statuses(names),
        }
    }
}

fn statuses(names: Vec<Json<'static>>) -> Request {
    Request {
        method: "getSignatureStatuses",
        params: vec![
            names.into(),
            object([("searchTransactionHistory", true.into())]),
        ],
    }
}

fn request(query: &SvmQuery) -> Request {
    let (method, params) = match query {
        SvmQuery::AccountInfo {
            address,
            commitment,
        } => (
            "getAccountInfo",
            vec![address.to_string().into(), base64_at(*commitment)],
        ),
        SvmQuery::BlockHeight(commitment) => ("getBlockHeight", vec![at(*commitment)]),
        SvmQuery::BlockhashValid {
            blockhash,
            commitment,
        } => (
            "isBlockhashValid",
            vec![blockhash.to_string().into(), at(*commitment)],
        ),
        SvmQuery::FirstAvailableBlock => ("getFirstAvailableBlock", vec![]),
        SvmQuery::GenesisHash => ("getGenesisHash", vec![]),
        SvmQuery::LatestBlockhash(commitment) => ("getLatestBlockhash", vec![at(*commitment)]),
        SvmQuery::MinimumBalanceForRentExemption { size } => {
            ("getMinimumBalanceForRentExemption", vec![(*size).into()])
        }
        SvmQuery::ProgramAccounts(filter) => (
            "getProgramAccounts",
            vec![
                filter.program().to_string().into(),
                program_accounts(filter),
            ],
        ),
        SvmQuery::RecentPrioritizationFees(accounts) => {
            let accounts = accounts.as_slice().iter();
            let names: Vec<Json<'static>> =
                accounts.map(|account| account.to_string().into()).collect();
            ("getRecentPrioritizationFees", vec![names.into()])
        }
        // Sent again by the host alone, after a simulation of its own.
        SvmQuery::Send(transaction) => (
            "sendTransaction",
            vec![
                base64(transaction),
                object([
                    ("encoding", "base64".into()),
                    ("skipPreflight", true.into()),
                    ("maxRetries", 0.into()),
                ]),
            ],
        ),
        SvmQuery::SignaturesForAddress { address, min_slot } => (
            "getSignaturesForAddress",
            vec![
                address.to_string().into(),
                object([
                    ("limit", u64::from(SvmQuery::MAX_SIGNATURES).into()),
                    ("commitment", Commitment::Finalized.as_str().into()),
                    ("minContextSlot", (*min_slot).into()),
                ]),
            ],
        ),
        SvmQuery::Simulate {
            transaction,
            commitment,
        } => (
            "simulateTransaction",
            vec![
                base64(transaction),
                object([
                    ("encoding", "base64".into()),
                    ("sigVerify", false.into()),
                    ("replaceRecentBlockhash", false.into()),
                    ("commitment", commitment.as_str().into()),
                ]),
            ],
        ),
        SvmQuery::Slot(commitment) => ("getSlot", vec![at(*commitment)]),
        SvmQuery::Status(signature) => return statuses(vec![signature.to_string().into()]),
        SvmQuery::Transaction { signature, .. } => {
            let commitment = query.commitment().unwrap_or(Commitment::Finalized);
            let options = object([
                ("encoding", "base64".into()),
                ("commitment", commitment.as_str().into()),
                ("maxSupportedTransactionVersion", 0.into()),
            ]);
            (
                "getTransaction",
                vec![signature.to_string().into(), options],
            )
        }
    };
    Request { method, params }
}

fn at(commitment: Commitment) -> Json<'static> {
    object([("commitment", commitment.as_str().into())])
}

fn base64_at(commitment: Commitment) -> Json<'static> {
    object([
        ("encoding", "base64".into()),
        ("commitment", commitment.as_str().into()),
    ])
}

fn program_accounts(filter: &ProgramAccountFilter) -> Json<'static> {
    let size = filter.data_size();
    let size = size.map(|size| object([("dataSize", size.into())]));
    let memcmp = filter.memcmp().iter().map(memcmp);
    let filters: Vec<Json<'static>> = size.into_iter().chain(memcmp).collect();
    object([
        ("filters", filters.into()),
        ("encoding", "base64".into()),
        ("commitment", filter.commitment().as_str().into()),
        ("withContext", true.into()),
    ])
}

/// In base64: base58 takes quadratic time, here and at the node.
fn memcmp(condition: &Memcmp) -> Json<'static> {
    let members = [
        ("offset", condition.offset.into()),
        ("encoding", "base64".into()),
        ("bytes", encode_base64(&condition.bytes).into()),
    ];
    object([("memcmp", object(members))])
}

fn base64(transaction: &SignedBytes) -> Json<'static> {
    encode_base64(transaction.as_bytes()).into()
}

fn object<const N: usize>(members: [(&'static str, Json<'static>); N]) -> Json<'static> {
    members.into_iter().collect::<Object<'static>>().into()
}

/// The most accounts that `getMultipleAccounts` takes.
const ACCOUNTS: usize = 100;

/// The most signatures that `getSignatureStatuses` takes.
const STATUSES: usize = 256;
