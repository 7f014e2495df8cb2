//! The transition from page to page (`docs/decisions/0009-page-changes.md`).

/// The only style inside a page: it turns on the fade between pages (`style/page_change.css`). The policy allows it by its
/// hash. Chromium needs it before the style sheet is loaded; without it, the transition ends with an uncaught error.
pub const PAGE_CHANGE: &str = "@view-transition{navigation:auto}";
/// The hash of [`PAGE_CHANGE`], for the content security policy.
pub(super) const PAGE_CHANGE_HASH: &str = "sha256-SREix9zPMZHrSuo8zRSjb672r1gsHIh96MJuaZq6iJo=";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_belongs_to_the_style() {
        use base64::Engine as _;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, PAGE_CHANGE.as_bytes());
        let hash = base64::engine::general_purpose::STANDARD.encode(hash);
        assert_eq!(PAGE_CHANGE_HASH, format!("sha256-{hash}"));
    }
}
