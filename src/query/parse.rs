//! Typed text to a [`Query`].

use super::{Clause, MAX_WORDS, Occur, Query, QueryError, Word};
use crate::arabic::Tokens;

/// Reads what the user typed.
///
/// # Errors
/// See [`QueryError`]; there is always something to look for in a query that is returned.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let mut query = Query { clauses: Vec::new(), dropped: Vec::new() };
    let mut rest = text;
    while let Some(unit) = next_unit(text, &mut rest)? {
        add(&mut query, &unit);
        if query.clauses.iter().map(|clause| clause.words.len()).sum::<usize>() > MAX_WORDS {
            return Err(QueryError::TooManyWords);
        }
    }
    match (query.clauses.is_empty(), query.dropped.is_empty()) {
        (true, true) => Err(QueryError::Empty),
        (true, false) => Err(QueryError::OnlyStopWords(query.dropped)),
        _ if query.wanted().next().is_none() => Err(QueryError::NothingWanted),
        _ => Ok(query),
    }
}

/// What white space or quotation marks part from its neighbours.
struct Unit<'t> {
    sign: Option<Occur>,
    text: &'t str,
    quoted: bool,
}

/// Takes the next unit off `rest`, the end of `text`.
fn next_unit<'t>(text: &'t str, rest: &mut &'t str) -> Result<Option<Unit<'t>>, QueryError> {
    *rest = rest.trim_start();
    let sign = match rest.chars().next() {
        None => return Ok(None),
        Some('+') => Some(Occur::Must),
        Some('-') => Some(Occur::MustNot),
        Some(_) => None,
    };
    let body: &'t str = if sign.is_some() { &rest[1..] } else { rest };
    // A sign that stands alone is a dash.
    let sign = sign.filter(|_| body.chars().next().is_some_and(|next| !next.is_whitespace()));
    if let Some(phrase) = body.strip_prefix('"') {
        let Some(end) = phrase.find('"') else {
            let column = text[..text.len() - phrase.len()].chars().count();
            return Err(QueryError::UnbalancedQuote { column, phrase: phrase.chars().take(20).collect() });
        };
        *rest = &phrase[end + 1..];
        return Ok(Some(Unit { sign, text: &phrase[..end], quoted: true }));
    }
    let end = body.find(|char: char| char.is_whitespace() || char == '"').unwrap_or(body.len());
    *rest = &body[end..];
    Ok(Some(Unit { sign, text: &body[..end], quoted: false }))
}

/// Adds a unit's words to the query: side by side where it is quoted or has a sign, else each for itself.
fn add(query: &mut Query, unit: &Unit<'_>) {
    let mut words = Vec::new();
    let mut tokens = Tokens::new(unit.text);
    while let Some(token) = tokens.advance() {
        if token.is_stop_word {
            query.dropped.push(token.written.to_string());
            continue;
        }
        words.push(Word {
            written: token.written.into(),
            folded: token.folded.to_string(),
            stem: token.stem.to_string(),
        });
        if words.len() > MAX_WORDS {
            break;
        }
    }
    match unit.sign {
        _ if words.is_empty() => {}
        Some(occur) => query.clauses.push(Clause { occur, words }),
        None if unit.quoted => query.clauses.push(Clause { occur: Occur::Should, words }),
        None => query.clauses.extend(words.into_iter().map(|word| Clause { occur: Occur::Should, words: vec![word] })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A query in short: sign and stems of each clause.
    fn shape(text: &str) -> Vec<String> {
        let clauses = parse(text).unwrap().clauses;
        let stems = |clause: &Clause| clause.words.iter().map(|word| word.stem.as_str()).collect::<Vec<_>>().join(" ");
        let sign = |occur| match occur {
            Occur::Should => "",
            Occur::Must => "+",
            Occur::MustNot => "-",
        };
        clauses.iter().map(|clause| format!("{}{}", sign(clause.occur), stems(clause))).collect()
    }

    #[test]
    fn words_may_occur() {
        assert_eq!(shape("اقتحام السجن"), ["اقتحام", "سجن"]);
    }

    #[test]
    fn signs_require_and_exclude() {
        assert_eq!(shape("اقتحام +برادلي -الطقس"), ["اقتحام", "+برادلي", "-طقس"]);
    }

    #[test]
    fn a_phrase_is_one_clause() {
        assert_eq!(shape("\"سجن الصناعة\" +\"حي غويران\" -\"سجن عدرا\""), ["سجن صناعه", "+حي غويران", "-سجن عدرا"]);
    }

    #[test]
    fn a_dash_alone_is_no_sign() {
        assert_eq!(shape("دمشق - حلب"), ["دمشق", "حلب"]);
    }

    #[test]
    fn a_phrase_may_touch_a_word() {
        assert_eq!(shape("كليب\"سجن الصناعة\"؟"), ["كليب", "سجن صناعه"]);
    }

    #[test]
    fn stop_words_are_dropped_and_told() {
        let query = parse("من السجن").unwrap();
        assert_eq!((query.clauses.len(), query.dropped), (1, vec!["من".to_string()]));
    }

    #[test]
    fn an_open_quotation_mark_is_shown_with_its_place() {
        let error = parse("سجن \"الصناعة").unwrap_err();
        assert_eq!(error, QueryError::UnbalancedQuote { column: 5, phrase: "الصناعة".into() });
    }

    #[test]
    fn a_query_without_words_is_refused() {
        assert_eq!(parse(""), Err(QueryError::Empty));
        assert_eq!(parse(" ؟ \"\" + - "), Err(QueryError::Empty));
        assert_eq!(parse("من إلى"), Err(QueryError::OnlyStopWords(vec!["من".into(), "إلى".into()])));
        assert_eq!(parse("-سجن"), Err(QueryError::NothingWanted));
    }

    #[test]
    fn a_query_is_bounded() {
        assert_eq!(parse(&"سجن ".repeat(MAX_WORDS + 1)), Err(QueryError::TooManyWords));
        assert_eq!(parse(&"سجن،".repeat(100_000)), Err(QueryError::TooManyWords));
    }
}
