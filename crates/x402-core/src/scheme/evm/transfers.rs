//! The transfers in one receipt, each of which pays for one payment.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec,
    vec::Vec,
};

use crate::{
    amount::Amount,
    chain::{Event, Receipt},
    evm::Address,
    scheme::movement::Movement,
};

/// An authorization of EIP-3009: the token, the account that signed, the nonce.
pub(crate) type Authorization = (Address, Address, [u8; 32]);

/// The topics that a log must have, by place; `None` fits every topic.
pub(crate) type Topics = Vec<Option<[u8; 32]>>;

/// The events of one receipt, and which transfers are claimed.
///
/// A receipt may hold many payments, equal ones among them. Each transfer is claimed once, so two
/// equal payments need two.
pub(crate) struct Transfers {
    events: Vec<Entry>,
    claimed: Vec<bool>,
    /// The places of the transfers that are not claimed, by token and payer.
    free: BTreeMap<(Address, Address), BTreeSet<usize>>,
    authorized: BTreeMap<Authorization, Movement>,
}

/// An event that the project knows, the contract that it is of, and its log's place.
struct Entry {
    address: Address,
    log_index: u64,
    event: Event,
}

/// The transfer that a payment asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) token: Address,
    pub(crate) payer: Address,
    pub(crate) pay_to: Address,
    pub(crate) amount: Amount,
}

impl Transfers {
    /// The events of a receipt; `wanted` are the payments by authorizations to look for.
    ///
    /// In the order of the log each authorization claims its transfer. One of another payment
    /// claims the transfer directly before it, else the one directly behind: tokens write one or
    /// the other. Else it claims the payer's first one behind it, else the first before it, so
    /// that a transfer proves one payment also where two that name it are looked for apart.
    pub(crate) fn new(receipt: &Receipt, wanted: &BTreeMap<Authorization, Wanted>) -> Self {
        let events = receipt.logs.iter().filter_map(|log| {
            let event = Event::read(log)?;
            let (address, log_index) = (log.address, log.index);
            Some(Entry {
                address,
                log_index,
                event,
            })
        });
        let events: Vec<_> = events.collect();
        let mut free: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
        for (place, entry) in events.iter().enumerate() {
            if let Some(transferred) = entry.transferred() {
                free.entry(transferred).or_default().insert(place);
            }
        }
        let mut transfers = Self {
            claimed: vec![false; events.len()],
            free,
            authorized: BTreeMap::new(),
            events,
        };
        transfers.claim_authorized(wanted);
        transfers
    }

    /// The payment by this authorization, or its cancellation.
    pub(crate) fn authorized(&self, authorization: &Authorization) -> Movement {
        let found = self.authorized.get(authorization).copied();
        found.unwrap_or(Movement::Unrelated)
    }

    /// The payment by a permit, which the proxy reports with `Settled` behind its transfer.
    pub(crate) fn permitted(&mut self, wanted: &Wanted, proxy: Address) -> Movement {
        let is_settled = |(place, entry): (usize, &Entry)| {
            let is_free = self.claimed.get(place) == Some(&false);
            (is_free && entry.address == proxy && entry.event == Event::Settled).then_some(place)
        };
        let Some(settled) = self.events.iter().enumerate().find_map(is_settled) else {
            return Movement::Unrelated;
        };
        let movement = self.claim(wanted, 0, false);
        if movement != Movement::Unrelated {
            self.mark(settled);
        }
        movement
    }

    /// A transfer of the amount that nothing ties to what the payer signed.
    pub(crate) fn unnamed(&mut self, wanted: &Wanted) -> Movement {
        self.claim(wanted, 0, false)
    }

    /// Claims the transfer of the amount that comes first behind a place, else before it; else
    /// one of less in the same order.
    fn claim(&mut self, wanted: &Wanted, place: usize, names_payment: bool) -> Movement {
        let whole = self.find(wanted, place, |value| value == wanted.amount);
        if let Some((place, log_index, _)) = whole {
            self.mark(place);
            return Movement::Paid {
                log_index: Some(log_index),
                names_payment,
            };
        }
        match self.find(wanted, place, |value| value < wanted.amount) {
            Some((place, _, received)) => {
                self.mark(place);
                Movement::Short {
                    received,
                    names_payment,
                }
            }
            None => Movement::Unrelated,
        }
    }

    fn find(
        &self,
        wanted: &Wanted,
        place: usize,
        is_fitting: impl Fn(Amount) -> bool,
    ) -> Option<(usize, u64, Amount)> {
        let fits = |(place, entry): (usize, &Entry)| match entry.event {
            Event::Transfer { from, to, value }
                if entry.address == wanted.token
                    && from == wanted.payer
                    && to == wanted.pay_to
                    && self.claimed.get(place) == Some(&false)
                    && is_fitting(value) =>
            {
                Some((place, entry.log_index, value))
            }
            _ => None,
        };
        let places = || self.events.iter().enumerate();
        places()
            .skip(place)
            .find_map(fits)
            .or_else(|| places().take(place).find_map(fits))
    }

    fn claim_authorized(&mut self, wanted: &BTreeMap<Authorization, Wanted>) {
        // The places of each token's events, in order, without the other tokens between them.
        let mut places: Vec<usize> = (0..self.events.len()).collect();
        places.sort_by_key(|place| self.events.get(*place).map(|entry| entry.address));
        for (order, place) in places.iter().copied().enumerate() {
            let Some(Entry { address, event, .. }) = self.events.get(place) else {
                continue;
            };
            match *event {
                Event::AuthorizationCanceled { authorizer, nonce } => {
                    let authorization = (*address, authorizer, nonce);
                    self.authorized
                        .entry(authorization)
                        .or_insert(Movement::Cancelled);
                }
                Event::AuthorizationUsed { authorizer, nonce } => {
                    let authorization = (*address, authorizer, nonce);
                    if self.authorized.contains_key(&authorization) {
                        continue;
                    }
                    if let Some(wanted) = wanted.get(&authorization) {
                        let movement = self.claim(wanted, place, true);
                        self.authorized.insert(authorization, movement);
                        continue;
                    }
                    let beside = [order.checked_sub(1), order.checked_add(1)];
                    let beside = beside.map(|order| places.get(order?).copied());
                    if let Some(its) = self.another(*address, authorizer, place, beside) {
                        self.mark(its);
                    }
                }
                _ => {}
            }
        }
    }

    /// The transfer of another payment, whose authorization is at a place: one beside it, else the
    /// payer's first free one behind it, else before it.
    fn another(
        &self,
        token: Address,
        payer: Address,
        place: usize,
        beside: [Option<usize>; 2],
    ) -> Option<usize> {
        let free = self.free.get(&(token, payer))?;
        let mut beside = beside.into_iter().flatten();
        beside
            .find(|place| free.contains(place))
            .or_else(|| free.range(place..).next().copied())
            .or_else(|| free.first().copied())
    }

    fn mark(&mut self, place: usize) {
        if let Some(claimed) = self.claimed.get_mut(place) {
            *claimed = true;
        }
        let entry = self.events.get(place);
        let transferred = entry.and_then(Entry::transferred);
        if let Some(free) = transferred.and_then(|key| self.free.get_mut(&key)) {
            free.remove(&place);
        }
    }
}

impl Entry {
    /// Of a transfer, the token and the account that pays.
    fn transferred(&self) -> Option<(Address, Address)> {
        match self.event {
            Event::Transfer { from, .. } => Some((self.address, from)),
            _ => None,
        }
    }
}
