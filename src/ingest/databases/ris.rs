//! Records of reference managers: RIS.

use super::entry::{Entry, Found, Line};

/// Records of reference managers: a tag of two letters a line, `TY  - NEWS` to `ER  - `.
pub(super) fn ris(lines: &[Line<'_>]) -> Found {
    let tagged = |line: &'_ str| -> Option<(String, String)> {
        let (tag, value) = line.trim_start_matches('\u{FEFF}').split_once('-')?;
        let tag = tag.trim_end();
        let is_tag = tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        (is_tag && (value.is_empty() || value.starts_with(' '))).then(|| (tag.to_string(), value.trim().to_string()))
    };
    let mut found = Vec::new();
    let mut open: Option<(u64, Entry)> = None;
    let mut last = String::new();
    for (number, line) in lines {
        let Some((tag, value)) = tagged(line) else {
            // A long abstract goes on without a tag.
            if let Some((_, entry)) = open.as_mut().filter(|_| matches!(last.as_str(), "AB" | "N2")) {
                entry.body.push('\n');
                entry.body.push_str(line.trim());
            }
            continue;
        };
        last = tag;
        match (last.as_str(), open.as_mut()) {
            ("TY", _) => open = Some((*number, Entry::default())),
            ("ER", _) => {
                found.extend(open.take().filter(|(_, entry)| !(entry.title.is_empty() && entry.body.is_empty())))
            }
            (_, None) => {}
            ("TI" | "T1" | "CT", Some((_, entry))) => entry.title = value,
            ("AU" | "A1", Some((_, entry))) => {
                let name = value.split_once(", ").map_or(value.clone(), |(family, given)| format!("{given} {family}"));
                entry.authors.push(name);
            }
            ("T2" | "JO" | "JF" | "JA" | "BT", Some((_, entry))) if entry.outlet.is_empty() => entry.outlet = value,
            ("DA", Some((_, entry))) => entry.date = value.trim_end_matches('/').into(),
            ("PY" | "Y1", Some((_, entry))) if entry.date.is_empty() => entry.date = value.trim_end_matches('/').into(),
            ("AB" | "N2", Some((_, entry))) if entry.body.is_empty() => entry.body = value,
            ("UR", Some((_, entry))) if entry.url.is_empty() => entry.url = value,
            _ => {}
        }
    }
    found
}
