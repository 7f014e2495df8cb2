use std::collections::HashMap;

use super::problem::Problem;

/// The environment's variables by name.
pub type Variables = HashMap<String, String>;

/// Returns the value of a variable; `None` if it is unset or empty, because `.env` files have lines without a value.
pub(super) fn text<'a>(variables: &'a Variables, name: &str) -> Option<&'a str> {
    variables.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// Reads a whole number above 0.
pub(super) fn number(variables: &Variables, name: &'static str, default: u64, problems: &mut Vec<Problem>) -> u64 {
    let Some(value) = text(variables, name) else {
        return default;
    };
    match value.parse() {
        Ok(number) if number > 0 => number,
        _ => {
            problems.push(Problem::new(
                name,
                "is not a whole number above 0",
                format!("Set a number, or remove the line for the default of {default}."),
            ));
            default
        }
    }
}

/// Reads a variable that is on or off; `None` if it is not set.
pub(super) fn switch(variables: &Variables, name: &'static str, problems: &mut Vec<Problem>) -> Option<bool> {
    match text(variables, name)? {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => {
            problems.push(Problem::new(name, "is neither on nor off", "Set it to 1 or 0."));
            None
        }
    }
}
