//! The routes in the order in which they count.

use alloc::vec::Vec;

use super::pattern::RoutePattern;

/// The routes, the most specific first. A place in this order is what tries and matches hold.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    /// In the order given.
    routes: Vec<RoutePattern>,
    order: Vec<usize>,
}

impl Ranking {
    pub(super) fn new(routes: Vec<RoutePattern>) -> Self {
        let mut order: Vec<_> = routes.iter().enumerate().collect();
        order.sort_by(|(_, a), (_, b)| a.rank.cmp(&b.rank));
        let order = order.into_iter().map(|(index, _)| index).collect();
        Self { routes, order }
    }

    /// The routes, in the order given.
    pub(super) fn routes(&self) -> &[RoutePattern] {
        &self.routes
    }

    /// For each place, the index of its route in the order given.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// The routes at these places.
    pub(super) fn at<'r>(
        &'r self,
        places: &'r [usize],
    ) -> impl Iterator<Item = (usize, &'r RoutePattern)> {
        places.iter().filter_map(|place| {
            let route = self.routes.get(*self.order.get(*place)?)?;
            Some((*place, route))
        })
    }
}
