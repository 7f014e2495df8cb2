//! The page's background colour, for browsers that draw their own bars in it.

use std::sync::LazyLock;

/// The background in both themes.
#[derive(Debug, PartialEq, Eq)]
pub struct CanvasColor {
    /// The colour in light.
    pub light: &'static str,
    /// The colour in dark.
    pub dark: &'static str,
}

/// The token `--canvas` of `style/tokens.css`. `None` if it is no `light-dark()` pair any more; then browsers choose a colour.
pub static CANVAS_COLOR: LazyLock<Option<CanvasColor>> =
    LazyLock::new(|| read(include_str!("../../../style/tokens.css")));

fn read(tokens: &'static str) -> Option<CanvasColor> {
    let value = tokens.split_once("--canvas:")?.1.split_once(';')?.0.trim();
    let pair = value.strip_prefix("light-dark(")?.strip_suffix(')')?;
    // A colour may be a function with commas of its own, such as `rgb(1, 2, 3)`.
    let mut depth = 0;
    let comma = pair.find(|character: char| {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        character == ',' && depth == 0
    })?;
    let (light, dark) = pair.split_at(comma);
    Some(CanvasColor { light: light.trim(), dark: dark.trim_start_matches(',').trim() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_of_a_pair_are_read() {
        for (tokens, pair) in [
            (":root { --canvas: light-dark(#fff, #000); --line: light-dark(#eee, #111); }", Some(("#fff", "#000"))),
            ("--canvas: light-dark(rgb(1, 2, 3), oklch(50% 0.1 180));", Some(("rgb(1, 2, 3)", "oklch(50% 0.1 180)"))),
            ("--canvas:\n  light-dark(\n    white,\n    black\n  );", Some(("white", "black"))),
            ("--canvas: #fff;", None),
            ("--canvas: light-dark(#fff);", None),
            (":root {}", None),
        ] {
            let expected = pair.map(|(light, dark)| CanvasColor { light, dark });
            assert_eq!(read(tokens), expected, "{tokens}");
        }
    }
}
