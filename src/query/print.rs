//! Prints a [`Query`] as it is typed, and as it was expanded.

use std::fmt::{self, Display, Formatter, Write};

use super::{Alternative, Clause, Filter, Group, Layer, Level, Node, OPERATORS, Occur, Phrase, Query, Word, WordKind};

impl Display for Query {
    /// Writes the query so that it reads as the same. With `{:#}`, also alternatives, in braces.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let filter = self.filter.to_string();
        let space = if filter.is_empty() || self.root.is_filter() { "" } else { " " };
        write!(f, "{filter}{space}")?;
        self.root.fmt(f)
    }
}

impl Display for Group {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let shown = self.clauses.iter().filter(|clause| clause.node != Node::Everything);
        // Side by side, what only filters would be required.
        let is_either = self.clauses.iter().any(|clause| clause.occur == Occur::Should && clause.node.is_filter());
        for (place, clause) in shown.enumerate() {
            f.write_str(match (place, is_either) {
                (0, _) => "",
                (_, true) => " OR ",
                (_, false) => " ",
            })?;
            clause.fmt(f)?;
        }
        if f.alternate() {
            self.names
                .iter()
                .flat_map(|name| &name.alternatives)
                .try_for_each(|alternative| write!(f, " {{{alternative}}}"))?;
        }
        Ok(())
    }
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.occur {
            Occur::Should => {}
            Occur::Must if self.node.is_filter() => {}
            Occur::Must => f.write_char('+')?,
            Occur::MustNot => f.write_char('-')?,
        }
        match &self.node {
            Node::Group(group) => {
                f.write_char('(')?;
                group.fmt(f)?;
                f.write_char(')')
            }
            Node::Phrase(phrase) => phrase.fmt(f),
            Node::Filter(filter) => filter.fmt(f),
            Node::Everything => Ok(()),
        }
    }
}

impl Display for Phrase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if self.in_title { "title:" } else { "" })?;
        f.write_str(match self.level {
            Level::Written => "==",
            Level::Folded => "=",
            Level::Clitics | Level::Stem => "",
        })?;
        let one = |word: &Word| !OPERATORS.iter().any(|(name, _)| *name == word.written);
        match self.words.as_slice() {
            [first, _, ..] if self.near.is_none() && first.spelled_words() == self.words.len() => {
                f.write_str(first.latin.as_deref().unwrap_or_default())?;
            }
            [word] if one(word) => word.fmt(f)?,
            words => {
                f.write_char('"')?;
                spaced(words, f)?;
                f.write_char('"')?;
            }
        }
        if let Some(near) = self.near {
            write!(f, "~{near}")?;
        }
        if f.alternate() {
            self.alternatives.iter().try_for_each(|alternative| write!(f, " {{{alternative}}}"))?;
        }
        Ok(())
    }
}

impl Display for Alternative {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.layer {
            Layer::Latin => "or Latin for ",
            _ => "or ",
        })?;
        spaced(&self.words, f)
    }
}

fn spaced(words: &[Word], f: &mut Formatter<'_>) -> fmt::Result {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        f.write_str(if at == 0 { "" } else { " " })?;
        match (&word.latin, word.spelled_words()) {
            (Some(spelling), count @ 2..) if at + count <= words.len() => {
                f.write_str(spelling)?;
                at += count;
            }
            _ => {
                word.fmt(f)?;
                at += 1;
            }
        }
    }
    Ok(())
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)?;
        match self.kind {
            WordKind::Whole => {}
            WordKind::Prefix => f.write_char('*')?,
            WordKind::Fuzzy(distance) => write!(f, "~{distance}")?,
        }
        if f.alternate() {
            self.others.iter().try_for_each(|other| write!(f, " {{or {}}}", other.stem))?;
        }
        Ok(())
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let named = [
            ("outlet:", &self.outlets),
            ("-outlet:", &self.not_outlets),
            ("author:", &self.authors),
            ("agency:", &self.agencies),
            ("place:", &self.places),
            ("lang:", &self.languages),
        ];
        let names = named
            .into_iter()
            .flat_map(|(field, names)| names.iter().map(move |name| format!("{field}\"{}\"", name.replace('"', " "))));
        let dates = match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => [("during:", Some(from)), ("", None)],
            (from, to) => [("from:", from), ("to:", to)],
        };
        let dates = dates.into_iter().filter_map(|(field, date)| Some(format!("{field}{}", date?)));
        f.write_str(&names.chain(dates).collect::<Vec<_>>().join(" "))
    }
}
