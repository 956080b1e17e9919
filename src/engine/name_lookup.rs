//! Name lookup: finds the outlets, authors or places of an archive that a typed name means.

use super::EngineError;
use crate::arabic::{edit_distance, fold};
use crate::document::Outlet;

/// Separates the parts of an outlet's term; no name has a control character.
const PART: char = '\u{1}';
/// The most names suggested for an unknown one.
const PROPOSED: usize = 4;

/// The term of an outlet: id, name and what it was inferred from.
pub(super) fn outlet_term(outlet: Option<&Outlet>) -> String {
    outlet.map_or_else(String::new, |outlet| {
        format!("{}{PART}{}{PART}{}", outlet.id, outlet.name, outlet.inferred_from.as_deref().unwrap_or_default())
    })
}

/// The outlet of a term.
pub(super) fn outlet_of_term(term: &str) -> Option<Outlet> {
    let mut parts = term.split(PART);
    let (id, name) = (parts.next()?, parts.next()?);
    let inferred_from = parts.next().filter(|text| !text.is_empty()).map(String::from);
    Some(Outlet { id: id.into(), name: name.into(), inferred_from })
}

/// Returns the outlets that match the names `asked`.
///
/// # Errors
/// The archive does not have one of them.
pub(super) fn outlets<'o>(asked: &[String], outlets: &[&'o Outlet]) -> Result<Vec<&'o Outlet>, EngineError> {
    let mut meant = Vec::new();
    for name in asked {
        let folded = fold(name.trim());
        let chosen = chosen(&folded, outlets, |outlet| vec![fold(&outlet.id), fold(&outlet.name)]);
        if chosen.is_empty() {
            let texts = outlets
                .iter()
                .flat_map(|outlet| [&outlet.id, &outlet.name].map(|text| (fold(text), outlet.name.clone())));
            let near = near(&folded, texts, PROPOSED);
            return Err(EngineError::NoSuchName { kind: "outlet", asked: name.clone(), near });
        }
        meant.extend(chosen.into_iter().copied());
    }
    Ok(meant)
}

/// Returns the folded names among `all` that match the names `asked`.
///
/// # Errors
/// The archive does not have one of them.
pub(super) fn named<'n>(
    kind: &'static str,
    asked: &[String],
    all: &'n [String],
) -> Result<Vec<&'n String>, EngineError> {
    let mut meant = Vec::new();
    for name in asked {
        let folded = fold(name.trim());
        let mut chosen = chosen(&folded, all, |known| vec![known.clone()]);
        // A letter of a code is no part of a name.
        chosen.retain(|known| kind != "language" || **known == folded);
        if chosen.is_empty() {
            let near = near(&folded, all.iter().map(|known| (known.clone(), known.clone())), PROPOSED);
            return Err(EngineError::NoSuchName { kind, asked: name.clone(), near });
        }
        meant.extend(chosen);
    }
    Ok(meant)
}

/// The names that match `asked`, all folded: those equal to it, else those that contain it.
fn chosen<'n, N>(asked: &str, names: &'n [N], texts: impl Fn(&N) -> Vec<String>) -> Vec<&'n N> {
    let holds = |test: fn(&str, &str) -> bool| {
        names.iter().filter(|name| texts(name).iter().any(|text| test(text, asked))).collect::<Vec<_>>()
    };
    let equal = holds(|text, asked| text == asked);
    if !equal.is_empty() || asked.is_empty() { equal } else { holds(|text, asked| text.contains(asked)) }
}

/// The `limit` names that look most like `asked`, both folded.
fn near(asked: &str, names: impl Iterator<Item = (String, String)>, limit: usize) -> Vec<String> {
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
