//! Names that people type, found among names that an archive has.

/// The names that `asked` means, all three folded: those equal to it, else those that contain it.
pub(super) fn chosen<'n, N>(asked: &str, names: &'n [N], texts: impl Fn(&N) -> Vec<String>) -> Vec<&'n N> {
    let holds = |test: fn(&str, &str) -> bool| {
        names.iter().filter(|name| texts(name).iter().any(|text| test(text, asked))).collect::<Vec<_>>()
    };
    let equal = holds(|text, asked| text == asked);
    if !equal.is_empty() || asked.is_empty() { equal } else { holds(|text, asked| text.contains(asked)) }
}

/// The `limit` names that look most like `asked`, both folded.
pub(super) fn near(asked: &str, names: impl Iterator<Item = (String, String)>, limit: usize) -> Vec<String> {
    let mut ranked: Vec<_> = names.map(|(folded, shown)| (edit_distance(asked, &folded), shown)).collect();
    ranked.sort();
    ranked.dedup_by(|a, b| a.1 == b.1);
    ranked.into_iter().take(limit).map(|(_, shown)| shown).collect()
}

/// How many letters must be put in, taken out or exchanged (Wagner and Fischer, 1974), over the first 64 letters.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, from) in a.chars().take(64).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for (column, to) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_win_over_parts() {
        let names = ["سوريا".to_string(), "تلفزيون سوريا".to_string()];
        let texts = |name: &String| vec![name.clone()];
        assert_eq!(chosen("سوريا", &names, texts), [&names[0]]);
        assert_eq!(chosen("تلفزيون", &names, texts), [&names[1]]);
        assert!(chosen("", &names, texts).is_empty());
    }

    #[test]
    fn distance_counts_letters() {
        assert_eq!(edit_distance("الرياض", "الرياص"), 1);
        assert_eq!(edit_distance("", "سجن"), 3);
        assert_eq!(edit_distance("عكاظ", "عكاظ"), 0);
    }

    #[test]
    fn nearest_names_come_first() {
        let names = ["عكاظ", "الرياض", "الجزيره"].map(|name| (name.to_string(), name.to_string()));
        assert_eq!(near("الرياص", names.into_iter(), 1), ["الرياض"]);
    }
}
