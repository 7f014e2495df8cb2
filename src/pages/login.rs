use leptos::prelude::*;

use crate::{
    brand,
    components::{Glyph, Icon, PageTitle, SignInForm},
    login_problem::LoginProblem,
    server::page_context::PageContext,
};

/// What the sign-in asks Discord for, in words.
const ASKED_FOR: [&str; 4] = [
    "Your name, picture and banner",
    "Your email address",
    "The servers you are in, and your role in each",
    "The accounts you linked to Discord",
];

/// Where people sign in, and where a sign-in that did not work says why.
#[component]
pub fn LoginPage() -> impl IntoView {
    let page = PageContext::current();
    let problem = page.query("problem").and_then(LoginProblem::from_code);
    let return_to = page.query("return_to").map(str::to_owned);
    view! {
        <PageTitle text="Sign in"/>
        <div class="login">
            <h1>"Sign in"</h1>
            {problem.map(|problem| view! { <ProblemNotice problem/> })}
            <p class="lead">{brand::NAME} " uses your Discord account. There is no password to make up."</p>
            <SignInForm return_to/>
            {page.sandbox.then(|| view! {
                <p class="login__sandbox">"This is a sandbox: no account is needed, you pick who to be."</p>
            })}
            <h2>"What we ask Discord for"</h2>
            <ul class="login__asked">
                {ASKED_FOR.map(|what| view! { <li><Icon glyph=Glyph::Check/>{what}</li> })}
            </ul>
            <p class="muted">"We read these and show them to you. We cannot post, join or change anything."</p>
        </div>
    }
}

#[component]
fn ProblemNotice(problem: LoginProblem) -> impl IntoView {
    view! {
        <div class="notice" role="alert">
            <Icon glyph=Glyph::Warning/>
            <div>
                <strong>{problem.headline()}</strong>
                <p>{problem.explanation()}</p>
            </div>
        </div>
    }
}
