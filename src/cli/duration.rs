//! Durations, as they are written on the command line.

use std::time::Duration;

/// `250ms`, `2s`, `10m`, `1h`; a number by itself is seconds.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || "write a number with ms, s, m or h, such as 250ms or 10m".to_owned();
    let text = text.trim();
    let digits = text
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let unit = match unit.trim() {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(wrong()),
    };
    Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[test]
    fn a_duration_is_a_number_with_a_unit() {
        let cases = [
            ("250ms", 250),
            ("2", 2_000),
            ("1.5s", 1_500),
            (" 10 m ", 600_000),
            ("5min", 300_000),
            ("1h", 3_600_000),
            ("0", 0),
        ];
        for (text, milliseconds) in cases {
            assert_eq!(
                parse(text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
        for wrong in ["", "s", "-1s", "1d", "1.2.3", "ten", "1e9999h", "∞"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
