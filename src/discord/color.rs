use std::fmt;

use serde::{Deserialize, Serialize};

/// A colour of 24 bits, red first. `Display` writes it for CSS and SVG, such as `#ff0000`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Color(pub u32);

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.0 & 0xFF_FFFF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_has_six_digits_whatever_the_number() {
        for (number, css) in [(16_711_680, "#ff0000"), (0, "#000000"), (255, "#0000ff"), (u32::MAX, "#ffffff")] {
            assert_eq!(Color(number).to_string(), css);
        }
    }
}
