//! JSON, read strictly.
