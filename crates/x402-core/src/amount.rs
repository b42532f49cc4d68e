//! Amounts in atomic token units.
