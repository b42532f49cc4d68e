//! Which requests ask which queries.

use alloc::{collections::BTreeMap, string::ToString, vec, vec::Vec};
use core::slice;

use crate::{
    chain::{Commitment, SignedBytes, SvmQuery},
    header::encode_base64,
    json::{Json, Object},
    rpc::envelope::Request,
};

/// One request and the queries that it asks, by their places.
pub(super) enum Job {
    /// One query.
    One(usize),
    /// Accounts of one commitment, at least two.
    Accounts(Vec<usize>),
    /// Statuses.
    Statuses(Vec<usize>),
}

/// The requests in the order of the queries; a group is at the place of its first member.
pub(super) fn jobs(queries: &[SvmQuery]) -> Vec<Job> {
    let mut jobs: Vec<Job> = Vec::new();
    let mut accounts: BTreeMap<Commitment, usize> = BTreeMap::new();
    let mut statuses = None;
    for (index, query) in queries.iter().enumerate() {
        // A group that takes no more is followed by another one.
        let (group, most) = match query {
            SvmQuery::Account { commitment, .. } => (accounts.get(commitment), ACCOUNTS),
            SvmQuery::Status(_) => (statuses.as_ref(), STATUSES),
            _ => (None, 0),
        };
        match group.and_then(|place| jobs.get_mut(*place)) {
            Some(Job::Accounts(members) | Job::Statuses(members)) if members.len() < most => {
                members.push(index);
                continue;
            }
            _ => {}
        }
        let place = jobs.len();
        jobs.push(match query {
            SvmQuery::Account { commitment, .. } => {
                accounts.insert(*commitment, place);
                Job::Accounts(vec![index])
            }
            SvmQuery::Status(_) => {
                statuses = Some(place);
                Job::Statuses(vec![index])
            }
            _ => Job::One(index),
        });
    }
    for job in &mut jobs {
        if let Job::Accounts(members) = job {
            if let [index] = members[..] {
                *job = Job::One(index);
            }
        }
    }
    jobs
}

impl Job {
    pub(super) fn members(&self) -> &[usize] {
        match self {
            Self::One(index) => slice::from_ref(index),
            Self::Accounts(members) | Self::Statuses(members) => members,
        }
    }

    pub(super) fn request(&self, queries: &[SvmQuery]) -> Request {
        let members = self
            .members()
            .iter()
            .filter_map(|index| queries.get(*index));
        if let (Self::One(_), Some(query)) = (self, members.clone().next()) {
            return request(query);
        }
        let names = members.clone().filter_map(|query| match query {
            SvmQuery::Account { address, .. } => Some(address.to_string()),
            SvmQuery::Status(signature) => Some(signature.to_string()),
            _ => None,
        });
        let names: Vec<Json<'static>> = names.map(Json::from).collect();
        let commitment = members.clone().find_map(SvmQuery::commitment);
        match commitment {
            Some(commitment) => Request {
                method: "getMultipleAccounts",
                params: vec![names.into(), base64_at(commitment)],
            },
            None => Request {
                method: "getSignatureStatuses",
                params: vec![
                    names.into(),
                    object([("searchTransactionHistory", true.into())]),
                ],
            },
        }
    }
}

fn request(query: &SvmQuery) -> Request {
    let (method, params) = match query {
        SvmQuery::Account {
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
        SvmQuery::LatestBlockhash(commitment) => ("getLatestBlockhash", vec![at(*commitment)]),
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
        // In a group as a rule.
        SvmQuery::Status(signature) => (
            "getSignatureStatuses",
            vec![
                Json::Array(vec![signature.to_string().into()]),
                object([("searchTransactionHistory", true.into())]),
            ],
        ),
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
