//! Which requests ask which queries.

use alloc::{
    collections::{BTreeMap, btree_map::Entry},
    string::{String, ToString},
    vec,
    vec::Vec,
};

use alloy_sol_types::SolCall;

use super::{
    call::{Member, aggregate_data},
    quantity,
};
use crate::{
    chain::{BlockId, Call, EvmQuery, LogFilter},
    evm::{
        Address,
        abi::{ERC1271_MAGIC, Erc1271, MULTICALL3},
        hex,
    },
    json::{Json, Object},
    rpc::{envelope::Request, shape::Shape},
};

/// One request and the queries that it asks.
pub(super) enum Job<'q> {
    /// One query.
    One(Member<'q>),
    /// Reads of one block, through Multicall3; a simulation, if any, at the end.
    Reads {
        at: BlockId,
        members: Vec<Member<'q>>,
    },
}

/// The requests in the order of the queries; a group is at the place of its first member.
pub(super) fn jobs(queries: &[EvmQuery], shape: Shape) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    let mut groups: BTreeMap<BlockId, Group> = BTreeMap::new();
    for member in queries.iter().enumerate() {
        let at = match member.1 {
            EvmQuery::Read { at, .. } if shape.multicall => *at,
            EvmQuery::Simulate(Call { from: None, at, .. }) if shape.multicall => *at,
            _ => {
                jobs.push(Job::One(member));
                continue;
            }
        };
        let group = match groups.entry(at) {
            Entry::Occupied(group) if !group.get().is_full() => group.into_mut(),
            Entry::Occupied(group) => {
                let group = group.into_mut();
                *group = Group::new(&mut jobs, at);
                group
            }
            Entry::Vacant(vacant) => vacant.insert(Group::new(&mut jobs, at)),
        };
        let simulates = matches!(member.1, EvmQuery::Simulate(_));
        if simulates && group.simulates {
            // It would see what the first simulation did.
            jobs.push(Job::One(member));
            continue;
        }
        if let Some(Job::Reads { members, .. }) = jobs.get_mut(group.job) {
            // Behind the simulation there is nothing.
            let place = members.len() - usize::from(group.simulates);
            members.insert(place, member);
            group.length += 1;
            group.simulates |= simulates;
        }
    }
    jobs
}

/// A request that reads of one block are added to.
struct Group {
    job: usize,
    length: usize,
    simulates: bool,
}

impl Group {
    fn new(jobs: &mut Vec<Job<'_>>, at: BlockId) -> Self {
        jobs.push(Job::Reads {
            at,
            members: Vec::new(),
        });
        Self {
            job: jobs.len() - 1,
            length: 0,
            simulates: false,
        }
    }

    /// A node's limit of gas for `eth_call` is reached some time.
    fn is_full(&self) -> bool {
        self.length >= 100
    }
}

impl Job<'_> {
    pub(super) fn request(&self) -> Request {
        match self {
            Self::Reads { at, members } => {
                let data = aggregate_data(members);
                eth_call(None, MULTICALL3, &data, *at)
            }
            Self::One((_, query)) => request(query),
        }
    }
}

fn request(query: &EvmQuery) -> Request {
    let (method, params): (_, Vec<Json<'static>>) = match query {
        EvmQuery::AccountNonce { account, at } => {
            ("eth_getTransactionCount", vec![text(account), block(*at)])
        }
        EvmQuery::Block(at) => ("eth_getBlockByNumber", vec![block(*at), false.into()]),
        EvmQuery::ChainId => ("eth_chainId", vec![]),
        EvmQuery::Code { account, at } => ("eth_getCode", vec![text(account), block(*at)]),
        EvmQuery::Erc1271 {
            account,
            digest,
            signature,
            at,
        } => {
            let call = Erc1271::isValidSignatureCall {
                hash: digest.into(),
                signature: signature.as_bytes().to_vec().into(),
            };
            return eth_call(None, *account, &call.abi_encode(), *at);
        }
        EvmQuery::EstimateGas(Call { from, to, data, at }) => {
            return call("eth_estimateGas", *from, *to, data.as_bytes(), *at);
        }
        EvmQuery::FeeHistory => (
            "eth_feeHistory",
            vec![
                quantity::write(FEE_BLOCKS).into(),
                "latest".into(),
                Json::Array(vec![50.into()]),
            ],
        ),
        EvmQuery::GasPrice => ("eth_gasPrice", vec![]),
        EvmQuery::Logs(filter) => ("eth_getLogs", vec![logs(filter)]),
        EvmQuery::NativeBalance { account, at } => {
            ("eth_getBalance", vec![text(account), block(*at)])
        }
        EvmQuery::PriorityFee => ("eth_maxPriorityFeePerGas", vec![]),
        EvmQuery::Read { read, at } => {
            let (to, data) = super::call::of(read);
            return eth_call(None, to, &data, *at);
        }
        EvmQuery::Receipt(hash) => ("eth_getTransactionReceipt", vec![bytes(hash)]),
        EvmQuery::Send(raw) => ("eth_sendRawTransaction", vec![bytes(raw.as_bytes())]),
        EvmQuery::SendSync(raw) => ("eth_sendRawTransactionSync", vec![bytes(raw.as_bytes())]),
        EvmQuery::Simulate(Call { from, to, data, at }) => {
            return eth_call(*from, *to, data.as_bytes(), *at);
        }
        EvmQuery::Transaction(hash) => ("eth_getTransactionByHash", vec![bytes(hash)]),
    };
    Request { method, params }
}

fn eth_call(from: Option<Address>, to: Address, data: &[u8], at: BlockId) -> Request {
    call("eth_call", from, to, data, at)
}

fn call(
    method: &'static str,
    from: Option<Address>,
    to: Address,
    data: &[u8],
    at: BlockId,
) -> Request {
    let data = [("data", bytes(data))].into_iter();
    let from = from.map(|from| ("from", text(&from)));
    let call: Object<'static> = data.chain(from).chain([("to", text(&to))]).collect();
    Request {
        method,
        params: vec![call.into(), block(at)],
    }
}

fn logs(filter: &LogFilter) -> Json<'static> {
    let topics = filter.topics().iter();
    let topics = topics.map(|topic| topic.map_or(Json::Null, |topic| bytes(&topic)));
    let members = [
        ("address", text(&filter.address())),
        ("topics", topics.collect::<Vec<_>>().into()),
        ("fromBlock", quantity::write(filter.first_block()).into()),
        ("toBlock", quantity::write(filter.last_block()).into()),
    ];
    members.into_iter().collect::<Object<'static>>().into()
}

fn block(at: BlockId) -> Json<'static> {
    match at {
        BlockId::Latest => "latest".into(),
        BlockId::Safe => "safe".into(),
        BlockId::Finalized => "finalized".into(),
        BlockId::Number(number) => quantity::write(number).into(),
    }
}

fn text(address: &Address) -> Json<'static> {
    address.to_string().into()
}

fn bytes(bytes: &[u8]) -> Json<'static> {
    let text: String = hex::encode(bytes);
    text.into()
}

/// Of how many blocks the fees are asked.
pub(super) const FEE_BLOCKS: u64 = 5;

/// The selector is the magic value, which the answer is compared with.
const _: () = assert!(matches!(ERC1271_MAGIC, [0x16, 0x26, 0xba, 0x7e]));
