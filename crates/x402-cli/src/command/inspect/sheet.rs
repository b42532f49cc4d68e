//! Members and what they mean, for text and JSON alike.

use serde_json::{Value, json};

use crate::layout;

/// Sections of rows.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    sections: Vec<Section>,
}

#[derive(Debug)]
struct Section {
    title: String,
    rows: Vec<Row>,
}

/// A member.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) value: String,
    /// What a terminal shows instead of a value that should not lie about.
    pub(super) shown: Option<String>,
    /// What the value means to a person.
    pub(super) meaning: Option<String>,
}

impl Row {
    pub(super) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            shown: None,
            meaning: None,
        }
    }

    pub(super) fn meaning(mut self, meaning: impl Into<Option<String>>) -> Self {
        self.meaning = meaning.into();
        self
    }

    pub(super) fn shown(mut self, shown: impl Into<String>) -> Self {
        self.shown = Some(shown.into());
        self
    }
}

impl Sheet {
    pub(super) fn section(&mut self, title: impl Into<String>) {
        self.sections.push(Section {
            title: title.into(),
            rows: Vec::new(),
        });
    }

    /// Adds a row to the last section.
    pub(super) fn row(&mut self, row: Row) {
        if self.sections.is_empty() {
            self.section("");
        }
        if let Some(section) = self.sections.last_mut() {
            section.rows.push(row);
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        self.sections.extend(other.sections);
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        for section in self
            .sections
            .iter()
            .filter(|section| !section.rows.is_empty())
        {
            if !text.is_empty() || !section.title.is_empty() {
                text.push('\n');
            }
            if !section.title.is_empty() {
                text.push_str(&section.title);
                text.push('\n');
            }
            let names = section.rows.iter().map(|row| row.name.chars().count());
            let width = names.max().unwrap_or(0).min(WIDEST_NAME);
            for row in &section.rows {
                let value = row.shown.as_deref().unwrap_or(&row.value);
                let value = match &row.meaning {
                    Some(meaning) => format!("{value} ({meaning})"),
                    None => value.to_owned(),
                };
                layout::row(&mut text, &row.name, width, &value);
            }
        }
        text
    }

    pub(super) fn to_json(&self) -> Value {
        let row = |row: &Row| json!({"name": row.name, "value": row.value, "meaning": row.meaning});
        let section = |section: &Section| {
            json!({
                "title": section.title,
                "rows": section.rows.iter().map(row).collect::<Vec<Value>>(),
            })
        };
        self.sections
            .iter()
            .filter(|section| !section.rows.is_empty())
            .map(section)
            .collect()
    }
}

const WIDEST_NAME: usize = 20;
