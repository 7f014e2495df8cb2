use leptos::prelude::*;

/// Declares the icons, one on each line: its name here, its name in the sprite, and its meaning.
macro_rules! glyphs {
    ($($name:ident = $id:literal: $about:literal;)+) => {
        /// A picture of `public/assets/icons.svg`. Always put it beside words, because it has no text of its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Glyph {
            $(#[doc = $about] $name),+
        }

        impl Glyph {
            /// Every icon.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Returns the picture's address.
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
    External = "external": "Leaves this site.";
    Info = "info": "Something to know.";
    Key = "key": "Permissions.";
    Lock = "lock": "Private or safe.";
    Moon = "moon": "Dark colours.";
    Overview = "overview": "The start of the dashboard.";
    Profile = "profile": "A person.";
    Refresh = "refresh": "Refresh.";
    Servers = "servers": "Guilds.";
    Settings = "settings": "Settings.";
    SignIn = "sign-in": "Sign in.";
    SignOut = "sign-out": "Sign out.";
    Sun = "sun": "Light colours.";
    System = "system": "The colours of the system.";
    Warning = "warning": "A warning.";
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
