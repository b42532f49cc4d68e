//! Where a reader is inside a message; text only if something is wrong there.

use alloc::string::{String, ToString};

use crate::error::Position;

/// A place in a message, as a chain of steps back to the whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Path<'p> {
    /// The whole message.
    Root,
    /// A member of the object there.
    Member(&'p Path<'p>, &'p str),
    /// An element of the array there.
    Element(&'p Path<'p>, usize),
}

impl Path<'_> {
    /// The JSON pointer (RFC 6901).
    pub(crate) fn position(&self) -> Position {
        let mut pointer = String::new();
        self.write(&mut pointer);
        Position::Pointer(pointer)
    }

    fn write(&self, pointer: &mut String) {
        match self {
            Self::Root => {}
            Self::Member(parent, name) => {
                parent.write(pointer);
                pointer.push('/');
                for c in name.chars() {
                    match c {
                        '~' => pointer.push_str("~0"),
                        '/' => pointer.push_str("~1"),
                        c => pointer.push(c),
                    }
                }
            }
            Self::Element(parent, index) => {
                parent.write(pointer);
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers() {
        let accepts = Path::Member(&Path::Root, "accepts");
        let first = Path::Element(&accepts, 0);
        let odd = Path::Member(&first, "a/b~c");
        for (path, pointer) in [
            (Path::Root, ""),
            (first, "/accepts/0"),
            (odd, "/accepts/0/a~1b~0c"),
        ] {
            assert_eq!(path.position(), Position::Pointer(pointer.into()));
        }
    }
}
