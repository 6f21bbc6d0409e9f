//! Databases and migrators for the tests.
