use leptos::prelude::*;

use crate::discord::SERVICES;

/// Services without a freely licensed mark. All other [`SERVICES`] have one in `public/assets/services.svg`.
const WITHOUT_MARK: [&str; 4] = ["amazon-music", "domain", "skype", "xbox"];
/// The symbol for these, and for services that are not listed.
const OTHER: &str = "other";

/// The mark of a service. Show the service's name beside it.
#[component]
pub fn ServiceIcon(
    /// Discord's word for the service.
    service: String,
) -> impl IntoView {
    view! {
        <svg class="service-icon" aria-hidden="true" width="24" height="24">
            <use_ href=format!("/assets/services.svg#{}", symbol(&service)) />
        </svg>
    }
}

/// Returns the id of the service's symbol.
fn symbol(service: &str) -> &'static str {
    let known = SERVICES.into_iter().map(|(word, ..)| word).find(|word| *word == service);
    known.filter(|word| !WITHOUT_MARK.contains(word)).unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_service_has_its_symbol_or_the_common_one_and_every_symbol_is_used() {
        let sprite = include_str!("../../public/assets/services.svg");
        let drawn = sprite.split("<symbol id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let drawn: Vec<_> = drawn.collect();
        let asked: BTreeSet<_> = SERVICES.into_iter().map(|(word, ..)| symbol(word)).collect();
        assert_eq!(drawn.iter().copied().collect::<BTreeSet<_>>(), asked);
        assert_eq!(drawn.len(), asked.len(), "a symbol is there twice");
        assert_eq!(asked.len(), SERVICES.len() - WITHOUT_MARK.len() + 1, "a word without a mark is not a service");
    }

    #[test]
    fn an_unknown_service_gets_the_common_symbol() {
        for word in ["holonet", "", "other", "#x", "\"><script>", "xbox"] {
            assert_eq!(symbol(word), OTHER, "{word:?}");
        }
        assert_eq!(symbol("github"), "github");
    }
}
