use std::fmt;

/// One thing that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable to look at.
    pub variable: &'static str,
    /// What is wrong with it; never a secret's value.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Problem {
    /// A problem with its remedy.
    pub fn new(variable: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { variable, what: what.into(), remedy: remedy.into() }
    }
}

/// All that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError(pub Vec<Problem>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The configuration has {} problem(s):", self.0.len())?;
        for Problem { variable, what, remedy } in &self.0 {
            write!(f, "\n  {variable} {what}.\n    {remedy}")?;
        }
        Ok(())
    }
}
