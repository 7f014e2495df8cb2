//! Warns about what never runs, such as `on:click` in a page. `scripts/lint-islands.sh` finds it, here and in `make check`.

#![allow(clippy::print_stdout, reason = "a build script talks to Cargo this way")]

use std::{env, fs, io, path::Path, process::Command};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // The browser half has no pages, so it skips the check. Otherwise each saved page would rebuild the WebAssembly.
    if env::var_os("CARGO_FEATURE_SSR").is_none() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed=scripts/lint-islands.sh");
    watch(Path::new("src"))?;
    // Without a shell there is no warning here.
    let Ok(lint) = Command::new("scripts/lint-islands.sh").output() else { return Ok(()) };
    for line in String::from_utf8_lossy(&lint.stderr).lines().filter(|line| !line.is_empty()) {
        println!("cargo::warning={line}");
    }
    Ok(())
}

/// Tells Cargo to run this again when one of the Rust files changes. A new file comes with a `mod` line in another one.
fn watch(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            watch(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    Ok(())
}
