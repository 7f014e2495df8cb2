//! What cargo-leptos built for the browser: where the style sheet is, and whether it is there.

use std::{fs, path::PathBuf};

use leptos::prelude::LeptosOptions;

/// Returns the style sheet's address. With hashed names it holds a hash from a file beside the binary.
pub fn style_sheet(options: &LeptosOptions) -> String {
    let hashes =
        if options.hash_files { hash_file(options).and_then(|file| fs::read_to_string(file).ok()) } else { None };
    let hash = hashes
        .as_deref()
        .and_then(|hashes| hashes.lines().find_map(|line| line.strip_prefix("css: ")))
        .map(|hash| format!(".{hash}"));
    format!("/{}/{}{}.css", options.site_pkg_dir, options.output_name, hash.unwrap_or_default())
}

/// Checks that pages will have a style, and the file without which no page renders.
///
/// # Errors
/// With a sentence that says what to set.
pub fn check(options: &LeptosOptions) -> Result<(), String> {
    if options.hash_files
        && let Some(file) = hash_file(options).filter(|file| !file.is_file())
    {
        return Err(format!(
            "LEPTOS_HASH_FILES is on, but {} is not there. Copy it from the build to the binary's side.",
            file.display()
        ));
    }
    let file = PathBuf::from(format!("{}{}", options.site_root, style_sheet(options)));
    if file.is_file() {
        return Ok(());
    }
    Err(format!(
        "The style sheet {} is not there, so every page would be without style. Set LEPTOS_SITE_ROOT to the folder `site` of the \
         build, and LEPTOS_HASH_FILES=true if the names of its files hold a hash, as `make build` makes them.",
        file.display()
    ))
}

fn hash_file(options: &LeptosOptions) -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.with_file_name(&*options.hash_file))
}
