use std::borrow::Cow;

use super::{
    ApplicationId,
    lenient::{lenient_list, lenient_struct, lenient_text},
    visible_name::name_or_id,
};

lenient_struct! {
    /// The application that a bot token belongs to.
    ///
    /// Source: <https://discord.com/developers/docs/resources/application#application-object>, as
    /// `GET /oauth2/applications/@me` answers it.
    #[derive(PartialEq, Eq)]
    Application {
        /// Its id, which is its OAuth2 client id too.
        id: ApplicationId,
        /// Where Discord may send people back to, each compared byte for byte.
        #[serde(default, deserialize_with = "lenient_list")]
        redirect_uris: Vec<String>,
        /// Its name: anything its owner typed. Show [`Application::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
    } and {
        /// Whether others than its owner may add the bot to a guild.
        bot_public: bool,
        /// Whether the bot joins only when the whole code flow was gone through.
        bot_require_code_grant: bool,
    }
}

impl Application {
    /// Returns the name to show: the application's own, or "Unnamed application" with the id when the name looks empty.
    pub fn display_name(&self) -> Cow<'_, str> {
        name_or_id(&self.name, "application", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_id_is_needed_and_an_odd_redirect_costs_no_other() {
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
