//! The type of a column, in words that are the same on every backend.

use serde::{Deserialize, Serialize};

/// Type of a column. A backend that has no such type stores it in another: what it makes of it is
/// what introspection finds, and the backend's canonical form says the same of both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// True or false.
    Boolean,
    /// A signed whole number.
    Integer(Width),
    /// A whole number that is not negative.
    Unsigned(Width),
    /// Binary floating point of 4 bytes.
    Float,
    /// Binary floating point of 8 bytes.
    Double,
    /// Exact, with precision and scale in decimal digits.
    Decimal(Option<(u32, i32)>),
    /// An amount of money, with precision and scale where the backend has them.
    Money(Option<(u32, i32)>),
    /// Text of a fixed number of characters.
    Char(Option<u32>),
    /// Text of at most so many characters.
    String(Option<u32>),
    /// Text of any length.
    Text,
    /// A fixed number of bytes.
    Binary(Option<u32>),
    /// At most so many bytes.
    VarBinary(Option<u32>),
    /// Bytes of any length.
    Blob,
    /// A fixed number of bits.
    Bit(Option<u32>),
    /// At most so many bits.
    VarBit(Option<u32>),
    /// A day.
    Date,
    /// A time of day, with digits after the second.
    Time(Option<u32>),
    /// Day and time without a zone.
    DateTime(Option<u32>),
    /// Day and time, as the backend's `timestamp`.
    Timestamp(Option<u32>),
    /// A point in time.
    TimestampWithTimeZone(Option<u32>),
    /// A year.
    Year,
    /// A span of time; the text holds its fields and precision, such as `year to month` or `(3)`.
    Interval(Option<String>),
    /// A universally unique identifier.
    Uuid,
    /// JSON as it was written.
    Json,
    /// JSON as it is understood.
    JsonBinary,
    /// One of several texts. On PostgreSQL the name is that of an [`EnumType`](super::object::EnumType), and the values
    /// stand there alone.
    Enum {
        /// Name of the type; empty where the backend has none.
        name: super::name::Name,
        /// The values in their order; empty where the type has them.
        values: Vec<String>,
    },
    /// Several of one type.
    Array(Box<ColumnType>),
    /// A vector of so many dimensions.
    Vector(Option<u32>),
    /// A network.
    Cidr,
    /// An address of a host.
    Inet,
    /// An address of a network card.
    MacAddress,
    /// A path in a tree of labels.
    LabelTree,
    /// Anything else, as the backend writes it.
    Other(String),
}

/// How many bytes a whole number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// 1.
    Tiny,
    /// 2.
    Small,
    /// 3.
    Medium,
    /// 4.
    Normal,
    /// 8.
    Big,
}
