//! The glyphs of a page with their letters and places, as a viewer would draw them.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Operation;
use hayro_syntax::object::{self, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::super::encoding;
use super::font::Font;

/// The most glyphs, bytes of letters and operations of a page; a dense one has some ten thousand glyphs.
const MAX_GLYPHS: usize = 50_000;
const MAX_LETTERS: usize = 1 << 20;
const MAX_OPERATIONS: usize = 5_000_000;
/// The most entries of the maps of all fonts of a document.
const MAX_ENTRIES: usize = 2_000_000;
/// The width of a glyph that takes no place, in ems.
pub(super) const THIN: f64 = 0.001;
/// The deepest nesting of forms, and of saved states.
const MAX_FORMS: usize = 12;
const MAX_STATES: usize = 500;

/// A glyph, or a sequence of glyphs whose text the page states; lengths are points, `y` grows downwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Glyph {
    /// Its letters in logical order.
    pub text: String,
    /// Its left and right ends on the line.
    pub left: f64,
    pub right: f64,
    /// Its baseline.
    pub y: f64,
    /// The height of an em.
    pub size: f64,
    /// The direction of its line, in quarter turns.
    pub turn: u8,
    pub code: Code,
    /// Whether it has no letters because another glyph has them.
    pub is_mute: bool,
    /// Whether its font says nothing of its letters.
    pub is_unsaid: bool,
}

/// What glyphs of the same letters share: the number of their font, and their code in it.
pub(super) type Code = (usize, u32);

/// What a page draws.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// In the order in which they are drawn.
    pub glyphs: Vec<Glyph>,
    /// The share of the page that pictures cover; a scan may be in strips.
    pub pictures: f64,
}

/// Fonts that were read, by the place of their objects, each with a number.
pub(super) type Fonts = HashMap<(u32, i32), (usize, Rc<Font>)>;

/// A linear map of the plane: x' = a x + c y + e, y' = b x + d y + f.
#[derive(Clone, Copy, Debug)]
struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This map, and then another.
    fn then(self, other: Self) -> Self {
        let (Self([a, b, c, d, e, f]), Self([a2, b2, c2, d2, e2, f2])) = (self, other);
        let linear = [a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2];
        Self([linear[0], linear[1], linear[2], linear[3], e * a2 + f * c2 + e2, e * b2 + f * d2 + f2])
    }

    fn moved(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    fn place(self, x: f64, y: f64) -> (f64, f64) {
        let Self([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

/// The state of text that `q` saves.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<(usize, Rc<Font>)>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Draws a page.
pub(super) fn draw(page: &Page<'_>, fonts: &mut Fonts) -> Drawing {
    let (width, height) = page.render_dimensions();
    let area = f64::from(width) * f64::from(height);
    let state = State {
        page: Matrix(page.initial_transform(true).as_coeffs()),
        font: None,
        size: 0.0,
        spacing: 0.0,
        word_spacing: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
    };
    let mut pen = Pen {
        fonts,
        area,
        state,
        saved: Vec::new(),
        text: Matrix::IDENTITY,
        line: Matrix::IDENTITY,
        marked: 0,
        stated: None,
        operations: 0,
        letters: 0,
        drawing: Drawing::default(),
    };
    pen.run(page.typed_operations(), page.resources(), 0);
    pen.drawing.glyphs.retain(|glyph| glyph.size > 0.0);
    pen.drawing
}

/// Runs the operations of a page.
struct Pen<'f> {
    fonts: &'f mut Fonts,
    area: f64,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// How many marked sequences are open.
    marked: usize,
    /// The outermost of them that states its text: how many are open in it, itself among them, and the glyph that has the text.
    stated: Option<(usize, usize)>,
    operations: usize,
    /// Bytes of letters so far.
    letters: usize,
    drawing: Drawing,
}

impl Pen<'_> {
    fn is_full(&self) -> bool {
        self.drawing.glyphs.len() > MAX_GLYPHS || self.letters > MAX_LETTERS
    }

    fn run(&mut self, mut operations: TypedIter<'_>, resources: &Resources<'_>, depth: usize) {
        let saved = self.saved.len();
        while let Some(operation) = operations.next() {
            self.operations += 1;
            if self.operations > MAX_OPERATIONS || self.is_full() {
                break;
            }
            match operation {
                Operation::SaveState(_) if self.saved.len() < MAX_STATES => self.saved.push(self.state.clone()),
                Operation::RestoreState(_) if self.saved.len() > saved => {
                    self.state = self.saved.pop().expect("there are more than before");
                }
                Operation::Transform(m) => {
                    let matrix = Matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64()));
                    self.state.page = matrix.then(self.state.page);
                }
                Operation::XObject(name) => {
                    if let Some(stream) = resources.get_x_object(name.0) {
                        self.object(&stream, resources, depth);
                    }
                }
                Operation::InlineImage(_) => self.picture(),
                Operation::BeginMarkedContent(_) => self.marked += 1,
                Operation::BeginMarkedContentWithProperties(marked) => self.begin_marked(marked.1, resources),
                Operation::EndMarkedContent(_) => {
                    self.stated = self.stated.filter(|(outer, _)| *outer < self.marked);
                    self.marked = self.marked.saturating_sub(1);
                }
                operation => self.write(operation, resources),
            }
        }
        // A form ends what it began.
        self.saved.truncate(saved);
    }

    /// Runs an operation of text.
    fn write(&mut self, operation: Operation<'_, '_>, resources: &Resources<'_>) {
        match operation {
            Operation::BeginText(_) => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            Operation::SetTextMatrix(m) => {
                self.line = Matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64()));
                self.text = self.line;
            }
            Operation::TextFont(font) => {
                self.state.size = font.1.as_f64();
                self.state.font = self.font(font.0, resources);
            }
            Operation::CharacterSpacing(spacing) => self.state.spacing = spacing.0.as_f64(),
            Operation::WordSpacing(spacing) => self.state.word_spacing = spacing.0.as_f64(),
            Operation::HorizontalScaling(scaling) => self.state.stretch = scaling.0.as_f64() / 100.0,
            Operation::TextLeading(leading) => self.state.leading = leading.0.as_f64(),
            Operation::TextRise(rise) => self.state.rise = rise.0.as_f64(),
            Operation::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
            Operation::NextLineAndSetLeading(by) => {
                self.state.leading = -by.1.as_f64();
                self.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Operation::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Operation::ShowText(text) => self.show(text.0.as_bytes()),
            Operation::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0.as_bytes());
            }
            Operation::ShowTextWithParameters(text) => {
                (self.state.word_spacing, self.state.spacing) = (text.0.as_f64(), text.1.as_f64());
                self.next_line(0.0, -self.state.leading);
                self.show(text.2.as_bytes());
            }
            Operation::ShowTexts(parts) => {
                for part in parts.0.iter::<Object<'_>>() {
                    match part {
                        Object::Number(back) => {
                            let by = -back.as_f64() / 1000.0 * self.state.size * self.state.stretch;
                            self.text = Matrix::moved(by, 0.0).then(self.text);
                        }
                        Object::String(text) => self.show(text.as_bytes()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.text = self.line;
    }

    fn font(&mut self, name: &Name<'_>, resources: &Resources<'_>) -> Option<(usize, Rc<Font>)> {
        let dict = resources.get_font(name)?;
        let number = self.fonts.len();
        // One that is written where it is used has no number of its own.
        let Some(id) = dict.obj_id() else { return Some((usize::MAX, Rc::new(Font::of(&dict)))) };
        let id = (id.obj_number, id.gen_number);
        // All maps together are bounded, too.
        if !self.fonts.contains_key(&id)
            && self.fonts.values().map(|(_, font)| font.entries()).sum::<usize>() > MAX_ENTRIES
        {
            return None;
        }
        Some(self.fonts.entry(id).or_insert_with(|| (number, Rc::new(Font::of(&dict)))).clone())
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some((number, font)) = self.state.font.clone() else { return };
        let State { size, stretch, spacing, word_spacing, rise, page, .. } = self.state;
        for shown in font.shown(bytes) {
            if self.is_full() {
                return;
            }
            let matrix = Matrix([size * stretch, 0.0, 0.0, size, 0.0, rise]).then(self.text).then(page);
            self.add(shown.text, (number, shown.code), shown.width, matrix);
            let spacing = spacing + if shown.is_space { word_spacing } else { 0.0 };
            self.text = Matrix::moved((shown.width * size + spacing) * stretch, 0.0).then(self.text);
        }
    }

    /// Adds a glyph whose em is the unit square.
    fn add(&mut self, text: Option<String>, code: Code, width: f64, matrix: Matrix) {
        let (origin, along, up) = (matrix.place(0.0, 0.0), matrix.place(1.0, 0.0), matrix.place(0.0, 1.0));
        let (x, y) = (along.0 - origin.0, along.1 - origin.1);
        let turn = match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        };
        let size = (up.0 - origin.0).hypot(up.1 - origin.1);
        let [(begin, y), (end, _)] = [origin, matrix.place(width, 0.0)].map(|place| turned(place, turn));
        if !(begin.is_finite() && end.is_finite() && y.is_finite() && size.is_finite() && size > 0.0) {
            return;
        }
        // A mark of which the font says that it has no letters.
        let is_mute = text.as_ref().is_some_and(String::is_empty) && width < THIN;
        let is_unsaid = text.is_none();
        let text = text.unwrap_or_default();
        self.letters += text.len();
        let (left, right) = (begin.min(end), begin.max(end));
        let glyph = Glyph { text, left, right, y, size, turn, code, is_mute, is_unsaid };
        match self.stated {
            Some((_, place)) => self.drawing.glyphs[place].cover(glyph),
            None => self.drawing.glyphs.push(glyph),
        }
    }

    fn begin_marked(&mut self, properties: &Object<'_>, resources: &Resources<'_>) {
        let dict = match properties {
            Object::Dict(dict) => Some(dict.clone()),
            Object::Name(name) => resources.properties.get::<Dict<'_>>(name),
            _ => None,
        };
        self.marked += 1;
        let text = dict.and_then(|dict| dict.get::<object::String<'_>>(b"ActualText"));
        if let Some(text) = text.filter(|_| self.stated.is_none()) {
            let text = decoded(text.as_bytes());
            self.letters += text.len();
            self.stated = Some((self.marked, self.drawing.glyphs.len()));
            self.drawing.glyphs.push(Glyph { text, is_mute: true, ..Glyph::default() });
        }
    }

    /// Draws a form or a picture.
    fn object(&mut self, stream: &Stream<'_>, resources: &Resources<'_>, depth: usize) {
        let dict = stream.dict();
        match dict.get::<Name<'_>>(b"Subtype").as_ref().map(|kind| kind.as_ref()) {
            Some(b"Image") => self.picture(),
            Some(b"Form") if depth < MAX_FORMS => {
                let Ok(data) = stream.decoded_data() else { return };
                let own = dict.get::<Dict<'_>>(b"Resources").map(Resources::new);
                let before = (self.state.clone(), self.text, self.line);
                if let Some(matrix) = dict.get::<[f64; 6]>(b"Matrix") {
                    self.state.page = Matrix(matrix).then(self.state.page);
                }
                self.run(TypedIter::new(&data), own.as_ref().unwrap_or(resources), depth + 1);
                (self.state, self.text, self.line) = before;
            }
            _ => {}
        }
    }

    /// Draws a picture, which is the unit square.
    fn picture(&mut self) {
        let Matrix([a, b, c, d, ..]) = self.state.page;
        self.drawing.pictures += (a * d - b * c).abs() / self.area.max(1.0);
    }
}

impl Glyph {
    /// Extends a stated text over another of its glyphs. Its baseline is that of the widest: marks stand above or below.
    fn cover(&mut self, glyph: Glyph) {
        let text = std::mem::take(&mut self.text);
        if self.size == 0.0 {
            *self = Glyph { text, is_mute: true, is_unsaid: false, ..glyph };
        } else {
            let (left, right) = (self.left.min(glyph.left), self.right.max(glyph.right));
            let widest = if glyph.right - glyph.left > self.right - self.left { glyph } else { self.clone() };
            *self = Glyph { text, left, right, is_mute: true, is_unsaid: false, ..widest };
        }
    }
}

/// The place along and across lines that are turned so many quarters.
fn turned((x, y): (f64, f64), turn: u8) -> (f64, f64) {
    match turn {
        0 => (x, y),
        1 => (y, -x),
        2 => (-x, -y),
        _ => (-y, x),
    }
}

/// A string of a document: UTF-16 or UTF-8 with a mark, else in whatever encoding its letters are.
pub(super) fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    let latin = || encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned();
    encoding::decode_whole(bytes, None).map_or_else(latin, |decoded| decoded.text.into_owned())
}
