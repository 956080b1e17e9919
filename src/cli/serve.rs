//! `fihris serve`: serves the page and the API.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::outcome::{CliError, Outcome};
use super::reading::{ReadingArgs, refresh};
use super::search::aliases;
use super::terminal::Out;
use super::terminal::warn;
use crate::engine::Location;
use crate::ingest::ALIASES;
use crate::serve::{About, Archive, Options, REQUEST_TIME, serve};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Address to listen on; one that other machines can reach needs --token-file.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Port; 0 takes a free one.
    #[arg(long, value_name = "PORT", default_value_t = 7300)]
    port: u16,
    /// Another name of this host that browsers may use; repeatable.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// File with the token that callers must send.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Origin of pages that may read the API, such as `https://newsroom.example`; repeatable.
    #[arg(long, value_name = "ORIGIN")]
    cors: Vec<String>,
    /// The longest time of one request, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = REQUEST_TIME.as_secs())]
    max_time: u64,
    /// Name of the archive, for its page.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A sentence about the archive, for its page.
    #[arg(long, value_name = "SENTENCE")]
    about: Option<String>,
    /// Open the page in the browser.
    #[arg(long)]
    open: bool,
    /// Update the index with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// File of aliases [default: aliases.toml in the folder of --corpus, else in that of the index]
    #[arg(long, value_name = "FILE", env = "FIHRIS_ALIASES")]
    aliases: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    if let Some(corpus) = &args.corpus {
        refresh(location, corpus, &args.reading)?;
    }
    if let Some(file) = args.token_file.as_deref().filter(|file| is_readable_by_others(file)) {
        warn(&format!("{}: other users can read this token: chmod 600 it", file.display()));
    }
    let archive = archive(location, args.corpus.as_deref(), args.aliases.as_deref())?;
    let archive = archive.with_request_time(Duration::from_secs(args.max_time));
    let archive = archive.with_about(About { name: args.name.clone(), sentence: args.about.clone() });
    let options = Options {
        address: SocketAddr::new(args.listen, args.port),
        hosts: args.host.clone(),
        token_file: args.token_file.clone(),
        origins: args.cors.clone(),
    };
    let ready = |address: SocketAddr| {
        // The server works even if standard output is closed.
        let _ = writeln!(out, "http://{address}/").and_then(|()| out.flush());
        if args.open && open::that_detached(format!("http://{address}/")).is_err() {
            warn("there is no browser to open: visit the address above");
        }
    };
    serve(&options, archive, ready)?;
    Ok(Outcome::Found)
}

/// Whether other users of this machine may read a file, where systems tell.
fn is_readable_by_others(file: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(file).is_ok_and(|data| data.mode() & 0o044 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        false
    }
}

/// The index at `location` with its aliases: those of `file`, else of the file in the folder of the corpus, else of the
/// one that lies with the index. Errors in it are reported before the server starts.
pub(super) fn archive(location: &Location, corpus: Option<&Path>, file: Option<&Path>) -> Result<Archive, CliError> {
    location.open()?;
    let of_corpus = corpus.map(|corpus| corpus.join(ALIASES)).filter(|file| file.is_file());
    let file = file.map(PathBuf::from).or(of_corpus);
    if let Some(file) = &file {
        aliases(file)?;
    }
    Ok(Archive::new(location.clone(), file))
}
