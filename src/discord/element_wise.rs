use serde::de::DeserializeOwned;
use serde_json::Value;

/// Decodes a JSON list element by element: an element that does not fit is left out, the others stay.
///
/// `null` counts as an empty list, as the specification allows Discord to say it.
/// The second value is how many elements were left out.
///
/// # Errors
/// When the text is no JSON, or neither a list nor `null`.
pub fn decode_list<T: DeserializeOwned>(json: &str) -> Result<(Vec<T>, usize), serde_json::Error> {
    let elements: Vec<Value> = serde_json::from_str::<Option<Vec<Value>>>(json)?.unwrap_or_default();
    let sent = elements.len();
    let fitting: Vec<T> = elements.into_iter().filter_map(|element| serde_json::from_value(element).ok()).collect();
    let left_out = sent - fitting.len();
    Ok((fitting, left_out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::UserGuild;

    #[test]
    fn one_odd_guild_never_blanks_the_list() {
        let json = r#"[{"id":"1","name":"Good","permissions":"8"}, 42, {"id":"not an id","name":"Odd"}, {"id":"2","name":"Fine"}]"#;
        let (guilds, left_out) = decode_list::<UserGuild>(json).unwrap();
        assert_eq!(guilds.iter().map(|guild| guild.name.as_str()).collect::<Vec<_>>(), ["Good", "Fine"]);
        assert_eq!(left_out, 2);
    }

    #[test]
    fn null_is_an_empty_list_and_an_object_is_an_error() {
        assert_eq!(decode_list::<UserGuild>("null").unwrap(), (vec![], 0));
        assert!(decode_list::<UserGuild>("{}").is_err());
        assert!(decode_list::<UserGuild>("<html>").is_err());
    }
}
