//! Which addresses may be opened, and how they are shown before.
//!
//! Only `http` and `https`. Nothing is opened without the whole address having
//! been shown, its host set apart from what merely looks like one.

use url::Url;

/// An address that may be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The whole address as it would be opened.
    pub(super) address: String,
    /// What comes before the host: `https://`, or `https://name@`.
    pub(super) before: String,
    /// The host and port.
    pub(super) host: String,
    /// What comes after the host.
    pub(super) after: String,
    /// What a reader should know before opening it.
    pub(super) warning: Option<String>,
}

/// Checks an address out of a dataset; the error says why it is not opened.
pub(super) fn check(text: &str) -> Result<Link, String> {
    if text.chars().any(|c| c.is_control()) {
        return Err(
            "The address holds characters that cannot be seen, such as line ends.".to_owned(),
        );
    }
    let url = Url::parse(text.trim()).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            "The address is not complete: it should begin with https:// or http://.".to_owned()
        }
        other => format!("The address cannot be read: {other}."),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "Only http and https addresses are opened; this one begins with “{}:”.",
            url.scheme()
        ));
    }
    let host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .ok_or("The address names no host.")?;
    let host = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let user = match (url.username(), url.password()) {
        ("", None) => String::new(),
        (name, None) => format!("{name}@"),
        (name, Some(password)) => format!("{name}:{password}@"),
    };
    let before = format!("{}://{user}", url.scheme());
    let address = url.to_string();
    let after = address
        .strip_prefix(&format!("{before}{host}"))
        .unwrap_or_default()
        .to_owned();
    let warning = if !user.is_empty() {
        Some(format!(
            "“{user}” before the host is a name to sign in with, not a place. The page is on {host}."
        ))
    } else if host.contains("xn--") {
        Some("The host is written with letters of other scripts, shown here in their plain form. It may look like another one.".to_owned())
    } else {
        None
    };
    Ok(Link {
        address,
        before,
        host,
        after,
        warning,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_address_is_taken_apart_at_its_host() {
        let link = check("https://example.org/a?b=c").expect("a link");
        assert_eq!(link.before, "https://");
        assert_eq!(link.host, "example.org");
        assert_eq!(link.after, "/a?b=c");
        assert_eq!(link.warning, None);
    }

    #[test]
    fn a_name_before_the_host_is_shown_as_what_it_is() {
        let link = check("https://www.bank.example@evil.example/login").expect("a link");
        assert_eq!(link.host, "evil.example");
        assert!(
            link.warning
                .is_some_and(|text| text.contains("evil.example"))
        );
    }

    #[test]
    fn letters_of_other_scripts_in_a_host_are_told() {
        let link = check("https://аpple.com/").expect("a link");
        assert!(link.host.contains("xn--"));
        assert!(link.warning.is_some());
    }

    #[test]
    fn nothing_but_the_web_is_opened() {
        for text in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,<script>",
            "file:///etc/passwd",
            "smb://server/share",
            "mailto:a@b.example",
            "ms-settings:",
            "https:///",
            "java\nscript:alert(1)",
            "https://example.org/\u{0}",
            "example.org",
            "//example.org",
            "",
        ] {
            assert!(check(text).is_err(), "{text:?} was let through");
        }
    }
}
