//! Recognises the letters of scanned pages with programs of the system: pdftoppm draws a page, tesseract reads it.
//!
//! Both run as processes of their own, each with a limit on its time, over copies in a folder that is removed afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::order::plain;

/// Dots to an inch at which a page is drawn: tesseract was trained on 300.
const RESOLUTION: &str = "300";
/// The most time that a program may take for a page.
const LIMIT: Duration = Duration::from_secs(120);
/// How long to wait before looking again whether a program has ended.
const PAUSE: Duration = Duration::from_millis(20);
/// The most bytes of what a program says of a page.
const MAX_BYTES: u64 = 16 << 20;

/// The text of a scanned page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Recognised {
    pub paragraphs: Vec<String>,
    /// How many words it has, and the sum of tesseract's confidences in them, 0 to 100 each.
    pub words: usize,
    pub confidence: f64,
}

/// Why letters cannot be recognised on this system; `None` if they can.
pub fn missing() -> Option<String> {
    let says = |program: &str, argument: &str| Command::new(program).arg(argument).stdin(Stdio::null()).output().ok();
    let remedy = "install them, as with: apt install tesseract-ocr tesseract-ocr-ara poppler-utils";
    let languages = says("tesseract", "--list-langs");
    let has_arabic = |output: &std::process::Output| {
        String::from_utf8_lossy(&output.stdout).lines().any(|line| line.trim() == "ara")
    };
    match languages {
        None => Some(format!("tesseract cannot be run; {remedy}")),
        Some(output) if !has_arabic(&output) => Some(format!("tesseract has no data for Arabic (ara); {remedy}")),
        Some(_) if says("pdftoppm", "-v").is_none() => Some(format!("pdftoppm cannot be run; {remedy}")),
        Some(_) => None,
    }
}

/// A PDF in a folder of its own, for programs that want files.
pub(super) struct Scan {
    folder: PathBuf,
}

impl Scan {
    /// # Errors
    /// The folder cannot be written.
    pub fn of(data: &[u8]) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("fihris-ocr-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let scan = Self { folder: std::env::temp_dir().join(name) };
        private_folder(&scan.folder)?;
        fs::write(scan.folder.join("scan.pdf"), data)?;
        Ok(scan)
    }

    /// Recognises a page, from 1.
    ///
    /// # Errors
    /// A program cannot be run, fails or takes too long.
    pub fn page(&self, page: usize) -> io::Result<Recognised> {
        let page = page.to_string();
        let draw = ["-r", RESOLUTION, "-gray", "-singlefile", "-f", &page, "-l", &page, "scan.pdf", "page"];
        self.run("pdftoppm", &draw)?;
        self.run("tesseract", &["page.pgm", "page", "-l", "ara", "tsv"])?;
        let path = self.folder.join("page.tsv");
        if fs::metadata(&path)?.len() > MAX_BYTES {
            return Err(io::Error::other("tesseract says too much of a page"));
        }
        Ok(recognised(&fs::read_to_string(&path)?))
    }

    fn run(&self, program: &str, arguments: &[&str]) -> io::Result<()> {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        match waited(&mut child)? {
            Some(true) => Ok(()),
            Some(false) => Err(io::Error::other(format!("{program} failed"))),
            None => Err(io::Error::other(format!("{program} took longer than {} s", LIMIT.as_secs()))),
        }
    }
}

/// Creates a folder that nobody else may read; one that is there already is somebody else's.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

impl Drop for Scan {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Whether a process succeeded; `None` if it had to be ended.
fn waited(child: &mut Child) -> io::Result<Option<bool>> {
    let begin = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if begin.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        sleep(PAUSE);
    }
}

/// The text in tesseract's table of words: a row a word, with the numbers of its block, paragraph and line.
fn recognised(table: &str) -> Recognised {
    let mut read = Recognised::default();
    let mut paragraphs: BTreeMap<(u32, u32), String> = BTreeMap::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [level, _, block, paragraph, .., confidence, text] = cells[..] else { continue };
        let (Ok(block), Ok(paragraph), Ok(confidence)) = (block.parse(), paragraph.parse(), confidence.parse::<f64>())
        else {
            continue;
        };
        if level != "5" || text.trim().is_empty() || confidence < 0.0 {
            continue;
        }
        read.words += 1;
        read.confidence += confidence.min(100.0);
        let words = paragraphs.entry((block, paragraph)).or_default();
        words.push_str(if words.is_empty() { "" } else { " " });
        // Tesseract puts signs of direction between words and numbers.
        words.push_str(plain(text).trim());
    }
    read.paragraphs = paragraphs.into_values().collect();
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_words_is_paragraphs() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96.5\tحريق\n5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t80\tكبير\n\
            5\t1\t2\t1\t1\t1\t0\t0\t9\t9\t50\tثم\n5\t1\t2\t1\t1\t1\t0\t0\t9\t9\t95\t \nx\n5\t1\t2\t1\tNaN\t1\t0\t0\t9\t9\tinf\t\n";
        let read = recognised(table);
        assert_eq!(read.paragraphs, ["حريق كبير", "ثم"]);
        assert_eq!((read.words, read.confidence), (3, 226.5));
        assert_eq!(recognised(""), Recognised::default());
    }

    #[test]
    fn a_folder_is_removed_and_a_failure_is_said() {
        let scan = Scan::of(b"%PDF-1.7").unwrap();
        let folder = scan.folder.clone();
        assert!(folder.join("scan.pdf").is_file());
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&folder).unwrap().permissions());
            assert_eq!(mode & 0o777, 0o700, "nobody else reads it");
        }
        assert!(scan.page(1).is_err());
        drop(scan);
        assert!(!folder.exists());
    }
}
