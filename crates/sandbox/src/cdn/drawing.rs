/// The kind of image that a drawing replaces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Square,
    Wide,
    /// Its name is an id, which does not say whether it is animated.
    Emoji,
    /// An animated PNG: it moves without a parameter.
    Decoration,
}

/// Draws two discs. The hash decides their places and colours. If `is_moving`, the discs move to the side and back.
pub fn draw(subject: Subject, hash: [u8; 16], size: u32, is_moving: bool) -> String {
    let hue = u32::from(hash[0]) * 360 / 256;
    let second_hue = (hue + 40 + u32::from(hash[1]) % 80) % 360;
    let (width, height) = if subject == Subject::Wide { (300, 120) } else { (96, 96) };
    // Positions keep a quarter of the side free at each edge.
    let within = |byte: u8, side: u32| side / 4 + u32::from(byte) * (side / 2) / 255;
    let (x, y) = (within(hash[2], width), within(hash[3], height));
    let (second_x, second_y) = (width - within(hash[4], width), height - within(hash[5], height) / 2);
    let radius = height / 5 + u32::from(hash[6]) % (height / 6);
    let second_radius = height / 3 + u32::from(hash[7]) % (height / 5);
    let (there, back) = (i64::from(width) / 4, -i64::from(width) / 5);
    let (drift, drift_back) = if is_moving { (drift(there), drift(back)) } else { Default::default() };
    let open = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{size}" height="{}">"#,
        size * height / width
    );
    if subject == Subject::Decoration {
        return format!(
            r#"{open}<circle cx="48" cy="48" r="44" fill="none" stroke="hsl({hue},65%,55%)" stroke-width="5"/><circle cx="{x}" cy="6" r="6" fill="hsl({second_hue},70%,60%)">{drift}</circle></svg>"#
        );
    }
    format!(
        r#"{open}<defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl({hue},55%,42%)"/><stop offset="1" stop-color="hsl({second_hue},55%,32%)"/></linearGradient></defs><rect width="{width}" height="{height}" fill="url(#g)"/><circle cx="{second_x}" cy="{second_y}" r="{second_radius}" fill="hsl({second_hue},65%,60%)" fill-opacity=".55">{drift_back}</circle><circle cx="{x}" cy="{y}" r="{radius}" fill="hsl({hue},75%,78%)" fill-opacity=".8">{drift}</circle></svg>"#
    )
}

/// Returns a SMIL animation. SMIL runs in an `<img>` too, which scripts and style sheets of the page do not reach.
fn drift(distance: i64) -> String {
    format!(
        r#"<animateTransform attributeName="transform" type="translate" values="0 0;{distance} 0;0 0" dur="2s" repeatCount="indefinite" calcMode="spline" keyTimes="0;.5;1" keySplines=".4 0 .6 1;.4 0 .6 1"/>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_hashes_can_be_drawn() {
        for subject in [Subject::Square, Subject::Wide, Subject::Emoji, Subject::Decoration] {
            for byte in [0, 255] {
                assert!(draw(subject, [byte; 16], 4096, true).ends_with("</svg>"));
            }
        }
    }
}
