/// Declares enums that Discord writes as a number, with a label for each value. An unknown number is kept.
macro_rules! open_enum {
    ($($(#[$about:meta])* $name:ident {
        $($(#[$attribute:meta])* $variant:ident = $number:literal, $label:literal;)+
    })+) => { $(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(from = "i64", into = "i64")]
        pub enum $name {
            $(#[doc = $label] $(#[$attribute])* $variant,)+
            /// A number that is not on this list.
            Unknown(i64),
        }

        impl $name {
            /// Returns the label that people read.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                    Self::Unknown(_) => "Unknown",
                }
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)+
                    other => Self::Unknown(other),
                }
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => $number,)+
                    $name::Unknown(other) => other,
                }
            }
        }
    )+ };
}

pub(super) use open_enum;
