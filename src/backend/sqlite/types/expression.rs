//! Expressions, in one spelling.
