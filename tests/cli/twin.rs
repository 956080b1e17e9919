//! The twin of the analysis: written down once more, a string at a time, from the rules alone.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use fihris::arabic::{homographs, letter, stop_words};
use unicode_normalization::UnicodeNormalization;

use super::root;

/// A token of the twin: span, folded form, stem, whether it is a stop word.
pub type Plain = (std::ops::Range<usize>, String, String, bool);

/// The rules, their counts and their words.
pub struct Twin {
    counts: HashMap<String, u64>,
    stop_words: HashSet<String>,
    stems: HashMap<String, String>,
}

fn is_format(c: char) -> bool {
    "\u{AD}\u{61C}\u{FEFF}".contains(c)
        || [0x200B..=0x200F, 0x202A..=0x202E, 0x2060..=0x2069].iter().any(|r| r.contains(&(c as u32)))
}

/// Whether folding deletes it.
pub fn is_mark(c: char) -> bool {
    let marks = [
        0x610..=0x61A,
        0x640..=0x640,
        0x64B..=0x65F,
        0x670..=0x670,
        0x6D6..=0x6ED,
        0x8D3..=0x8FF,
        0xFC5E..=0xFC63,
        0xFCF2..=0xFCF4,
        0xFE70..=0xFE7F,
    ];
    marks.iter().any(|range| range.contains(&(c as u32)))
}

fn slow_fold(word: &str) -> String {
    let mut text = word.to_string();
    for _ in 0..4 {
        let kept: String = text
            .chars()
            .filter(|&c| !is_format(c) && (!is_mark(c) || ('\u{653}'..='\u{655}').contains(&c)) && c != '\u{674}')
            .collect();
        let composed: String = kept.nfkc().filter(|&c| !is_format(c) && !is_mark(c) && c != '\u{674}').collect();
        text = composed.chars().map(slow_letter).collect::<String>().chars().flat_map(char::to_lowercase).collect();
    }
    text
}

fn slow_letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ے' | 'ۓ' => 'ي',
        'ة' | 'ۃ' | 'ۀ' | 'ە' | 'ھ' | 'ہ' | 'ۂ' => 'ه',
        'ک' | 'ڪ' | 'ګ' | 'گ' => 'ك',
        'ڤ' => 'ف',
        'پ' => 'ب',
        'چ' => 'ج',
        'ژ' => 'ز',
        '٠'..='٩' => char::from_digit(c as u32 - 0x660, 10).unwrap(),
        '۰'..='۹' => char::from_digit(c as u32 - 0x6F0, 10).unwrap(),
        c => c,
    }
}

fn cut(word: &str, from: usize) -> String {
    word.chars().skip(from).collect()
}

fn length(word: &str) -> usize {
    word.chars().count()
}

/// Suffixes and what they are exchanged for, as the rules list them.
const SUFFIXES: [(&str, &[&str]); 10] = [
    ("تهما تهم تها تنا تين تان", &["ه"]),
    ("اتها اتهم اته اتنا اتي", &["ه", ""]),
    ("يتها", &["يه"]),
    ("يات", &["يه", "ي"]),
    ("يين يون", &["ي", ""]),
    ("ته تي", &["ه"]),
    ("ات", &["ه", ""]),
    ("هما ها هم هن نا كم ون ين ان وا", &[""]),
    ("يا يه", &["ي"]),
    ("ه ي ا", &[""]),
];

impl Twin {
    pub fn new() -> Self {
        let file = std::fs::File::open(root().join("src/arabic/lexicon/counts.tsv.gz")).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        let entry = |line: &str| line.split_once('\t').map(|(form, count)| (form.to_string(), count.parse().unwrap()));
        Self {
            counts: text.lines().filter_map(entry).collect(),
            stop_words: stop_words().collect(),
            stems: HashMap::new(),
        }
    }

    pub fn forms(&self) -> impl Iterator<Item = (&String, u64)> {
        self.counts.iter().map(|(form, &count)| (form, count))
    }

    fn count(&self, word: &str) -> u64 {
        self.counts.get(word).copied().unwrap_or(0)
    }

    fn f(&self, word: &str) -> u64 {
        self.count(word) + self.count(&format!("ال{word}"))
    }

    fn any(&self, prefixes: &str, w: &str) -> u64 {
        prefixes.split(' ').map(|prefix| self.count(&format!("{prefix}{w}"))).sum()
    }

    fn stops(&self, w: &str) -> bool {
        self.stop_words.contains(w)
    }

    /// The word without each of its endings; those of pronouns and verbs, which exclude an article, are marked.
    fn bases(&self, w: &str) -> Vec<(String, bool)> {
        let mut bases = Vec::new();
        for ending in "ها هم هما هن نا كم ه وا ت ات ين ون ا ي".split(' ') {
            let Some(base) = w.strip_suffix(ending) else { continue };
            let is_pronoun = "ها هم هما هن نا كم ه".split(' ').any(|pronoun| pronoun == ending);
            let is_bound = is_pronoun || ending == "وا" || ending == "ت";
            // Without ت before it, ه is a pronoun only where others occur.
            let is_teh_marbuta = ending == "ه"
                && !base.ends_with('ت')
                && 20 * (self.any("", &format!("{base}ها")) + self.any("", &format!("{base}هم"))) < self.count(w);
            bases.push((base.to_string(), is_bound && !is_teh_marbuta));
            for (from, to, applies) in [("ئ", "ء", true), ("ؤ", "ء", true), ("ت", "ه", is_pronoun)] {
                if let (true, Some(front)) = (applies, base.strip_suffix(from)) {
                    bases.push((format!("{front}{to}"), is_bound));
                }
            }
            if ending == "ات" {
                bases.push((format!("{base}ه"), false));
            }
        }
        bases.retain(|(base, _)| length(base) >= 3);
        bases
    }

    fn attested(&self, w: &str) -> u64 {
        let bases = self.bases(w).into_iter().filter(|(base, _)| !self.stops(base));
        bases.map(|(base, _)| self.f(&base)).chain([self.f(w)]).max().unwrap()
    }

    fn preceded(&self, w: &str) -> u64 {
        let both = |one: &str, other: &str| 2 * self.any(one, w).min(self.any(other, w));
        let others = if w.starts_with('ل') { self.any("ب", w) } else { self.any("لل", w) + both("ب", "ل") };
        self.any("ال وال بال", w) + both("ي", "ت") + others
    }

    fn is_word(&self, w: &str) -> bool {
        30 * self.preceded(w) >= self.count(w)
    }

    fn owns_first(&self, w: &str) -> bool {
        let rest = cut(w, 1);
        let bare = if w.starts_with(['و', 'ف']) { self.f(&rest) } else { self.count(&rest) };
        let preceded = self.preceded(w);
        if preceded > 0 && self.is_word(w) && 20 * preceded >= bare {
            return true;
        }
        let bases =
            self.bases(w).into_iter().map(|(base, _)| base).filter(|base| !self.stops(base) && self.is_word(base));
        let best = bases.map(|base| self.f(&base)).max().unwrap_or(0);
        best > 0 && 6 * best > self.attested(&rest).max(3 * self.f(&rest))
    }

    fn owns_before_article(&self, w: &str) -> bool {
        if self.is_word(w) && self.preceded(w) > self.count(&cut(w, 1)) {
            return true;
        }
        let bases = self.bases(w).into_iter().filter(|(base, is_bound)| *is_bound && self.is_word(base));
        bases.map(|(base, _)| self.f(&base)).max().unwrap_or(0) > self.attested(&cut(w, 3))
    }

    fn owns_article(&self, w: &str) -> bool {
        let rest = cut(w, 2);
        if length(&rest) == 2 && self.stops(&rest) {
            return true;
        }
        let preceded = |w: &str| self.any("ال وال بال لل", w) + self.any("ي ت", &cut(w, 1));
        let with_lam = if rest.starts_with('ل') { self.any("ل", &rest) } else { self.any("لل", &rest) };
        let article = self.count(&rest) + if rest.starts_with('ل') { 0 } else { with_lam };
        let own = preceded(w);
        if own > 0 && (20 * own >= self.count(w) || self.stops(w)) && 2 * own >= article {
            return true;
        }
        if self.any("ل", w) > with_lam {
            return true;
        }
        let bases = self.bases(w).into_iter().filter(|(base, is_bound)| *is_bound && length(base) >= 4);
        bases.map(|(base, _)| preceded(&base) + self.any("ل", &base)).max().unwrap_or(0) > article
    }

    fn is_conjunction(&self, w: &str, r: &str) -> bool {
        match length(r) {
            0 | 1 => false,
            2 => {
                !self.stops(r)
                    && !r.starts_with('ا')
                    && self.count(w) > 0
                    && self.count(r) >= 4 * self.count(w)
                    && 20 * self.preceded(w) < self.count(w)
            }
            long if r.starts_with("ال") => {
                long >= 4 && (long >= 6 || 2 * self.count(r) >= self.count(w)) && !self.owns_before_article(w)
            }
            _ => {
                let factor = if !self.stops(r) && 200 * self.preceded(w) < self.count(w) { 4 } else { 1 };
                self.attested(r) > 0 && factor * self.attested(r) >= self.f(w) && !self.owns_first(w)
            }
        }
    }

    /// What is left of `w` without its proclitics.
    fn strip(&self, w: &str) -> String {
        if w.starts_with("ال") && length(w) >= 4 {
            return if self.owns_article(w) { w.into() } else { cut(w, 2) };
        }
        if w.starts_with("لل") && length(w) >= 5 {
            let (a, b) = (cut(w, 2), cut(w, 1));
            return if self.f(&a) >= self.f(&b) { a } else { b };
        }
        let r = cut(w, 1);
        if w.starts_with(['و', 'ف']) {
            if self.is_conjunction(w, &r) {
                return if length(&r) > 2 { self.strip(&r) } else { r };
            }
            if length(&r) >= 5 {
                let rest = self.strip(&r);
                if rest != r && length(&rest) >= 3 && self.attested(&rest) >= self.f(w).max(1) && !self.owns_first(w) {
                    return rest;
                }
            }
            return w.into();
        }
        let is_usual = 2 * self.count(&r) >= self.count(w);
        if w.starts_with(['ب', 'ك']) && r.starts_with("ال") && length(&r) >= 4 && is_usual {
            return self.strip(&r);
        }
        if length(&r) < 3 {
            return w.into();
        }
        let is_preposition = w.starts_with(['ب', 'ك', 'ل']) && self.attested(&r) >= self.f(w).max(1) && is_usual;
        let other = |r: &str| match r.chars().next() {
            Some('ي') => self.any("ت", &cut(r, 1)),
            Some('ت') => self.any("ي", &cut(r, 1)),
            _ => 0,
        };
        let factor = if length(&r) > 3 { 50 } else { 5 };
        let is_verb = r.starts_with(['ي', 'ت']) && factor * other(&r) >= self.count(&r);
        let is_future = w.starts_with('س') && self.f(&r) >= self.f(w).max(1) && is_verb;
        if (is_preposition || is_future) && !self.owns_first(w) { r } else { w.into() }
    }

    /// One round of suffixes.
    fn unsuffixed(&self, w: &str) -> Option<String> {
        let listed = SUFFIXES
            .iter()
            .flat_map(|(suffixes, to)| suffixes.split(' ').flat_map(|s| to.iter().map(move |t| (s, *t))));
        let mut found: Vec<(&str, String)> = Vec::new();
        let needed = |suffix: &str| self.f(w).max(1).div_ceil(if suffix == "يه" { 3 } else { 2 });
        for (suffix, restored) in listed {
            let Some(front) = w.strip_suffix(suffix) else { continue };
            let mut words = vec![format!("{front}{restored}")];
            if restored.is_empty() {
                if let Some(base) = front.strip_suffix(['ئ', 'ؤ']) {
                    let others = self.any("", &format!("{front}ها")) + self.any("", &format!("{front}هم"));
                    if suffix != "ه" || 20 * others >= self.count(w) {
                        words.push(format!("{base}ء"));
                    }
                }
                if let Some(base) = front.strip_suffix('ا')
                    && ["ها", "هم", "هما"].contains(&suffix)
                    && !self.stops(&format!("{base}ي"))
                {
                    words.push(format!("{base}ي"));
                }
            }
            let is_word = |word: &String| length(word) >= 3 && self.f(word) >= needed(suffix);
            found.extend(words.into_iter().filter(is_word).map(|word| (suffix, word)));
        }
        let (first, word) = found.first()?;
        let pronouns = "هما ها هم هن نا كم ه ي".split(' ');
        let Some(pronoun) = pronouns.into_iter().find(|pronoun| first.ends_with(pronoun) && *first != "يه") else {
            return Some(word.clone());
        };
        let mut alike =
            found.iter().filter(|(suffix, _)| ["", "ت", "ات"].contains(&suffix.strip_suffix(pronoun).unwrap_or("-")));
        let mut best = alike.next().unwrap();
        for next in alike {
            if self.f(&next.1) > self.f(&best.1) {
                best = next;
            }
        }
        Some(best.1.clone())
    }

    pub fn stem(&mut self, folded: &str) -> String {
        if let Some(stem) = self.stems.get(folded) {
            return stem.clone();
        }
        let mut stem = folded.to_string();
        if folded.chars().all(|c| letter::code(c) != 0) {
            stem = self.strip(&stem);
            for _ in 0..3 {
                let Some(next) = (length(&stem) >= 4).then(|| self.unsuffixed(&stem)).flatten() else { break };
                stem = next;
            }
        }
        self.stems.insert(folded.to_string(), stem.clone());
        stem
    }

    /// The usual spelling of a word with superscript alefs, folded.
    fn resolved(&self, written: &str) -> String {
        let mut spellings = vec![(0, String::new())];
        for (place, c) in written.char_indices() {
            let alefs_before = written[..place].matches('\u{670}').count();
            spellings = spellings
                .into_iter()
                .flat_map(|(alefs, spelling)| {
                    let kept =
                        (alefs, format!("{spelling}{}", if c == '\u{670}' { String::new() } else { c.to_string() }));
                    if c != '\u{670}' || alefs_before >= 4 {
                        return vec![kept];
                    }
                    let mut alef = spelling;
                    if alef.ends_with(['و', 'ي', 'ى']) {
                        alef.pop();
                    }
                    alef.push('ا');
                    vec![(alefs + 1, alef), kept]
                })
                .collect();
        }
        let folded: Vec<_> = spellings.into_iter().map(|(alefs, spelling)| (alefs, slow_fold(&spelling))).collect();
        let most = folded.iter().map(|(_, word)| self.count(word)).max().unwrap();
        let usual = folded.into_iter().filter(|(_, word)| 10 * self.count(word) >= most);
        usual.max_by_key(|(alefs, word)| (*alefs, self.count(word))).unwrap().1
    }

    /// The words of a text, letters of each kind for themselves; whether letters of another kind follow at once.
    fn words(text: &str) -> Vec<(std::ops::Range<usize>, bool)> {
        let combines = |c: char| is_mark(c) || unicode_normalization::char::is_combining_mark(c);
        let mut words: Vec<(std::ops::Range<usize>, bool)> = Vec::new();
        let mut word: Option<(usize, usize, Option<char>)> = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let end = at + c.len_utf8();
            if words.last().is_some_and(|(last, _)| last.end > at) || is_format(c) {
                continue;
            }
            word = match word {
                Some((start, _, kind)) if combines(c) => Some((start, end, kind)),
                Some((start, last, kind))
                    if c.is_alphanumeric() && kind_of(c).is_some() && kind.is_some() && kind != kind_of(c) =>
                {
                    let number = number_end(text, start, last);
                    words.push((start..number, kind == Some('a')));
                    (number == last).then_some((at, end, kind_of(c)))
                }
                Some((start, _, kind)) if c.is_alphanumeric() => Some((start, end, kind.or(kind_of(c)))),
                None if c.is_alphanumeric() && !combines(c) => Some((at, end, kind_of(c))),
                Some((start, last, _)) => {
                    words.push((start..number_end(text, start, last), false));
                    None
                }
                None => None,
            };
        }
        words
    }

    pub fn tokens(&mut self, text: &str) -> Vec<Plain> {
        let mut tokens = Vec::new();
        for (span, is_tied) in Self::words(text) {
            let written = &text[span.clone()];
            let folded = if let Some(number) = number_of(written) {
                number
            } else if written.chars().filter(|&c| c.is_alphanumeric() && !is_mark(c)).find_map(kind_of) == Some('a') {
                self.resolved(written)
            } else {
                slow_fold(written)
            };
            let follows_digit = text[..span.start].chars().last().is_some_and(|c| kind_of(c) == Some('d'));
            if follows_digit && length(&folded) == 1 && letter::code(folded.chars().next().unwrap()) != 0 {
                continue;
            }
            if is_tied && CLITICS.split(' ').any(|clitic| clitic == folded) {
                continue;
            }
            for folded in folded.split_whitespace() {
                let is_listed = self.stop_words.contains(folded);
                let kept = |&c: &char| {
                    !is_format(c) && (!is_mark(c) || ('\u{653}'..='\u{655}').contains(&c)) && c != '\u{674}'
                };
                let letters: String = written.chars().filter(kept).nfc().collect();
                let stops = is_listed && homographs().all(|homograph| homograph != letters);
                let stem = if is_listed { folded.to_string() } else { self.stem(folded) };
                tokens.push((span.clone(), folded.to_string(), stem, stops));
            }
        }
        tokens
    }
}

/// What is dropped before letters of another script.
const CLITICS: &str =
    "ال و ف ب ك ل وب وك ول فب فك فل وال فال بال كال لال لل ولل فلل وبال وكال ولال فبال فكال فلال بل كل وبل وكل فبل فكل";

/// Arabic, digit, other; none for what goes with each.
fn kind_of(c: char) -> Option<char> {
    match c {
        '0'..='9' | '٠'..='٩' | '۰'..='۹' => Some('d'),
        '\u{600}'..='\u{6FF}'
        | '\u{750}'..='\u{77F}'
        | '\u{870}'..='\u{8FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' => Some('a'),
        c if c.is_numeric() => None,
        _ => Some('o'),
    }
}

/// Where the number that `start..end` begins ends.
fn number_end(text: &str, start: usize, end: usize) -> usize {
    let is_number = text[start..end]
        .chars()
        .filter(|&c| !(is_format(c) || is_mark(c) && c < '\u{700}'))
        .all(|c| kind_of(c) == Some('d'));
    if !is_number {
        return end;
    }
    let first: String = text[start..end].chars().filter_map(ascii_digit).collect();
    let tail = &text[end..];
    let digits = |text: &str| text.chars().take_while(|&c| ascii_digit(c).is_some()).count();
    let bytes = |text: &str, chars: usize| text.chars().take(chars).map(char::len_utf8).sum::<usize>();
    let separator = tail.chars().next().unwrap_or('x');
    let mut length = 0;
    let mut groups = String::new();
    if first.len() <= 3 && first != "0" && ",.'’٬، \u{A0}\u{202F}\u{2009}".contains(separator) {
        let mut ok = true;
        while let Some(behind) = tail[length..].strip_prefix(separator) {
            match digits(behind) {
                0 => break,
                3 if groups.len() == 18 => {
                    ok = false;
                    break;
                }
                3 => {
                    length += separator.len_utf8() + bytes(behind, 3);
                    groups.extend(behind.chars().take(3).filter_map(ascii_digit));
                }
                _ => {
                    ok = separator == ' ';
                    break;
                }
            }
        }
        if !ok || separator == ' ' && !groups.ends_with("000") {
            length = 0;
        }
    }
    end + length
}

fn ascii_digit(c: char) -> Option<char> {
    (kind_of(c) == Some('d')).then(|| slow_letter(c))
}

/// The folded form of a number with signs in it.
fn number_of(written: &str) -> Option<String> {
    let is_sign = |c: char| ",.'’٬،٫ \u{A0}\u{202F}\u{2009}".contains(c);
    if !written.contains(is_sign) {
        return None;
    }
    Some(written.chars().filter_map(ascii_digit).collect())
}
