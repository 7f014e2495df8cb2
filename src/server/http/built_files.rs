//! The files that cargo-leptos builds for the browser: finds the style sheet, and checks that it is complete.

use std::{fs, path::PathBuf, sync::OnceLock};

use leptos::prelude::LeptosOptions;

/// The style sheet's address. It is looked up once and not for each page, because its hash is read from a file.
static STYLE_SHEET: OnceLock<String> = OnceLock::new();

/// Looks up the style sheet's address. Call it before the first request.
pub fn find_style_sheet(options: &LeptosOptions) {
    STYLE_SHEET.get_or_init(|| style_sheet(options));
}

/// Returns the style sheet's address, once [`find_style_sheet`] has found it.
pub fn found_style_sheet() -> &'static str {
    STYLE_SHEET.get().map_or("", String::as_str)
}

/// Returns the style sheet's address. If file names are hashed, the hash comes from a file beside the binary.
fn style_sheet(options: &LeptosOptions) -> String {
    let hashes =
        if options.hash_files { hash_file(options).and_then(|file| fs::read_to_string(file).ok()) } else { None };
    let hash = hashes
        .as_deref()
        .and_then(|hashes| hashes.lines().find_map(|line| line.strip_prefix("css: ")))
        .map(|hash| format!(".{hash}"));
    format!("/{}/{}{}.css", options.site_pkg_dir, options.output_name, hash.unwrap_or_default())
}

/// Checks that the file with the hashes and the style sheet exist, and that the style sheet is in one piece. Without the hashes, no page renders.
///
/// # Errors
/// If a file is missing, or the style sheet imports others. The text says what to do.
pub fn check(options: &LeptosOptions) -> Result<(), String> {
    if options.hash_files
        && let Some(file) = hash_file(options).filter(|file| !file.is_file())
    {
        return Err(format!(
            "LEPTOS_HASH_FILES is on, but {} does not exist. Copy it from the build to the binary's folder.",
            file.display()
        ));
    }
    let file = PathBuf::from(format!("{}{}", options.site_root, style_sheet(options)));
    match fs::read_to_string(&file) {
        Ok(style) if style.contains("@import") => Err(format!(
            "The style sheet {} imports files that the site does not have, so pages would have no style. cargo-leptos is too old \
             to put them into one file: install 0.3.11 or newer, and build again.",
            file.display()
        )),
        Ok(_) => Ok(()),
        Err(_) => Err(format!(
            "The style sheet {} does not exist, so pages would have no style. Set LEPTOS_SITE_ROOT to the folder `site` of the build. \
             Set LEPTOS_HASH_FILES=true if its file names contain a hash, as those of `make build` do.",
            file.display()
        )),
    }
}

fn hash_file(options: &LeptosOptions) -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.with_file_name(&*options.hash_file))
}
