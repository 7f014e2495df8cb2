use leptos::prelude::*;

/// An icon a line: its name here, its name in the sprite, and what it stands for.
macro_rules! glyphs {
    ($($name:ident = $id:literal: $about:literal;)+) => {
        /// A picture of `public/assets/icons.svg`. Always beside words, so it has none of its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Glyph {
            $(#[doc = $about] $name),+
        }

        impl Glyph {
            /// Every icon there is.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Where the picture is.
            pub const fn href(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("/assets/icons.svg#", $id)),+
                }
            }
        }
    };
}

glyphs! {
    Arrow = "arrow": "Go there.";
    Check = "check": "Done, or included.";
    Connections = "connections": "Linked accounts.";
    Cross = "cross": "Not included.";
    External = "external": "Leads away from here.";
    Info = "info": "Something to know.";
    Key = "key": "Rights.";
    Lock = "lock": "Kept safe.";
    Moon = "moon": "Dark colours.";
    Overview = "overview": "The start of the dashboard.";
    Profile = "profile": "A person.";
    Refresh = "refresh": "Ask again.";
    Servers = "servers": "Guilds.";
    Settings = "settings": "How the account is set up.";
    SignIn = "sign-in": "Go in.";
    SignOut = "sign-out": "Go out.";
    Sun = "sun": "Light colours.";
    System = "system": "The colours of the system.";
    Warning = "warning": "Mind this.";
}

/// Draws a [`Glyph`] in the colour of the text around it.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" width="20" height="20">
            <use_ href=glyph.href() />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_the_sprite() {
        let sprite = include_str!("../../public/assets/icons.svg");
        for glyph in Glyph::ALL {
            let (_, id) = glyph.href().split_once('#').unwrap();
            assert!(sprite.contains(&format!(r#"<symbol id="{id}""#)), "{id}");
        }
    }
}
