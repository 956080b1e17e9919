//! The grammar of the query language, by recursive descent:
//!
//! ```text
//! either  = both { OR both }
//! both    = [NOT] group { (AND [NOT] | NOT) group }
//! group   = item { item }
//! item    = ["+" | "-"] ( "(" either ")" | field value | ["title:"] ["=" | "=="] (phrase | word) )
//! ```

use super::error::{QueryError, QueryErrorKind};
use super::filter::Filter;
use super::language::{Field, Operator, field};
use super::lexer::Lexer;
use super::word::{Level, Word, WordKind};
use super::{Clause, Group, MAX_DEPTH, MAX_WORDS, Node, Occur, Phrase};
use crate::document::Date;

/// Reads groups of clauses.
pub(super) struct Parser<'t> {
    pub lexer: Lexer<'t>,
    /// How many brackets are open.
    depth: usize,
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { lexer: Lexer::new(text), depth: 0 }
    }

    /// A parser that keeps stop words, which match by their forms.
    pub fn keeping_stop_words(text: &'t str) -> Self {
        Self { lexer: Lexer { keeps_stop_words: true, ..Lexer::new(text) }, depth: 0 }
    }

    pub fn either(&mut self) -> Result<Group, QueryError> {
        let mut parts = vec![self.both()?];
        loop {
            let operator = self.lexer.at;
            if !self.lexer.take_operator(Operator::Or) {
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
        let start = self.lexer.at;
        let mut sign = if self.lexer.take_operator(Operator::Not) { Occur::MustNot } else { Occur::Must };
        let mut parts = vec![(sign, self.group()?)];
        if sign == Occur::MustNot {
            self.need_operand(start, &parts[0].1)?;
        }
        loop {
            let operator = self.lexer.at;
            sign = if self.lexer.take_operator(Operator::And) {
                if self.lexer.take_operator(Operator::Not) { Occur::MustNot } else { Occur::Must }
            } else if self.lexer.take_operator(Operator::Not) {
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

    /// Requires an operand of an operator, if only a stop word.
    fn need_operand(&mut self, at: usize, group: &Group) -> Result<(), QueryError> {
        if group.clauses.is_empty() && self.lexer.dropped.is_empty() {
            let at = self.lexer.text.len() - self.lexer.text[at..].trim_start().len();
            return Err(self.lexer.error(QueryErrorKind::LoneOperator, at));
        }
        Ok(())
    }

    fn group(&mut self) -> Result<Group, QueryError> {
        let mut group = Group::default();
        while !self.lexer.is_end() && self.lexer.operator().is_none() {
            self.item(&mut group)?;
            if self.lexer.words > MAX_WORDS {
                return Err(QueryErrorKind::TooManyWords.anywhere());
            }
        }
        Ok(group)
    }

    fn item(&mut self, group: &mut Group) -> Result<(), QueryError> {
        let sign = self.lexer.sign();
        let start = self.lexer.at;
        if sign.is_some() && self.lexer.rest().starts_with(['+', '-']) {
            return Err(self.lexer.error(QueryErrorKind::NoWord, start));
        }
        if self.lexer.take("(") {
            if let Some(node) = self.brackets(start)? {
                group.clauses.push(clause(sign, node));
            }
            return Ok(());
        }
        match field(self.lexer.rest()) {
            Some((length, Field::Title)) => {
                self.lexer.at += length;
                if self.lexer.take("(") {
                    let mut node = self.brackets(start)?;
                    node.as_mut()
                        .map_or(Ok(()), in_title)
                        .map_err(|()| self.lexer.error(QueryErrorKind::Misplaced("title:"), start))?;
                    group.clauses.extend(node.map(|node| clause(sign, node)));
                    return Ok(());
                }
                self.words_of(group, sign, true, start)
            }
            Some((length, field)) => {
                self.lexer.at += length;
                let filter = self.filter(field)?;
                group.clauses.push(clause(sign, Node::Filter(filter)));
                Ok(())
            }
            None => match self.lexer.nearly_a_field() {
                Some(field) => Err(self.lexer.error(QueryErrorKind::Field(field), start)),
                None => self.words_of(group, sign, false, start),
            },
        }
    }

    /// The content of the brackets that were opened at `start`; `None` if there are only stop words.
    fn brackets(&mut self, start: usize) -> Result<Option<Node>, QueryError> {
        if self.depth == MAX_DEPTH {
            return Err(self.lexer.error(QueryErrorKind::TooDeep, start));
        }
        self.depth += 1;
        let dropped = self.lexer.dropped.len();
        let group = self.either()?;
        self.depth -= 1;
        if !self.lexer.take(")") {
            return Err(self.lexer.error(QueryErrorKind::OpenBracket, start));
        }
        match group.clauses.is_empty() {
            true if self.lexer.dropped.len() == dropped && self.is_blank(start) => {
                Err(self.lexer.error(QueryErrorKind::EmptyBrackets, start))
            }
            // Stop words, or marks that are no words, such as (؟) in a headline.
            true => Ok(None),
            false => Ok(Some(simple(group))),
        }
    }

    /// Whether there is nothing in the brackets that were just read.
    fn is_blank(&self, start: usize) -> bool {
        self.lexer.text[start + 1..self.lexer.at - 1].trim().is_empty()
    }

    /// A word, several joined words, or a phrase; the item begins at byte `start`.
    fn words_of(
        &mut self,
        group: &mut Group,
        sign: Option<Occur>,
        in_title: bool,
        start: usize,
    ) -> Result<(), QueryError> {
        let level = if self.lexer.take("==") {
            Level::Written
        } else if self.lexer.take("=") {
            Level::Folded
        } else {
            Level::Stem
        };
        let is_marked = in_title || level != Level::Stem;
        if is_marked
            && (self.lexer.is_end()
                || self.lexer.rest().starts_with('(')
                || self.lexer.text[..self.lexer.at].ends_with(char::is_whitespace))
        {
            return Err(self.lexer.error(QueryErrorKind::NoWord, start));
        }
        let level = if level == Level::Stem && self.lexer.keeps_stop_words { Level::Folded } else { level };
        let quote = self.lexer.rest().chars().next().and_then(closing_quote);
        let (words, near) = match quote {
            Some(close) if close == '"' || self.lexer.rest().chars().skip(1).any(|char| char == close) => {
                self.lexer.phrase(level, close)?
            }
            _ => (self.lexer.unit(level)?, None),
        };
        if words.is_empty() {
            return Ok(());
        }
        let phrase = |words| Node::Phrase(Phrase { words, near, in_title, level, alternatives: Vec::new() });
        // Words separated by a mark alone are separate clauses, unless a sign or field applies to all of them.
        let is_loose = |word: &Word| word.kind == WordKind::Whole && word.spelled_words() == 1;
        if quote.is_none() && sign.is_none() && !is_marked && words.iter().all(is_loose) {
            group.clauses.extend(words.into_iter().map(|word| clause(None, phrase(vec![word]))));
        } else {
            group.clauses.push(clause(sign, phrase(words)));
        }
        Ok(())
    }

    /// The value of a metadata field.
    fn filter(&mut self, field: Field) -> Result<Filter, QueryError> {
        let start = self.lexer.at;
        let value = if self.lexer.take("\"") {
            let Some(length) = self.lexer.rest().find('"') else {
                return Err(self.lexer.error(QueryErrorKind::OpenQuote, start));
            };
            self.lexer.at += length + 1;
            &self.lexer.text[start + 1..self.lexer.at - 1]
        } else {
            self.lexer.at += self.lexer.unit_length();
            &self.lexer.text[start..self.lexer.at]
        };
        if value.trim().is_empty() {
            return Err(self.lexer.error(QueryErrorKind::NoWord, start));
        }
        let names = vec![value.trim().to_string()];
        let date = || value.parse::<Date>().map_err(|_| self.lexer.error(QueryErrorKind::Date, start));
        let none = || self.lexer.error(QueryErrorKind::Date, start);
        Ok(match field {
            Field::Outlet => Filter { outlets: names, ..Filter::default() },
            Field::Author => Filter { authors: names, ..Filter::default() },
            Field::Agency => Filter { agencies: names, ..Filter::default() },
            Field::Language => Filter { languages: names, ..Filter::default() },
            Field::Place | Field::Title => Filter { places: names, ..Filter::default() },
            Field::Before => Filter { to: Some(date()?.day_before().ok_or_else(none)?), ..Filter::default() },
            Field::After => Filter { from: Some(date()?.day_after().ok_or_else(none)?), ..Filter::default() },
            Field::From => Filter { from: Some(date()?), ..Filter::default() },
            Field::To => Filter { to: Some(date()?), ..Filter::default() },
            Field::During => Filter { from: Some(date()?), to: Some(date()?), ..Filter::default() },
        })
    }
}

/// A clause; a filter without a sign is required.
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

/// A group as a clause of another; a single clause is unwrapped.
fn simple(mut group: Group) -> Node {
    match group.clauses.as_slice() {
        [Clause { occur: Occur::Should | Occur::Must, .. }] => group.clauses.remove(0).node,
        _ => Node::Group(group),
    }
}

/// Restricts words to titles; fails for filters.
fn in_title(node: &mut Node) -> Result<(), ()> {
    match node {
        Node::Phrase(phrase) => phrase.in_title = true,
        Node::Group(group) => group.clauses.iter_mut().try_for_each(|clause| in_title(&mut clause.node))?,
        Node::Filter(_) | Node::Everything => return Err(()),
    }
    Ok(())
}

/// The closing mark for the quotation mark `open`.
fn closing_quote(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '“' => Some('”'),
        _ => None,
    }
}
