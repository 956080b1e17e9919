//! `fihris serve`

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::index::{ReadingArgs, refresh};
use super::search::aliases;
use super::{CliError, Out, Outcome};
use crate::engine::Index;
use crate::serve::{Archive, Options, serve};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The address to listen on. One that other machines can reach needs --token-file.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The port; 0 takes a free one.
    #[arg(long, value_name = "PORT", default_value_t = 7300)]
    port: u16,
    /// A name by which browsers know this host; repeatable.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// A file with the secret that callers must have.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Names for one thing [default: aliases.toml in the folder of --corpus, else in that of the index]
    #[arg(long, value_name = "FILE", env = "FIHRIS_ALIASES")]
    aliases: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(folder: &Path, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    if let Some(corpus) = &args.corpus {
        refresh(folder, corpus, &args.reading)?;
    }
    // What is wrong is said before anyone can come.
    Index::open(folder)?;
    let of_corpus =
        || args.corpus.as_ref().map(|corpus| corpus.join(crate::ingest::ALIASES)).filter(|file| file.is_file());
    let file = args.aliases.clone().or_else(of_corpus);
    if let Some(file) = &file {
        aliases(file)?;
    }
    let options = Options {
        address: SocketAddr::new(args.listen, args.port),
        hosts: args.host.clone(),
        token_file: args.token_file.clone(),
    };
    let ready = |address: SocketAddr| {
        // Whoever does not read standard output can be served all the same.
        let _ = writeln!(out, "http://{address}/").and_then(|()| out.flush());
    };
    serve(&options, Archive::new(folder, file), ready)?;
    Ok(Outcome::Found)
}
