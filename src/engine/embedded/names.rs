//! Names that people type, found among names that an archive has.

use crate::arabic::edit_distance;

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
    let mut ranked: Vec<_> = names.map(|(folded, shown)| (distance(asked, &folded), shown)).collect();
    ranked.sort();
    ranked.dedup_by(|a, b| a.1 == b.1);
    ranked.into_iter().take(limit).map(|(_, shown)| shown).collect()
}

/// The edit distance of what two names begin with: people may paste anything.
fn distance(one: &str, other: &str) -> usize {
    let start = |name: &str| name.chars().take(64).collect::<String>();
    edit_distance(&start(one), &start(other))
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
    fn nearest_names_come_first() {
        let names = ["عكاظ", "الرياض", "الجزيره"].map(|name| (name.to_string(), name.to_string()));
        assert_eq!(near("الرياص", names.into_iter(), 1), ["الرياض"]);
    }
}
