//! The program; see [`fihris::cli`].

fn main() -> std::process::ExitCode {
    fihris::cli::main()
}
