//! Text for an 80-column terminal.

/// How wide a line may be.
pub(crate) const WIDTH: usize = 80;

/// Adds a line as it is.
pub(crate) fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// Adds `  label  value`, the value wrapped and aligned under its own beginning.
pub(crate) fn row(out: &mut String, label: &str, label_width: usize, value: &str) {
    let indent = label_width.max(width(label)) + 4;
    let first = format!("  {label:label_width$}  ");
    paragraph(out, &first, indent, value);
}

/// Adds text that stands after `first`, which fills `indent` columns, and continues there.
pub(crate) fn paragraph(out: &mut String, first: &str, indent: usize, text: &str) {
    let mut line = first.to_owned();
    let mut column = indent;
    for word in text.split_whitespace() {
        let is_first = column == indent;
        if !is_first && column + 1 + width(word) > WIDTH {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(indent);
            column = indent;
        } else if !is_first {
            line.push(' ');
            column += 1;
        }
        line.push_str(word);
        column += width(word);
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Rows of a table, each column as wide as its widest cell.
pub(crate) fn table(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    for row in rows {
        let mut line = String::new();
        for (cell, column_width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(core::iter::repeat_n(' ', column_width - width(cell) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_wrap_under_their_own_beginning() {
        let mut text = String::new();
        row(&mut text, "try", 4, &"word ".repeat(20));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines.iter().all(|line| width(line) <= WIDTH), "{text}");
        assert!(lines[1].starts_with("        word"), "{text}");
    }

    #[test]
    fn long_words_stay_whole() {
        let mut text = String::new();
        row(&mut text, "got", 4, &"f".repeat(100));
        assert_eq!(text, format!("  got   {}\n", "f".repeat(100)));
    }
}
