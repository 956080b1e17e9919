//! Parses typed or pasted text into a [`Query`].

use super::error::{QueryError, QueryErrorKind};
use super::filter::Filter;
use super::grammar::Parser;
use super::latin::note_spelling;
use super::lexer::Lexer;
use super::word::{Level, Word, WordKind};
use super::{Clause, MAX_WORDS, Node, Occur, Phrase, Query};
use crate::arabic::Tokens;

/// Parses a typed query. Stop words are dropped, unless it has no others: then they match by their folded forms.
///
/// # Errors
/// See [`QueryErrorKind`]. A returned query always has a word or a filter.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let mut query = read(Parser::new(text))?;
    if query.root.clauses.is_empty() && !query.dropped.is_empty() {
        query = read(Parser::keeping_stop_words(text))?;
    }
    if query.filter.is_never() {
        return Err(QueryErrorKind::EmptyPeriod.anywhere());
    }
    let asks_nothing = query.root.clauses.is_empty();
    if asks_nothing && query.filter.is_empty() {
        return Err(QueryErrorKind::Empty.anywhere());
    }
    if query.root.clauses.iter().all(|clause| clause.occur == Occur::MustNot) {
        if query.filter == (Filter { not_outlets: query.filter.not_outlets.clone(), ..Filter::default() }) {
            return Err(QueryErrorKind::NothingWanted.anywhere());
        }
        query.root.clauses.push(Clause { occur: Occur::Must, node: Node::Everything });
    }
    Ok(query)
}

/// Reads a whole query, its filters lifted from its root.
fn read(mut parser: Parser<'_>) -> Result<Query, QueryError> {
    let group = parser.either()?;
    let Lexer { text, at, .. } = parser.lexer;
    if at < text.len() {
        return Err(parser.lexer.error(QueryErrorKind::UnopenedBracket, at));
    }
    let mut query = Query { root: group, dropped: parser.lexer.dropped, ..Query::default() };
    lift_filters(&mut query);
    Ok(query)
}

/// Parses text that was copied from elsewhere: every word is searched, signs have no meaning, and nothing is an error.
/// Text without words matches nothing; text of stop words alone searches these.
pub fn parse_pasted(text: &str) -> Query {
    let mut query = Query::default();
    let (mut words, mut stop_words) = (Vec::new(), Vec::new());
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.advance() {
        if words.len() == MAX_WORDS {
            query.is_cut = true;
            break;
        }
        let last = words.len();
        if token.is_stop_word {
            query.dropped.push(token.written.into());
            stop_words.push(Word::new(&token, WordKind::Whole, Level::Folded));
        } else {
            words.push(Word::new(&token, WordKind::Whole, Level::Stem));
            note_spelling(&mut words[last..], token.written);
        }
    }
    let mut level = Level::Stem;
    if words.is_empty() {
        stop_words.truncate(MAX_WORDS);
        (words, level) = (stop_words, Level::Folded);
        query.dropped.clear();
    }
    query.dropped.truncate(MAX_WORDS);
    query.root = Query::any_of(words.into_iter().map(|word| Phrase::new(vec![word], level))).root;
    query
}

/// Moves filters of the whole query from its root to its filter.
fn lift_filters(query: &mut Query) {
    let clauses = std::mem::take(&mut query.root.clauses);
    for clause in clauses {
        match (clause.occur, clause.node) {
            (Occur::Must, Node::Filter(filter)) => query.filter.join(filter),
            (Occur::MustNot, Node::Filter(filter)) if !filter.outlets.is_empty() => {
                query.filter.join(Filter { not_outlets: filter.outlets, ..Filter::default() });
            }
            (occur, node) => query.root.clauses.push(Clause { occur, node }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::MAX_DEPTH;
    use super::*;

    /// A query in short, as it prints itself.
    fn shape(text: &str) -> String {
        parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_string()
    }

    fn wrong(text: &str) -> (QueryErrorKind, Option<usize>) {
        let error = parse(text).expect_err(text);
        (error.kind, error.column)
    }

    #[test]
    fn words_stand_each_for_itself() {
        assert_eq!(shape("اقتحام  السجن، اليوم"), "اقتحام السجن اليوم");
        assert_eq!(parse("كليب؟سجن").unwrap().root.clauses.len(), 2);
    }

    #[test]
    fn signs_require_and_exclude() {
        assert_eq!(shape("اقتحام +برادلي -الطقس"), "اقتحام +برادلي -الطقس");
        assert_eq!(shape("+15:30 حلب"), "+\"15 30\" حلب", "what a sign stands before belongs together");
    }

    #[test]
    fn a_dash_alone_is_no_sign() {
        assert_eq!(shape("دمشق - حلب"), "دمشق حلب");
    }

    #[test]
    fn a_phrase_may_touch_a_word() {
        assert_eq!(shape("كليب\"سجن الصناعة\"؟"), "كليب \"سجن الصناعة\"");
        assert_eq!(shape("“سجن الصناعة”"), "\"سجن الصناعة\"");
        assert_eq!(shape("“سجن"), "سجن", "a curly mark alone is a mark");
    }

    #[test]
    fn near_phrases_tell_how_near() {
        assert_eq!(shape("\"سجن الصناعة\"~5"), "\"سجن الصناعة\"~5");
        assert_eq!(shape("\"سجن الصناعة\"~٥"), "\"سجن الصناعة\"~5");
        assert_eq!(shape("\"سجن\"~5"), "سجن");
        assert_eq!(wrong("\"سجن الصناعة\"~500"), (QueryErrorKind::Distance, Some(1)));
    }

    #[test]
    fn operators_bind_less_than_words_side_by_side() {
        assert_eq!(shape("سجن صناعة AND داعش"), "+(سجن صناعة) +داعش");
        assert_eq!(shape("سجن OR صناعة AND داعش"), "سجن (+صناعة +داعش)");
        assert_eq!(shape("سجن NOT صناعة"), "+سجن -صناعة");
        assert_eq!(shape("NOT صناعة AND سجن"), "-صناعة +سجن");
        assert_eq!(shape("(سجن OR صناعة) داعش"), "(سجن صناعة) داعش");
    }

    #[test]
    fn arabic_operators_stand_between_slashes() {
        assert_eq!(shape("سجن /و/ صناعة"), "+سجن +صناعة");
        assert_eq!(shape("سجن /أو/ صناعة"), shape("سجن OR صناعة"));
        assert_eq!(shape("سجن /او/ صناعة"), shape("سجن OR صناعة"), "folded like everything else");
        assert_eq!(shape("سجن /ليس/ صناعة"), shape("سجن NOT صناعة"));
        assert_eq!(shape("سجن بدون صناعة"), "سجن بدون صناعة");
        assert_eq!(shape("سجن و صناعة"), "سجن صناعة");
    }

    #[test]
    fn an_operator_needs_something_on_each_side() {
        assert_eq!(wrong("AND سجن"), (QueryErrorKind::LoneOperator, Some(1)));
        assert_eq!(wrong("سجن OR"), (QueryErrorKind::LoneOperator, Some(5)));
        assert_eq!(wrong("سجن NOT"), (QueryErrorKind::LoneOperator, Some(5)));
        assert_eq!(shape("\"AND\" سجن"), "\"AND\" سجن");
    }

    #[test]
    fn levels_are_marked_by_equal_signs() {
        assert_eq!(shape("=السجن -==سِجن =\"في السجن\""), "=السجن -==سِجن =\"في السجن\"");
        let query = parse("=من").unwrap();
        assert!(query.dropped.is_empty(), "exact words are never dropped");
        assert_eq!(wrong("= سجن"), (QueryErrorKind::NoWord, Some(1)));
        assert_eq!(wrong("سجن ="), (QueryErrorKind::NoWord, Some(5)));
    }

    #[test]
    fn wildcards_end_words() {
        assert_eq!(
            shape("صناع* \"سجن صناع*\" سجن~ مستشفيات~ غويران~2"),
            "صناع* \"سجن صناع*\" سجن~1 مستشفيات~2 غويران~2"
        );
        for text in ["*", "س*ن", "سجن **", "؟*"] {
            assert_eq!(wrong(text).0, QueryErrorKind::Wildcard, "{text}");
        }
        assert_eq!(wrong("حلب سجن~7"), (QueryErrorKind::Distance, Some(5)));
        assert_eq!(wrong(&format!("{}*", "س".repeat(300))).0, QueryErrorKind::LongWord);
    }

    #[test]
    fn fields_narrow() {
        let query =
            parse("سجن outlet:قنديل outlet:\"تلفزيون سوريا\" -outlet:sada author:ليلى place:حلب during:2022-01")
                .unwrap();
        assert_eq!(query.filter.outlets, ["قنديل", "تلفزيون سوريا"]);
        assert_eq!(
            (query.filter.not_outlets, query.filter.places),
            (vec!["sada".to_string()], vec!["حلب".to_string()])
        );
        assert_eq!((query.filter.from, query.filter.to), ("2022-01".parse().ok(), "2022-01".parse().ok()));
        assert_eq!(shape("سجن before:2022-01-20 after:2021"), "from:2022-01-01 to:2022-01-19 سجن");
        assert_eq!(shape("title:سجن title:(صناعة OR داعش)"), "title:سجن (title:صناعة title:داعش)");
        assert_eq!(shape("(outlet:a سجن) OR (outlet:b تمرد)"), "(outlet:\"a\" سجن) (outlet:\"b\" تمرد)");
        assert_eq!(shape("سجن (outlet:a OR outlet:b)"), "سجن (outlet:\"a\" OR outlet:\"b\")");
        assert_eq!(shape("outlet:a"), "outlet:\"a\"", "a filter alone asks for all that it lets through");
        assert_eq!(wrong("before:أمس سجن"), (QueryErrorKind::Date, Some(8)));
        assert_eq!(wrong("outlet: سجن"), (QueryErrorKind::NoWord, Some(8)));
        assert_eq!(wrong("سجن after:2022 before:2021"), (QueryErrorKind::EmptyPeriod, None));
        assert_eq!(wrong("سجن outlt:قنديل"), (QueryErrorKind::Field("outlet:"), Some(5)));
        assert_eq!(wrong("سجن عنوانن:قنديل"), (QueryErrorKind::Field("عنوان:"), Some(5)));
        assert_eq!(wrong("كاتبة:ليلى"), (QueryErrorKind::Field("كاتب:"), Some(1)));
        assert_eq!(wrong("+-سجن"), (QueryErrorKind::NoWord, Some(2)));
        assert_eq!(wrong("title:(outlet:a)"), (QueryErrorKind::Misplaced("title:"), Some(1)));
        assert_eq!(shape("الساعة 15:30 رابط:سجن"), "الساعة 15 30 رابط سجن", "other colons are marks");
    }

    #[test]
    fn latin_names_keep_their_hyphens() {
        assert_eq!(shape("al-Hasaka Qa'im Deir ez-Zor"), "al-Hasaka Qa'im Deir ez-Zor");
        assert_eq!(shape("F-16"), "F 16");
        assert_eq!(shape("\"Qa'im\""), "Qa'im");
        assert_eq!(shape("\"Qa'im\"~9"), "\"Qa'im\"~9", "behind a word, the number would be one of letters");
    }

    #[test]
    fn stop_words_are_dropped_and_told() {
        let query = parse("من السجن").unwrap();
        assert_eq!((query.root.clauses.len(), query.dropped), (1, vec!["من".to_string()]));
    }

    #[test]
    fn groups_of_a_number_are_one_word() {
        assert_eq!(shape("قتل 71 000 شخص"), "قتل 71000 شخص");
        assert_eq!(shape("\"71 000 شخص\" 71 000كلم"), "\"71000 شخص\" 71000 كلم");
        assert_eq!(shape("\"71 000كلم\""), "\"71000 كلم\"");
        assert_eq!(shape("12,500 ١٢٬٥٠٠ 12 345"), "12500 12500 12 345");
    }

    #[test]
    fn stop_words_alone_match_by_their_forms() {
        assert_eq!(shape("من هو"), "=من =هو");
        assert_eq!(shape("على outlet:ا"), "outlet:\"ا\" =على");
        assert_eq!(shape("\"من هو\""), "=\"من هو\"");
        assert_eq!(shape("على OR من"), "=على =من");
        assert_eq!(wrong("-على").0, QueryErrorKind::NothingWanted);
        assert_eq!(shape("+على -هو"), "+=على -=هو");
        assert!(parse("من هو").unwrap().dropped.is_empty());
    }

    #[test]
    fn names_with_the_letters_of_a_stop_word_are_words() {
        assert_eq!(shape("علي outlet:ا"), "outlet:\"ا\" علي");
        assert_eq!(shape("\"علي الدوسري\" آلية من إليه"), "\"علي الدوسري\" آلية");
    }

    #[test]
    fn what_is_open_is_shown_with_its_place() {
        assert_eq!(wrong("سجن \"الصناعة"), (QueryErrorKind::OpenQuote, Some(5)));
        assert_eq!(wrong("سجن (الصناعة"), (QueryErrorKind::OpenBracket, Some(5)));
        assert_eq!(wrong("سجن) الصناعة"), (QueryErrorKind::UnopenedBracket, Some(4)));
        assert_eq!(wrong("سجن ( )"), (QueryErrorKind::EmptyBrackets, Some(5)));
        assert_eq!(shape("سجن (؟) (من)"), "سجن", "marks and stop words ask for nothing");
        let error = parse("سجن \"الصناعة").unwrap_err().to_string();
        assert!(error.contains("character 5") && error.contains("الصناعة"), "{error}");
    }

    #[test]
    fn a_query_without_words_is_refused() {
        assert_eq!(wrong("").0, QueryErrorKind::Empty);
        assert_eq!(wrong(" ؟ \"\" + - \u{200F} \u{064B}").0, QueryErrorKind::Empty);
        assert_eq!(wrong("-سجن").0, QueryErrorKind::NothingWanted);
        assert_eq!(wrong("-outlet:a").0, QueryErrorKind::NothingWanted);
    }

    #[test]
    fn a_query_is_bounded() {
        assert_eq!(wrong(&"سجن ".repeat(10_000)).0, QueryErrorKind::TooManyWords);
        assert_eq!(wrong(&"سجن،".repeat(100_000)).0, QueryErrorKind::TooManyWords);
        let nested = |depth| format!("{}سجن{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(shape(&nested(MAX_DEPTH)), "سجن");
        assert_eq!(wrong(&nested(1000)).0, QueryErrorKind::TooDeep);
    }

    #[test]
    fn pasted_text_never_fails() {
        let words = |text: &str| parse_pasted(text).root.clauses.len();
        assert_eq!(words("«سجن» (الصناعة \"AND* outlet:x~ -من"), 5);
        assert_eq!((words(""), words("؟!")), (0, 0));
        let stop_words = parse_pasted("من إلى");
        assert_eq!((stop_words.to_string(), stop_words.dropped.len()), ("=من =إلى".into(), 0));
        let long = parse_pasted(&"سجن ".repeat(2 * MAX_WORDS));
        assert!(long.is_cut && long.root.clauses.len() == MAX_WORDS);
    }
}
