//! The program; see [`fihris::cli`].

use std::process::ExitCode;

use fihris::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::from_arguments();
    if cli.indexes() {
        give_memory_back();
    }
    cli.run()
}

/// Lets large pieces of memory go back to the system as soon as they are freed, however many there were before.
///
/// By itself the allocator of glibc keeps ever larger ones for the thread that had them, and an index is written by
/// threads that come and go: over 1.6 GB of news a run took up to 414 MiB of memory of its own, and so 257. Searches
/// are a tenth slower with it, and do without.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
fn give_memory_back() {
    // The size from which on glibc asks the system at first.
    const LARGE: libc::c_int = 128 << 10;
    // SAFETY: mallopt takes two numbers, and may be called at any time as long as no other thread is in it; this one is
    // the only thread. Where it fails, memory is kept, as it would be without it.
    unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) };
}

/// Other allocators are not known to need it.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_memory_back() {}
