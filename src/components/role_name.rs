use leptos::prelude::*;

use crate::discord::Role;

/// A role's name, with a dot in its colour or gradient.
#[component]
pub fn RoleName(role: Role) -> impl IntoView {
    let paint = role.paint();
    let name = role.display_name().into_owned();
    let last = paint.len().saturating_sub(1).max(1);
    let gradient = format!("role-{}", role.id);
    let fill = format!("url(#{gradient})");
    let stops = paint.iter().enumerate().map(|(number, color)| {
        view! { <stop offset=format!("{}%", 100 * number / last) stop-color=color.to_string() /> }
    });
    let stops = stops.collect_view();
    view! {
        <span class="cluster role-name">
            // SVG attributes, because the content security policy allows no inline styles.
            <svg aria-hidden="true" width="12" height="12" viewBox="0 0 12 12">
                {(!paint.is_empty())
                    .then(|| {
                        view! {
                            <defs>
                                <linearGradient id=gradient>{stops}</linearGradient>
                            </defs>
                            <circle cx="6" cy="6" r="5" fill=fill />
                        }
                    })}
                <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-opacity="0.4" />
            </svg>
            <bdi>{name}</bdi>
        </span>
    }
}
