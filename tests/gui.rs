//! The window, by accessible names.
