//! The transition from page to page (`docs/decisions/0009-page-changes.md`).

/// The only style within a page, allowed by its hash: that pages fade over (`style/page_change.css`). Chromium asks a new
/// page for it before a style sheet is there, and a page without it ends the transition with an uncaught error.
pub const PAGE_CHANGE: &str = "@view-transition{navigation:auto}";
/// What the content security policy says for it.
pub(super) const PAGE_CHANGE_HASH: &str = "sha256-SREix9zPMZHrSuo8zRSjb672r1gsHIh96MJuaZq6iJo=";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_one_style() {
        use base64::Engine as _;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, PAGE_CHANGE.as_bytes());
        let hash = base64::engine::general_purpose::STANDARD.encode(hash);
        assert_eq!(PAGE_CHANGE_HASH, format!("sha256-{hash}"));
    }
}
