//! Splits a folded text into numbers, words and signs.

/// A number, a word or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'t> {
    pub kind: Kind<'t>,
    /// Whether it follows the previous part without a space.
    pub glued: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// A number below ten thousand and its count of digits, which is 0 for longer ones.
    Number(u16, usize),
    Word(&'t str),
    Sign(char),
}

/// The parts of a folded text.
pub(super) fn parts(folded: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = folded;
    let mut glued = false;
    while let Some(first) = rest.chars().next() {
        let (text, kind): (_, fn(&str) -> Kind<'_>) = if first.is_ascii_digit() {
            (run(rest, |char| char.is_ascii_digit()), number)
        } else if first.is_alphabetic() {
            (run(rest, char::is_alphabetic), |word| Kind::Word(word))
        } else {
            (&rest[..first.len_utf8()], |text| Kind::Sign(text.chars().next().unwrap_or_default()))
        };
        rest = &rest[text.len()..];
        if !first.is_whitespace() {
            parts.push(Part { kind: kind(text), glued });
        }
        glued = !first.is_whitespace();
    }
    parts
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|char| !belongs(char)).unwrap_or(text.len())]
}

fn number(digits: &str) -> Kind<'_> {
    match digits.parse() {
        Ok(number) if digits.len() <= 4 => Kind::Number(number, digits.len()),
        _ => Kind::Number(0, 0),
    }
}

/// A view of parts from some place on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'p, 't> {
    pub parts: &'p [Part<'t>],
    pub at: usize,
}

impl<'p, 't> Cursor<'p, 't> {
    pub fn new(parts: &'p [Part<'t>], at: usize) -> Self {
        Self { parts, at }
    }

    fn part(&self) -> Option<Part<'t>> {
        self.parts.get(self.at).copied()
    }

    /// Whether the next part follows the previous one without a space.
    pub fn is_glued(&self) -> bool {
        self.part().is_some_and(|part| part.glued)
    }

    /// Takes a number and its count of digits.
    pub fn number(&mut self) -> Option<(u16, usize)> {
        let Kind::Number(number, digits) = self.part()?.kind else { return None };
        self.at += 1;
        Some((number, digits))
    }

    /// Takes a number of these many digits.
    pub fn number_of(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
        let before = *self;
        let number = self.number().filter(|(_, length)| digits.contains(length)).map(|(number, _)| number);
        if number.is_none() {
            *self = before;
        }
        number
    }

    /// Takes any word.
    pub fn any_word(&mut self) -> Option<&'t str> {
        let Kind::Word(word) = self.part()?.kind else { return None };
        self.at += 1;
        Some(word)
    }

    /// Takes one of these signs.
    pub fn sign(&mut self, signs: &[char]) -> Option<char> {
        let Kind::Sign(sign) = self.part()?.kind else { return None };
        signs.contains(&sign).then(|| self.at += 1)?;
        Some(sign)
    }

    /// Takes a name of one or several words.
    pub fn name(&mut self, name: &str) -> bool {
        let mut ahead = *self;
        let found = name.split(' ').all(|word| ahead.any_word() == Some(word));
        if found {
            *self = ahead;
        }
        found
    }

    /// Takes the longest of these names.
    pub fn longest<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        let known = |name: &&str| Cursor::name(&mut self.clone(), name);
        let longest = names.into_iter().filter(known).max_by_key(|name| name.len())?;
        self.name(longest);
        Some(longest)
    }

    /// Takes a name out of one of these lists; the place of the list.
    pub fn listed(&mut self, lists: &[&[&'static str]]) -> Option<(usize, &'static str)> {
        let names = lists.iter().flat_map(|names| names.iter().copied());
        let name = self.longest(names)?;
        Some((lists.iter().position(|names| names.contains(&name))?, name))
    }
}
