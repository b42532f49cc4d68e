//! The decoder's limits on depth and on the number of values, for a message that a program built.

use super::{Path, View, wire::Members};
use crate::{
    error::{Error, ErrorCode},
    json::{AT_MOST_DEEP, AT_MOST_NODES, Json, Object},
};

/// What [`Json::parse`] would still take of a message that is walked in the order of its text.
///
/// The walk stops at the first value too many, so that it is no deeper than the decoder's.
struct Limits {
    nodes: usize,
}

impl View<'_> {
    /// Checks that [`Json::parse`] would take the text.
    pub(crate) fn check_limits(&self) -> Result<(), Error> {
        let nodes = Json::MAX_NODES;
        Limits { nodes }.view(self, &Path::Root, 0)
    }
}

impl Limits {
    fn view(&mut self, view: &View<'_>, path: &Path<'_>, depth: usize) -> Result<(), Error> {
        match view {
            View::Json(json) => return self.json(json, path, depth),
            View::Object(object) => return self.object(object, path, depth),
            View::Bool(_) | View::Integer(_) | View::Text(_) => self.value(path)?,
            View::List(elements) => {
                let inside = self.open(path, depth)?;
                for (index, element) in elements.iter().enumerate() {
                    self.view(element, &Path::Element(path, index), inside)?;
                }
            }
            View::Members(Members(members)) => {
                let inside = self.open(path, depth)?;
                for (name, value) in members {
                    self.view(value, &Path::Member(path, name), inside)?;
                }
            }
        }
        Ok(())
    }

    fn json(&mut self, json: &Json<'_>, path: &Path<'_>, depth: usize) -> Result<(), Error> {
        match json {
            Json::Object(object) => self.object(object, path, depth),
            Json::Array(elements) => {
                let inside = self.open(path, depth)?;
                for (index, element) in elements.iter().enumerate() {
                    self.json(element, &Path::Element(path, index), inside)?;
                }
                Ok(())
            }
            _ => self.value(path),
        }
    }

    fn object(&mut self, object: &Object<'_>, path: &Path<'_>, depth: usize) -> Result<(), Error> {
        let inside = self.open(path, depth)?;
        for (name, value) in object {
            self.json(value, &Path::Member(path, name), inside)?;
        }
        Ok(())
    }

    /// Counts an array or object that is inside `depth` others; what it holds is one deeper.
    fn open(&mut self, path: &Path<'_>, depth: usize) -> Result<usize, Error> {
        self.value(path)?;
        if depth == Json::MAX_DEPTH {
            let (code, position) = (ErrorCode::JsonDepth, path.position());
            return Err(Error::new(code, position, AT_MOST_DEEP, "one more inside"));
        }
        Ok(depth + 1)
    }

    /// Counts a value.
    fn value(&mut self, path: &Path<'_>) -> Result<(), Error> {
        let Some(left) = self.nodes.checked_sub(1) else {
            let (code, position) = (ErrorCode::JsonNodes, path.position());
            return Err(Error::new(code, position, AT_MOST_NODES, "more"));
        };
        self.nodes = left;
        Ok(())
    }
}
