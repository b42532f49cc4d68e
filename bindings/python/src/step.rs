//! The steps of a state machine as classes.

/// A step means something to its state machine alone.
pub(crate) const INSTEAD: &str =
    "it belongs to its state machine, which runs in one process; keep what it holds";

/// Declares a step: its members, in the order of patterns.
macro_rules! step {
    ($(#[$doc:meta])* $name:ident in $module:literal { $($member:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[pyclass(frozen, eq, get_all, module = $module)]
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub(crate) struct $name { $($member: $type,)* }

        #[pymethods]
        impl $name {
            #[classattr]
            fn __match_args__() -> crate::out::Tuple<&'static str> {
                crate::out::Tuple(vec![$(stringify!($member)),*])
            }

            fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
                // A record holds a payment and rows hold signed bytes: money until they expire.
                let members = [$(stringify!($member)),*];
                let shown = members.into_iter();
                let shown = shown.filter(|member| !["record", "rows"].contains(member));
                crate::repr::members(slf, &shown.collect::<Vec<_>>())
            }

            fn __hash__(&self) -> u64 {
                crate::hash::of(&format!("{self:?}"))
            }

            fn __reduce__(&self) -> PyResult<()> {
                crate::pickle::unpicklable::<Self>($crate::step::INSTEAD)
            }
        }
    };
}

pub(crate) use step;
