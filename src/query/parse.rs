//! Typed text to a [`Query`], by recursive descent:
//!
//! ```text
//! either  = both { OR both }
//! both    = [NOT] group { (AND [NOT] | NOT) group }
//! group   = item { item }
//! item    = ["+" | "-"] ( "(" either ")" | field value | ["title:"] ["=" | "=="] (phrase | word) )
//! ```

use super::language::{FIELDS, Field, OPERATORS, Operator};
use super::{
    Clause, Filter, Group, Level, MAX_DEPTH, MAX_WORDS, Node, Occur, Phrase, Query, QueryError, QueryErrorKind, Word,
    WordKind,
};
use crate::arabic::{Pattern, Tokens, edit_distance, fold};
use crate::document::Date;

/// The most other words that may stand among those of a near phrase.
const MOST_AMONG: u32 = 100;

/// Reads what the user typed.
///
/// # Errors
/// See [`QueryErrorKind`]; there is always something to look for in a query that is returned.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let mut parser = Parser { text, at: 0, depth: 0, words: 0, dropped: Vec::new() };
    let group = parser.either()?;
    if parser.at < text.len() {
        return Err(parser.error(QueryErrorKind::UnopenedBracket, parser.at));
    }
    let mut query = Query { root: group, dropped: parser.dropped, ..Query::default() };
    lift_filters(&mut query);
    if query.filter.is_never() {
        return Err(QueryErrorKind::EmptyPeriod.anywhere());
    }
    let asks_nothing = query.root.clauses.is_empty();
    if asks_nothing && query.filter.is_empty() {
        return Err(match query.dropped.is_empty() {
            true => QueryErrorKind::Empty.anywhere(),
            false => QueryErrorKind::OnlyStopWords(query.dropped).anywhere(),
        });
    }
    if query.root.clauses.iter().all(|clause| clause.occur == Occur::MustNot) {
        if query.filter == (Filter { not_outlets: query.filter.not_outlets.clone(), ..Filter::default() }) {
            return Err(QueryErrorKind::NothingWanted.anywhere());
        }
        query.root.clauses.push(Clause { occur: Occur::Must, node: Node::Everything });
    }
    Ok(query)
}

/// Reads text that was copied from elsewhere: every word is looked for, no sign means anything, and nothing is an error.
/// Of text without words nothing is found; of stop words alone, these.
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
    query.root.clauses =
        words.into_iter().map(|word| Clause { occur: Occur::Should, node: one_word(word, level) }).collect();
    query
}

fn one_word(word: Word, level: Level) -> Node {
    Node::Phrase(Phrase { words: vec![word], near: None, in_title: false, level, alternatives: Vec::new() })
}

/// Notes which words may be Latin spellings of Arabic ones. A name of several tokens that is one Arabic word, with an
/// article (al-Hasaka, ez-Zor) or an apostrophe (Qa'im), is noted whole with its first.
fn note_spelling(words: &mut [Word], unit: &str) {
    let unit = unit.trim_matches(|char: char| !char.is_alphanumeric() && !is_accented(char));
    let is_whole = words.iter().all(|word| word.kind == WordKind::Whole) && is_one_spelling(unit);
    if let (true, [first, _, ..]) = (is_whole, &mut *words) {
        first.latin = Some(unit.into());
        return;
    }
    for word in words.iter_mut().filter(|word| word.kind == WordKind::Whole && is_latin(&word.written)) {
        word.latin = Some(word.written.clone());
    }
}

/// Whether a word is of Latin letters, perhaps with digits and accents.
fn is_latin(word: &str) -> bool {
    let is_letter = |char: char| char.is_ascii_alphabetic() || is_accented(char);
    word.chars().any(is_letter) && word.chars().all(|char| is_letter(char) || char.is_ascii_digit())
}

/// Letters of Latin alphabets beyond ASCII, the modifiers that stand for hamza and ain, and combining accents.
fn is_accented(char: char) -> bool {
    matches!(char, '\u{00C0}'..='\u{024F}' | '\u{02B0}'..='\u{02FF}' | '\u{0300}'..='\u{036F}' | '\u{1E00}'..='\u{1EFF}')
}

/// Whether hyphens and apostrophes part a Latin word that is one in Arabic.
fn is_one_spelling(unit: &str) -> bool {
    let parts: Vec<&str> = unit.split(['-', '\'', '’', '‘', '`']).collect();
    let is_article = parts[0].len() == 2 && parts[0].to_ascii_lowercase().starts_with(['a', 'e', 'u']);
    let hyphens = unit.matches('-').count();
    let is_joined = hyphens == 0 || hyphens == 1 && is_article && unit.as_bytes().get(2) == Some(&b'-');
    parts.len() > 1 && is_joined && parts.iter().all(|part| is_latin(part))
}

/// Moves what narrows the whole query from its root to its filter.
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

struct Parser<'t> {
    text: &'t str,
    /// Where to read on, in bytes.
    at: usize,
    depth: usize,
    words: usize,
    dropped: Vec<String>,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn error(&self, kind: QueryErrorKind, at: usize) -> QueryError {
        let unit = self.text[at..].split(char::is_whitespace).next().unwrap_or_default();
        QueryError { kind, column: Some(self.text[..at].chars().count() + 1), found: unit.chars().take(20).collect() }
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes `sign` off what is left.
    fn take(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    /// The operator that comes next, and its length in bytes.
    fn operator(&mut self) -> Option<(Operator, usize)> {
        self.skip_space();
        let unit = self.rest().split(|char: char| char.is_whitespace() || matches!(char, '(' | ')')).next()?;
        let folded = fold(unit);
        let found =
            OPERATORS.iter().find(|(name, _)| if name.starts_with('/') { fold(name) == folded } else { *name == unit });
        found.map(|(_, operator)| (*operator, unit.len()))
    }

    fn take_operator(&mut self, expected: Operator) -> bool {
        match self.operator() {
            Some((found, length)) if found == expected => {
                self.at += length;
                true
            }
            _ => false,
        }
    }

    fn is_end(&mut self) -> bool {
        self.skip_space();
        self.rest().is_empty() || self.rest().starts_with(')')
    }

    fn either(&mut self) -> Result<Group, QueryError> {
        let mut parts = vec![self.both()?];
        loop {
            let operator = self.at;
            if !self.take_operator(Operator::Or) {
                break;
            }
            self.need_operand(operator, &parts[parts.len() - 1])?;
            parts.push(self.both()?);
            self.need_operand(operator, &parts[parts.len() - 1])?;
        }
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        Ok(joined(parts.into_iter().map(|part| (Occur::Should, part))))
    }

    fn both(&mut self) -> Result<Group, QueryError> {
        let start = self.at;
        let mut sign = if self.take_operator(Operator::Not) { Occur::MustNot } else { Occur::Must };
        let mut parts = vec![(sign, self.group()?)];
        if sign == Occur::MustNot {
            self.need_operand(start, &parts[0].1)?;
        }
        loop {
            let operator = self.at;
            sign = if self.take_operator(Operator::And) {
                if self.take_operator(Operator::Not) { Occur::MustNot } else { Occur::Must }
            } else if self.take_operator(Operator::Not) {
                Occur::MustNot
            } else {
                break;
            };
            self.need_operand(operator, &parts[parts.len() - 1].1)?;
            parts.push((sign, self.group()?));
            self.need_operand(operator, &parts[parts.len() - 1].1)?;
        }
        if let [(Occur::Must, _)] = parts.as_slice() {
            return Ok(parts.remove(0).1);
        }
        Ok(joined(parts.into_iter()))
    }

    /// An operator joins parts that ask for something, if only for a stop word.
    fn need_operand(&mut self, at: usize, group: &Group) -> Result<(), QueryError> {
        if group.clauses.is_empty() && self.dropped.is_empty() {
            let at = self.text.len() - self.text[at..].trim_start().len();
            return Err(self.error(QueryErrorKind::LoneOperator, at));
        }
        Ok(())
    }

    fn group(&mut self) -> Result<Group, QueryError> {
        let mut group = Group::default();
        while !self.is_end() && self.operator().is_none() {
            self.item(&mut group)?;
            if self.words > MAX_WORDS {
                return Err(QueryErrorKind::TooManyWords.anywhere());
            }
        }
        Ok(group)
    }

    fn item(&mut self, group: &mut Group) -> Result<(), QueryError> {
        let sign = self.sign();
        let start = self.at;
        if sign.is_some() && self.rest().starts_with(['+', '-']) {
            return Err(self.error(QueryErrorKind::NoWord, start));
        }
        if self.take("(") {
            if let Some(node) = self.brackets(start)? {
                group.clauses.push(clause(sign, node));
            }
            return Ok(());
        }
        let field = FIELDS.iter().find(|(name, _)| self.rest().starts_with(name)).map(|(name, field)| (*name, *field));
        match field {
            Some((name, Field::Title)) => {
                self.at += name.len();
                if self.take("(") {
                    let mut node = self.brackets(start)?;
                    node.as_mut()
                        .map_or(Ok(()), in_title)
                        .map_err(|()| self.error(QueryErrorKind::Misplaced("title:"), start))?;
                    group.clauses.extend(node.map(|node| clause(sign, node)));
                    return Ok(());
                }
                self.words_of(group, sign, true, start)
            }
            Some((name, field)) => {
                self.at += name.len();
                let filter = self.filter(field)?;
                group.clauses.push(clause(sign, Node::Filter(filter)));
                Ok(())
            }
            None => match self.nearly_a_field() {
                Some(field) => Err(self.error(QueryErrorKind::Field(field), start)),
                None => self.words_of(group, sign, false, start),
            },
        }
    }

    /// The field that was probably meant by what stands before the next colon.
    fn nearly_a_field(&self) -> Option<&'static str> {
        let (name, value) = self.rest()[..self.unit_length()].split_once(':')?;
        let is_typed = name.len() > 2 && name.chars().all(|char| char.is_ascii_lowercase()) && !value.starts_with('/');
        let is_near = |field: &str| field.len() > 5 && edit_distance(field.trim_end_matches(':'), name) <= 2;
        let near = FIELDS.iter().map(|(field, _)| *field).find(|field| is_near(field));
        near.filter(|_| is_typed)
    }

    /// What stands in the brackets that were opened at `start`; `None` where these are only stop words.
    fn brackets(&mut self, start: usize) -> Result<Option<Node>, QueryError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(QueryErrorKind::TooDeep, start));
        }
        self.depth += 1;
        let dropped = self.dropped.len();
        let group = self.either()?;
        self.depth -= 1;
        if !self.take(")") {
            return Err(self.error(QueryErrorKind::OpenBracket, start));
        }
        match group.clauses.is_empty() {
            true if self.dropped.len() == dropped && self.is_blank(start) => {
                Err(self.error(QueryErrorKind::EmptyBrackets, start))
            }
            // Stop words, or marks that are no words, such as (؟) in a headline.
            true => Ok(None),
            false => Ok(Some(simple(group))),
        }
    }

    /// Whether there is nothing in the brackets that were just read.
    fn is_blank(&self, start: usize) -> bool {
        self.text[start + 1..self.at - 1].trim().is_empty()
    }

    /// The sign that comes next; one that stands alone is a dash.
    fn sign(&mut self) -> Option<Occur> {
        let occur = match self.rest().as_bytes().first() {
            Some(b'+') => Occur::Must,
            Some(b'-') => Occur::MustNot,
            _ => return None,
        };
        self.at += 1;
        self.rest().chars().next().is_some_and(|next| !next.is_whitespace() && next != ')').then_some(occur)
    }

    /// A word, or some that stand together, or a phrase; `start` is where the item begins.
    fn words_of(
        &mut self,
        group: &mut Group,
        sign: Option<Occur>,
        in_title: bool,
        start: usize,
    ) -> Result<(), QueryError> {
        let level = if self.take("==") {
            Level::Written
        } else if self.take("=") {
            Level::Folded
        } else {
            Level::Stem
        };
        let is_marked = in_title || level != Level::Stem;
        if is_marked
            && (self.is_end() || self.rest().starts_with('(') || self.text[..self.at].ends_with(char::is_whitespace))
        {
            return Err(self.error(QueryErrorKind::NoWord, start));
        }
        let quote = self.rest().chars().next().and_then(closing_quote);
        let (words, near) = match quote {
            Some(close) if close == '"' || self.rest().chars().skip(1).any(|char| char == close) => {
                self.phrase(level, close)?
            }
            _ => (self.unit(level)?, None),
        };
        if words.is_empty() {
            return Ok(());
        }
        let phrase = |words| Node::Phrase(Phrase { words, near, in_title, level, alternatives: Vec::new() });
        // Words that only a mark parts stand each for itself, unless something is said of them together.
        let is_loose = |word: &Word| word.kind == WordKind::Whole && word.spelled_words() == 1;
        if quote.is_none() && sign.is_none() && !is_marked && words.iter().all(is_loose) {
            group.clauses.extend(words.into_iter().map(|word| clause(None, phrase(vec![word]))));
        } else {
            group.clauses.push(clause(sign, phrase(words)));
        }
        Ok(())
    }

    /// The words in quotation marks, and how near they need only be.
    fn phrase(&mut self, level: Level, close: char) -> Result<(Vec<Word>, Option<u32>), QueryError> {
        let open = self.at;
        let begin = open + self.rest().chars().next().map_or(0, char::len_utf8);
        let Some(length) = self.text[begin..].find(close) else {
            return Err(self.error(QueryErrorKind::OpenQuote, open));
        };
        let mut words = Vec::new();
        let mut at = begin;
        for part in self.text[begin..begin + length].split_inclusive(char::is_whitespace) {
            words.extend(self.read_words(part.trim_end(), at, level)?);
            at += part.len();
        }
        self.at = begin + length + close.len_utf8();
        let near = self.distance()?.map(|near| near.unwrap_or(MOST_AMONG / 10));
        if near.is_some_and(|near| near > MOST_AMONG) {
            return Err(self.error(QueryErrorKind::Distance, open));
        }
        let near = near.filter(|_| words.len() > 1);
        Ok((words, near))
    }

    /// Words up to the next white space, quotation mark or bracket.
    fn unit(&mut self, level: Level) -> Result<Vec<Word>, QueryError> {
        let start = self.at;
        // A mark that opens nothing is passed over.
        let first = self.rest().chars().next().map_or(0, char::len_utf8);
        self.at = start + self.unit_length().max(first);
        self.read_words(&self.text[start..self.at], start, level)
    }

    /// Bytes up to the next white space, quotation mark or bracket.
    fn unit_length(&self) -> usize {
        let end = self.rest().find(|char: char| char.is_whitespace() || matches!(char, '"' | '(' | ')'));
        end.unwrap_or(self.rest().len())
    }

    /// The words of a stretch without white space, of which the last may end in `*` or `~`.
    fn read_words(&mut self, unit: &str, at: usize, level: Level) -> Result<Vec<Word>, QueryError> {
        let (body, kind) = self.kind(unit, at)?;
        let mut words = Vec::new();
        let mut tokens = Tokens::new(body);
        while let Some(token) = tokens.advance() {
            words.push(Word::new(&token, WordKind::Whole, level));
            self.words += 1;
            if self.words > MAX_WORDS {
                return Err(QueryErrorKind::TooManyWords.anywhere());
            }
        }
        if kind != WordKind::Whole {
            let Some(last) = words.last_mut() else { return Err(self.error(QueryErrorKind::Wildcard, at)) };
            last.kind = kind;
            last.match_at(level);
            if !is_short_enough(last) {
                return Err(self.error(QueryErrorKind::LongWord, at));
            }
        }
        if level == Level::Stem {
            let is_dropped = |word: &Word| word.is_stop_word && word.kind == WordKind::Whole;
            self.dropped.extend(words.iter().filter(|word| is_dropped(word)).map(|word| word.written.clone()));
            words.retain(|word| !is_dropped(word));
            note_spelling(&mut words, body);
        }
        Ok(words)
    }

    /// Splits `*` or `~` off a unit.
    fn kind<'u>(&self, unit: &'u str, at: usize) -> Result<(&'u str, WordKind), QueryError> {
        if let Some(body) = unit.strip_suffix('*') {
            let is_word = body
                .chars()
                .next_back()
                .is_some_and(|last| last.is_alphanumeric() || is_mark(last) || is_accented(last));
            if body.contains('*') || !is_word {
                return Err(self.error(QueryErrorKind::Wildcard, at));
            }
            return Ok((body, WordKind::Prefix));
        }
        if unit.contains('*') {
            return Err(self.error(QueryErrorKind::Wildcard, at));
        }
        match unit.rsplit_once('~') {
            Some((body, number)) if body.chars().any(char::is_alphanumeric) => {
                let letters = fold(body).chars().count();
                match fold(number).as_str() {
                    // One letter of a short word, two of a long one.
                    "" => Ok((body, WordKind::Fuzzy(if letters <= 5 { 1 } else { 2 }))),
                    "1" => Ok((body, WordKind::Fuzzy(1))),
                    "2" => Ok((body, WordKind::Fuzzy(2))),
                    _ => Err(self.error(QueryErrorKind::Distance, at)),
                }
            }
            _ => Ok((unit, WordKind::Whole)),
        }
    }

    /// The number behind `~`, where there is one.
    fn distance(&mut self) -> Result<Option<Option<u32>>, QueryError> {
        let start = self.at;
        if !self.take("~") {
            return Ok(None);
        }
        let digits = self.rest().find(|char: char| !char.is_numeric()).unwrap_or(self.rest().len());
        let number = fold(&self.rest()[..digits]);
        self.at += digits;
        if number.is_empty() {
            return Ok(Some(None));
        }
        let number = number.parse().map_err(|_| self.error(QueryErrorKind::Distance, start))?;
        Ok(Some(Some(number)))
    }

    /// The value of a field that tells what documents are.
    fn filter(&mut self, field: Field) -> Result<Filter, QueryError> {
        let start = self.at;
        let value = if self.take("\"") {
            let Some(length) = self.rest().find('"') else { return Err(self.error(QueryErrorKind::OpenQuote, start)) };
            self.at += length + 1;
            &self.text[start + 1..self.at - 1]
        } else {
            self.at += self.unit_length();
            &self.text[start..self.at]
        };
        if value.trim().is_empty() {
            return Err(self.error(QueryErrorKind::NoWord, start));
        }
        let names = vec![value.trim().to_string()];
        let date = || value.parse::<Date>().map_err(|_| self.error(QueryErrorKind::Date, start));
        let none = || self.error(QueryErrorKind::Date, start);
        Ok(match field {
            Field::Outlet => Filter { outlets: names, ..Filter::default() },
            Field::Author => Filter { authors: names, ..Filter::default() },
            Field::Place | Field::Title => Filter { places: names, ..Filter::default() },
            Field::Before => Filter { to: Some(date()?.day_before().ok_or_else(none)?), ..Filter::default() },
            Field::After => Filter { from: Some(date()?.day_after().ok_or_else(none)?), ..Filter::default() },
            Field::From => Filter { from: Some(date()?), ..Filter::default() },
            Field::To => Filter { to: Some(date()?), ..Filter::default() },
            Field::During => Filter { from: Some(date()?), to: Some(date()?), ..Filter::default() },
        })
    }
}

/// A clause; what only filters is required unless something else is said.
fn clause(sign: Option<Occur>, node: Node) -> Clause {
    let usual = if node.is_filter() { Occur::Must } else { Occur::Should };
    Clause { occur: sign.unwrap_or(usual), node }
}

/// A group of groups; a group alone stays as it is.
fn joined(parts: impl Iterator<Item = (Occur, Group)>) -> Group {
    let mut parts: Vec<(Occur, Group)> = parts.filter(|(_, group)| !group.clauses.is_empty()).collect();
    if let [(Occur::Should | Occur::Must, _)] = parts.as_slice() {
        return parts.remove(0).1;
    }
    let clause = |(occur, group)| Clause { occur, node: simple(group) };
    Group { clauses: parts.into_iter().map(clause).collect(), names: Vec::new() }
}

/// A group as a clause of another: what it holds, where that is one thing.
fn simple(mut group: Group) -> Node {
    match group.clauses.as_slice() {
        [Clause { occur: Occur::Should | Occur::Must, .. }] => group.clauses.remove(0).node,
        _ => Node::Group(group),
    }
}

/// Asks titles alone; fails over what is no word.
fn in_title(node: &mut Node) -> Result<(), ()> {
    match node {
        Node::Phrase(phrase) => phrase.in_title = true,
        Node::Group(group) => group.clauses.iter_mut().try_for_each(|clause| in_title(&mut clause.node))?,
        Node::Filter(_) | Node::Everything => return Err(()),
    }
    Ok(())
}

/// The mark that closes what `open` opens.
fn closing_quote(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '“' => Some('”'),
        _ => None,
    }
}

fn is_mark(char: char) -> bool {
    fold(char.encode_utf8(&mut [0; 4])).is_empty()
}

/// Whether a dictionary can be searched by the word.
fn is_short_enough(word: &Word) -> bool {
    match word.kind {
        WordKind::Whole => true,
        WordKind::Prefix => Pattern::prefix(&word.folded).is_some(),
        WordKind::Fuzzy(distance) => Pattern::near(&word.folded, distance).is_some(),
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(wrong("من إلى").0, QueryErrorKind::OnlyStopWords(vec!["من".into(), "إلى".into()]));
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
