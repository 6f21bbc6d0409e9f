//! People: the command line.
