use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// Decodes a JSON list element by element. An element that does not fit is left out, and the others stay.
///
/// The second value is the number of elements left out. Discord's specification allows `null` for an empty list.
///
/// # Errors
/// If the text is not JSON, or is not a list or `null`.
///
/// # Examples
/// ```
/// use app::discord::{UserGuild, decode_list};
///
/// let (guilds, left_out) = decode_list::<UserGuild>(r#"[{"id": "1", "name": "Garden"}, 42]"#)?;
/// assert_eq!((guilds.len(), left_out), (1, 1));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn decode_list<T: DeserializeOwned>(json: &str) -> Result<(Vec<T>, usize), serde_json::Error> {
    let elements: Vec<Value> = serde_json::from_str::<Option<Vec<Value>>>(json)?.unwrap_or_default();
    let sent = elements.len();
    let fitting = fitting(elements);
    let left_out = sent - fitting.len();
    Ok((fitting, left_out))
}

/// Reads a field, or returns its default if Discord sends `null` or a value that does not fit. The object is kept.
pub(super) fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(T::deserialize(Value::deserialize(deserializer)?).unwrap_or_default())
}

/// Reads a text, or returns the default for a value of another type. A number becomes its digits. The object is kept.
pub(super) fn lenient_text<'de, D: Deserializer<'de>, T: From<String> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => T::from(text),
        Value::Number(number) => T::from(number.to_string()),
        _ => T::default(),
    })
}

/// Reads a list in a field, element by element; anything except a list becomes an empty list.
pub(super) fn lenient_list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Array(elements) => Ok(fitting(elements)),
        _ => Ok(Vec::new()),
    }
}

fn fitting<T: DeserializeOwned>(elements: Vec<Value>) -> Vec<T> {
    // Discord sends no lists within lists. A derived struct would read such a list as its fields in order.
    let elements = elements.into_iter().filter(|element| !element.is_array());
    elements.filter_map(|element| T::deserialize(element).ok()).collect()
}

/// Declares structs with two kinds of fields. The first have serde attributes of their own; those after `and` are [`lenient`].
///
/// A field of the first kind without an attribute is required: an object without it is left out. Require only fields that the app
/// needs, such as the id in a page's address. Names and other texts are [`lenient_text`].
macro_rules! lenient_struct {
    ($($(#[$about:meta])* $name:ident { $($(#[$needed_about:meta])* $needed:ident: $needed_type:ty,)* }
        and { $($(#[$field_about:meta])* $field:ident: $type:ty,)* })+) => { $(
        $(#[$about])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[$needed_about])* pub $needed: $needed_type,)*
            $(
                $(#[$field_about])*
                #[serde(default, deserialize_with = "crate::discord::lenient::lenient")]
                pub $field: $type,
            )*
        }
    )+ };
}

pub(super) use lenient_struct;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::UserGuild;

    #[test]
    fn one_odd_guild_never_empties_the_list() {
        let json = r#"[{"id":"1","name":"Good","permissions":"8"}, 42, {"id":"not an id","name":"Odd"}, {"id":"2","name":"Fine"}, {"id":3,"name":null}]"#;
        let (guilds, left_out) = decode_list::<UserGuild>(json).unwrap();
        assert_eq!(guilds.iter().map(|guild| guild.name.as_str()).collect::<Vec<_>>(), ["Good", "Fine", ""]);
        assert_eq!(left_out, 2);
    }

    #[test]
    fn null_is_an_empty_list_and_an_object_is_an_error() {
        assert_eq!(decode_list::<UserGuild>("null").unwrap(), (vec![], 0));
        assert!(decode_list::<UserGuild>("{}").is_err());
        assert!(decode_list::<UserGuild>("<html>").is_err());
    }

    #[test]
    fn a_list_within_a_list_is_left_out() {
        let connections = r#"[["1","github"],[],{"id":"1","type":"github"}]"#;
        assert_eq!(decode_list::<crate::discord::Connection>(connections).unwrap().1, 2);
    }

    #[test]
    fn a_text_is_kept_a_number_becomes_its_digits_and_anything_else_becomes_empty() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Thing {
            #[serde(default, deserialize_with = "lenient_text")]
            name: String,
            #[serde(default, deserialize_with = "lenient_text")]
            nick: Option<String>,
        }
        for (json, text) in [
            (r#""a""#, Some("a")),
            (r#""""#, Some("")),
            ("80351110224678912", Some("80351110224678912")),
            ("-1", Some("-1")),
            ("7.5", Some("7.5")),
            ("null", None),
            ("true", None),
            ("[]", None),
            (r#"{"a":"b"}"#, None),
        ] {
            let thing: Thing = serde_json::from_str(&format!(r#"{{"name":{json},"nick":{json}}}"#)).unwrap();
            assert_eq!((thing.name.as_str(), thing.nick.as_deref()), (text.unwrap_or_default(), text), "{json}");
        }
        assert_eq!(serde_json::from_str::<Thing>("{}").unwrap(), Thing { name: String::new(), nick: None });
    }

    #[test]
    fn an_odd_field_becomes_its_default_and_an_odd_element_is_left_out() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Thing {
            #[serde(default, deserialize_with = "lenient")]
            count: Option<u8>,
            #[serde(default, deserialize_with = "lenient_list")]
            words: Vec<String>,
        }
        for (json, count, words) in [
            (r#"{"count":7,"words":["a","b"]}"#, Some(7), vec!["a", "b"]),
            (r#"{"count":300,"words":["a",null,["b"]]}"#, None, vec!["a"]),
            (r#"{"count":"7","words":{"a":"b"}}"#, None, vec![]),
            (r#"{"count":null,"words":null}"#, None, vec![]),
            ("{}", None, vec![]),
        ] {
            let words = words.into_iter().map(str::to_owned).collect();
            assert_eq!(serde_json::from_str::<Thing>(json).unwrap(), Thing { count, words }, "{json}");
        }
    }
}
