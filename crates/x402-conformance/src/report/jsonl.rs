//! Results as JSON lines: `x402-results/1`, in and out.

use std::{
    collections::BTreeSet,
    error, fmt,
    io::{self, BufRead, Write},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::results::{FORMAT, Header, Record, Results};

impl Results {
    /// Reads a file of results.
    ///
    /// # Errors
    ///
    /// The reader fails; a line is not what it should be; the header is of another format or
    /// counts other than the lines that follow, as when a run was cut short; an id occurs twice.
    pub fn read(reader: impl BufRead) -> Result<Self, ReadError> {
        let mut lines = (1..).zip(reader.lines());
        let header: Header = match lines.next() {
            Some(line) => parse(line)?,
            None => return Err(ReadError::new(1, "expected a header, found an empty file")),
        };
        if header.format != FORMAT {
            let problem = format!("expected the format {FORMAT}, found {:?}", header.format);
            return Err(ReadError::new(1, problem));
        }
        let mut records = Vec::new();
        let mut ids = BTreeSet::new();
        for (number, line) in lines {
            let record: Record = parse((number, line))?;
            if !ids.insert(record.id.clone()) {
                let problem = format!("expected each id once, found {} again", record.id);
                return Err(ReadError::new(number, problem));
            }
            records.push(record);
        }
        if records.len() != header.vectors {
            let problem = format!(
                "expected {} vectors, as the header says, found {}: run it again",
                header.vectors,
                records.len()
            );
            return Err(ReadError::new(records.len() + 1, problem));
        }
        Ok(Self { header, records })
    }

    /// Writes a file of results; the header counts the records that are there.
    ///
    /// # Errors
    ///
    /// The writer fails.
    pub fn write(&self, mut writer: impl Write) -> io::Result<()> {
        let header = Header {
            vectors: self.records.len(),
            ..self.header.clone()
        };
        write_line(&mut writer, &header)?;
        for record in &self.records {
            write_line(&mut writer, record)?;
        }
        Ok(())
    }
}

/// The file as text.
pub(super) fn render(results: &Results) -> String {
    let mut lines = Vec::new();
    // Neither a vector of bytes nor strings and numbers fail to be written.
    let written = results.write(&mut lines);
    debug_assert!(written.is_ok(), "{written:?}");
    String::from_utf8(lines).unwrap_or_default()
}

/// Why a file of results cannot be read.
#[derive(Debug)]
pub struct ReadError {
    line: usize,
    problem: String,
}

impl ReadError {
    fn new(line: usize, problem: impl fmt::Display) -> Self {
        Self {
            line,
            problem: problem.to_string(),
        }
    }

    /// The line, from 1; that of the end where something is missing.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl error::Error for ReadError {}

fn parse<T: DeserializeOwned>((number, line): (usize, io::Result<String>)) -> Result<T, ReadError> {
    let line = line.map_err(|error| ReadError::new(number, error))?;
    serde_json::from_str(&line).map_err(|error| {
        // The line is one of JSON's too; only its column is of use.
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        ReadError::new(number, format!("column {}: {words}", error.column()))
    })
}

fn write_line(writer: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *writer, line)?;
    writer.write_all(b"\n")
}
