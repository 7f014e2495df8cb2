use std::borrow::Cow;

use super::{
    ApplicationId,
    lenient::{lenient_list, lenient_struct, lenient_text},
    visible_name::name_or_id,
};

lenient_struct! {
    /// The application that a bot token belongs to.
    ///
    /// Source: <https://discord.com/developers/docs/resources/application#application-object>, `GET /oauth2/applications/@me`.
    #[derive(PartialEq, Eq)]
    Application {
        /// The application's id, which is also its OAuth2 client id.
        id: ApplicationId,
        /// The addresses that Discord may send people back to. Discord compares them byte for byte.
        #[serde(default, deserialize_with = "lenient_list")]
        redirect_uris: Vec<String>,
        /// The application's name: anything its owner typed. Show [`Application::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
    } and {
        /// Whether people other than its owner may add the bot to a guild.
        bot_public: bool,
        /// Whether the bot joins a guild only after the whole OAuth2 code flow.
        bot_require_code_grant: bool,
    }
}

impl Application {
    /// Returns the name to show: the application's own, or "Unnamed application" with the id if the name looks empty.
    pub fn display_name(&self) -> Cow<'_, str> {
        name_or_id(&self.name, "application", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_id_is_required_and_an_odd_redirect_leaves_the_others() {
        let full = r#"{"id":"7","name":"Hall","redirect_uris":["http://a/b",3,"http://c/d"],"bot_public":true,
                       "bot_require_code_grant":true,"verify_key":"ff"}"#;
        let hall: Application = serde_json::from_str(full).unwrap();
        assert_eq!((hall.id, hall.name.as_str()), (ApplicationId::new(7), "Hall"));
        assert_eq!(hall.redirect_uris, ["http://a/b", "http://c/d"]);
        assert!(hall.bot_public && hall.bot_require_code_grant);
        let odd = r#"{"id":"7","name":null,"redirect_uris":"http://a/b","bot_public":"yes"}"#;
        let odd: Application = serde_json::from_str(odd).unwrap();
        assert_eq!((odd.name.as_str(), odd.redirect_uris.len(), odd.bot_public), ("", 0, false));
        assert_eq!((hall.display_name().as_ref(), odd.display_name().as_ref()), ("Hall", "Unnamed application 7"));
        assert!(serde_json::from_str::<Application>(r#"{"name":"Hall"}"#).is_err());
    }
}
