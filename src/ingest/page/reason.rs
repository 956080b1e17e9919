//! Why a block of a page is part of its article, or is not.

/// Why a block is part of the article, or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is prose: a sentence, or a long line.
    Prose,
    /// A short line between the first and the last prose: a heading, an item of a list, a line of verse.
    AmongProse,
    /// The text has no page around it: all of it is kept.
    Plain,
    /// It is the title, which has a field of its own.
    Title,
    /// It is a date, which has a field of its own.
    Date,
    /// A button, a menu, a form, a caption, a byline.
    Chrome,
    /// A link to other articles, or what stands behind it.
    Related,
    /// It only links to other pages.
    Links,
    /// A short line that the page has more than once, such as a tag.
    Tag,
    /// It recurs within the article.
    Recurs,
    /// A notice of the site below the article.
    Notice,
    /// In a box that its names and its size tell from an article.
    Aside,
    /// Comments of readers.
    Comment,
    /// The beginning of another article, under its linked headline.
    Teaser,
    /// Elsewhere on the page.
    Outside,
}

impl Reason {
    /// Whether the block is part of the article.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Prose | Self::AmongProse | Self::Plain)
    }

    /// The reason in words.
    pub fn described(self) -> &'static str {
        match self {
            Self::Prose => "prose",
            Self::AmongProse => "a short line among prose",
            Self::Plain => "a text without a page around it",
            Self::Title => "the title",
            Self::Date => "a date",
            Self::Chrome => "a button, menu, form, caption or byline",
            Self::Related => "related articles",
            Self::Links => "only links",
            Self::Tag => "a tag",
            Self::Recurs => "it recurs",
            Self::Notice => "a notice",
            Self::Aside => "in a box beside the article",
            Self::Comment => "readers' comments",
            Self::Teaser => "the beginning of another article",
            Self::Outside => "outside the article",
        }
    }
}
