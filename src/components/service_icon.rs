use leptos::prelude::*;

use crate::discord::SERVICES;

/// Services whose marks are in nobody's free collection; the rest of [`SERVICES`] have one in `public/assets/services.svg`.
const WITHOUT_MARK: [&str; 4] = ["amazon-music", "domain", "skype", "xbox"];
/// Stands for these, and for services that are newer than the list.
const OTHER: &str = "other";

/// The mark of a service where connected accounts are; its name stands beside it.
#[component]
pub fn ServiceIcon(
    /// Discord's word for it.
    service: String,
) -> impl IntoView {
    view! {
        <svg class="service-icon" aria-hidden="true" width="24" height="24">
            <use_ href=format!("/assets/services.svg#{}", symbol(&service)) />
        </svg>
    }
}

/// The id of the service's symbol.
fn symbol(service: &str) -> &'static str {
    let known = SERVICES.into_iter().map(|(word, ..)| word).find(|word| *word == service);
    known.filter(|word| !WITHOUT_MARK.contains(word)).unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_service_has_its_symbol_or_the_common_one_and_no_symbol_is_left_over() {
        let sprite = include_str!("../../public/assets/services.svg");
        let drawn = sprite.split("<symbol id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let drawn: Vec<_> = drawn.collect();
        let asked: BTreeSet<_> = SERVICES.into_iter().map(|(word, ..)| symbol(word)).collect();
        assert_eq!(drawn.iter().copied().collect::<BTreeSet<_>>(), asked);
        assert_eq!(drawn.len(), asked.len(), "a symbol stands there twice");
        assert_eq!(asked.len(), SERVICES.len() - WITHOUT_MARK.len() + 1, "a word without a mark is no service");
    }

    #[test]
    fn a_word_that_is_no_service_of_ours_gets_the_common_symbol() {
        for word in ["holonet", "", "other", "#x", "\"><script>", "xbox"] {
            assert_eq!(symbol(word), OTHER, "{word:?}");
        }
        assert_eq!(symbol("github"), "github");
    }
}
