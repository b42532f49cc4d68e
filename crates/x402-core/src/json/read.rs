//! The reader: one pass over the text, no copy of what needs none.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    AT_MOST_DEEP, AT_MOST_NODES, Json, Number, Object, number,
    object::{Member, Seen},
};
use crate::{
    error::{Error, ErrorCode, Position},
    value_error::excerpt,
};

pub(super) fn read(bytes: &[u8], nodes: usize) -> Result<Json<'_>, Error> {
    if bytes.starts_with(BYTE_ORDER_MARK) {
        let expected = "JSON from the first byte on";
        let position = Position::Byte(0);
        return Err(Error::new(
            ErrorCode::JsonBom,
            position,
            expected,
            "a byte order mark",
        ));
    }
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let found = bytes
            .get(at)
            .map_or_else(String::new, |b| format!("byte 0x{b:02x}"));
        Error::new(ErrorCode::JsonUtf8, Position::Byte(at), "UTF-8", found)
    })?;
    Reader::new(text, nodes)
        .document()
        .map_err(|fault| fault.into_error(text))
}

/// Reads values from the front of what is left of a text.
struct Reader<'a> {
    text: &'a str,
    /// The offset of the next byte.
    at: usize,
    /// How many values may still come.
    nodes: usize,
    /// The members of the objects that are open, outermost first: each object is cut off in one
    /// piece when it closes, so that it is allocated once and no larger than it need be.
    members: Vec<Member<'a>>,
    /// The elements of the arrays that are open, likewise.
    elements: Vec<Json<'a>>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, nodes: usize) -> Self {
        Self {
            text,
            at: 0,
            nodes,
            members: Vec::with_capacity((text.len() / 32).min(32)),
            elements: Vec::new(),
        }
    }

    fn document(mut self) -> Result<Json<'a>, Fault> {
        self.white_space();
        let value = self.value(0)?;
        self.white_space();
        match self.peek() {
            None => Ok(value),
            Some(_) => self.fault(ErrorCode::JsonTrailing, "the end of the text"),
        }
    }

    /// Reads the value that begins at the next byte, inside `depth` arrays and objects.
    fn value(&mut self, depth: usize) -> Result<Json<'a>, Fault> {
        if self.nodes == 0 {
            return self.fault(ErrorCode::JsonNodes, AT_MOST_NODES);
        }
        self.nodes -= 1;
        match self.peek() {
            Some(b'"') => self.string().map(Json::String),
            Some(b'{') => self.object(depth).map(Json::Object),
            Some(b'[') => self.array(depth).map(Json::Array),
            Some(b'-' | b'0'..=b'9') => self.number().map(Json::Number),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            _ => self.syntax("a JSON value"),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Object<'a>, Fault> {
        self.open(depth)?;
        let start = self.members.len();
        let mut seen = Seen::default();
        if !self.accept_last(b'}') {
            loop {
                let name_at = self.at;
                if self.peek() != Some(b'"') {
                    return self.syntax("a member name in quotes");
                }
                let name = self.string()?;
                self.white_space();
                if !self.accept(b':') {
                    return self.syntax("`:`");
                }
                let value = self.value(depth + 1)?;
                self.members.push((name, value));
                if seen.repeats(self.members.get(start..).unwrap_or_default()) {
                    self.at = name_at;
                    return self.fault(ErrorCode::JsonDuplicateMember, "each member once");
                }
                self.white_space();
                if self.accept(b',') {
                    continue;
                }
                if self.accept_last(b'}') {
                    break;
                }
                return self.syntax("`,` or `}`");
            }
        }
        Ok(Object::from_unique(self.members.drain(start..).collect()))
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Json<'a>>, Fault> {
        self.open(depth)?;
        let start = self.elements.len();
        if !self.accept_last(b']') {
            loop {
                let value = self.value(depth + 1)?;
                self.elements.push(value);
                self.white_space();
                if self.accept(b',') {
                    continue;
                }
                if self.accept_last(b']') {
                    break;
                }
                return self.syntax("`,` or `]`");
            }
        }
        Ok(self.elements.drain(start..).collect())
    }

    /// Takes the bracket that opens an array or object inside `depth` others.
    fn open(&mut self, depth: usize) -> Result<(), Fault> {
        if depth == Json::MAX_DEPTH {
            return self.fault(ErrorCode::JsonDepth, AT_MOST_DEEP);
        }
        self.at += 1;
        self.white_space();
        Ok(())
    }

    fn number(&mut self) -> Result<Number<'a>, Fault> {
        let start = self.at;
        match number::length(self.rest()) {
            Ok(length) => {
                self.at += length;
                Ok(Number::from_checked(self.slice(start, self.at)))
            }
            Err(offset) => {
                self.at += offset;
                self.syntax("a number without leading zeros, with digits around its point")
            }
        }
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, Fault> {
        if self.rest().starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            self.syntax("a JSON value")
        }
    }

    /// Reads the string whose opening quote is the next byte.
    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.at += 1;
        let start = self.at;
        self.at += plain_prefix(self.rest());
        match self.peek() {
            Some(b'"') => {
                let text = self.slice(start, self.at);
                self.at += 1;
                Ok(Cow::Borrowed(text))
            }
            Some(b'\\') => self.escaped(start).map(Cow::Owned),
            _ => self.unfinished(),
        }
    }

    /// Goes on with a string from `start` on at its first escape.
    fn escaped(&mut self, start: usize) -> Result<String, Fault> {
        let mut out = String::from(self.slice(start, self.at));
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return self.unfinished(),
            }
            let start = self.at;
            self.at += plain_prefix(self.rest());
            out.push_str(self.slice(start, self.at));
        }
    }

    fn unfinished<T>(&self) -> Result<T, Fault> {
        self.syntax(match self.peek() {
            Some(_) => "an escape for the control character",
            None => "`\"` at the end of the string",
        })
    }

    /// Reads the escape whose backslash is the next byte.
    fn escape(&mut self) -> Result<char, Fault> {
        let c = match self.text.as_bytes().get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return self.syntax(r#"one of the escapes \" \\ \/ \b \f \n \r \t \u"#),
        };
        self.at += 2;
        Ok(c)
    }

    fn unicode_escape(&mut self) -> Result<char, Fault> {
        let Some(first) = self.code_unit(self.at) else {
            return self.syntax(r"`\u` and four hexadecimal digits");
        };
        let units = match first {
            0xd800..=0xdbff => [first, self.code_unit(self.at + 6).unwrap_or_default()],
            _ => [first, 0],
        };
        match char::decode_utf16(units).next() {
            Some(Ok(c)) => {
                self.at += 6 * c.len_utf16();
                Ok(c)
            }
            _ => self.fault(ErrorCode::JsonSurrogate, "both halves of a surrogate pair"),
        }
    }

    /// The UTF-16 code unit that the escape at `at` stands for.
    fn code_unit(&self, at: usize) -> Option<u16> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        let mut unit = 0;
        for digit in digits.chars() {
            unit = unit << 4 | u16::try_from(digit.to_digit(16)?).ok()?;
        }
        Some(unit)
    }

    fn white_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes `byte`, and the white space after it, if it comes next.
    fn accept(&mut self, byte: u8) -> bool {
        let accepted = self.accept_last(byte);
        if accepted {
            self.white_space();
        }
        accepted
    }

    /// Takes `byte` if it comes next.
    fn accept_last(&mut self, byte: u8) -> bool {
        let accepted = self.peek() == Some(byte);
        self.at += usize::from(accepted);
        accepted
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The text between two offsets at which an ASCII character begins or ended.
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn syntax<T>(&self, expected: &'static str) -> Result<T, Fault> {
        self.fault(ErrorCode::JsonSyntax, expected)
    }

    fn fault<T>(&self, code: ErrorCode, expected: &'static str) -> Result<T, Fault> {
        let at = self.at;
        Err(Fault { code, at, expected })
    }
}

/// An [`Error`] before its text is built: small, because every value's result has room for it.
struct Fault {
    code: ErrorCode,
    at: usize,
    expected: &'static str,
}

impl Fault {
    #[cold]
    fn into_error(self, text: &str) -> Error {
        let Self { code, at, expected } = self;
        let rest = text.get(at..).unwrap_or_default();
        let found = match (code, rest.chars().next()) {
            (_, None) => "the end of the text".to_string(),
            (ErrorCode::JsonDuplicateMember, _) => {
                let mut reader = Reader::new(text, Json::MAX_NODES);
                reader.at = at;
                let name = reader.string().unwrap_or_default();
                format!("{} again", excerpt(&name))
            }
            (ErrorCode::JsonNodes, _) => "more".to_string(),
            (ErrorCode::JsonDepth, _) => "one more inside".to_string(),
            (ErrorCode::JsonSurrogate, _) => {
                format!("{} alone", rest.get(..6).unwrap_or_default())
            }
            (_, Some(c)) => excerpt(c.encode_utf8(&mut [0; 4])),
        };
        Error::new(code, Position::Byte(at), expected, found)
    }
}

/// How many bytes precede the first `"`, `\` or control character.
fn plain_prefix(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    // Eight bytes at a time: a bit that is set wrongly can only stand above one set rightly.
    while let Some((chunk, tail)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let zero_in = |word: u64| word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS;
        let control = word.wrapping_sub(LOW_BITS * 0x20) & !word & HIGH_BITS;
        let special = control
            | zero_in(word ^ (LOW_BITS * u64::from(b'"')))
            | zero_in(word ^ (LOW_BITS * u64::from(b'\\')));
        if special != 0 {
            let byte = special.trailing_zeros() / 8;
            return bytes.len() - rest.len() + usize::try_from(byte).unwrap_or_default();
        }
        rest = tail;
    }
    let plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..=0x1f);
    bytes.len() - rest.len() + rest.iter().take_while(plain).count()
}

/// The lowest bit of each byte of a word.
const LOW_BITS: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte of a word.
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
