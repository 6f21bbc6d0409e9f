//! Every type that a column can have.

use seaworthy::EntitiesError;
use seaworthy::schema::name::Name;
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

use super::{BACKENDS, table};

entity! { every "every" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tiny: i8,
    pub small: i16,
    pub normal: i32,
    pub big: i64,
    pub tiny_unsigned: u8,
    pub small_unsigned: u16,
    pub unsigned: u32,
    pub big_unsigned: u64,
    pub float: f32,
    pub double: f64,
    pub decimal: Decimal,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub price: Decimal,
    #[sea_orm(column_type = "Money(None)")]
    pub money: Decimal,
    pub is: bool,
    #[sea_orm(column_type = "Char(Some(3))")]
    pub code: String,
    pub string: String,
    #[sea_orm(column_type = "String(StringLen::N(9))")]
    pub short: String,
    #[sea_orm(column_type = "String(StringLen::Max)")]
    pub long: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub bytes: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub blob: Vec<u8>,
    #[sea_orm(column_type = "Binary(16)")]
    pub digest: Vec<u8>,
    #[sea_orm(column_type = "VarBinary(StringLen::N(8))")]
    pub some_bytes: Vec<u8>,
    pub date: Date,
    pub time: Time,
    pub date_time: DateTime,
    pub point_in_time: DateTimeUtc,
    #[sea_orm(column_type = "Timestamp")]
    pub timestamp: DateTime,
    pub id: Uuid,
    pub json: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub binary_json: Json,
    #[sea_orm(column_type = "custom(\"citext\")")]
    pub other: String,
} }

/// What MySQL counts and the others do not limit.
fn most(backend: DatabaseBackend) -> Option<u32> {
    (backend == MySql).then_some(65_535)
}

#[test]
fn types_that_every_backend_has() {
    for backend in BACKENDS {
        let columns = table(&seaworthy::entities![every], backend).columns;
        let types: Vec<ColumnType> = columns.into_iter().map(|one| one.column_type).collect();
        let expected = [
            ColumnType::Integer(Width::Tiny),
            ColumnType::Integer(Width::Small),
            ColumnType::Integer(Width::Normal),
            ColumnType::Integer(Width::Big),
            ColumnType::Unsigned(Width::Tiny),
            ColumnType::Unsigned(Width::Small),
            ColumnType::Unsigned(Width::Normal),
            ColumnType::Unsigned(Width::Big),
            ColumnType::Float,
            ColumnType::Double,
            ColumnType::Decimal(None),
            ColumnType::Decimal(Some((10, 2))),
            ColumnType::Money(None),
            ColumnType::Boolean,
            ColumnType::Char(Some(3)),
            ColumnType::String(None),
            ColumnType::String(Some(9)),
            ColumnType::String(most(backend)),
            ColumnType::Text,
            ColumnType::VarBinary(None),
            ColumnType::Blob,
            ColumnType::Binary(Some(16)),
            ColumnType::VarBinary(Some(8)),
            ColumnType::Date,
            ColumnType::Time(None),
            ColumnType::DateTime(None),
            ColumnType::TimestampWithTimeZone(None),
            ColumnType::Timestamp(None),
            ColumnType::Uuid,
            ColumnType::Json,
            ColumnType::JsonBinary,
            ColumnType::Other("citext".to_owned()),
        ];
        assert_eq!(types, expected);
    }
}

entity! { postgres "every" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Bit(Some(4))")]
    pub bits: String,
    #[sea_orm(column_type = "VarBit(9)")]
    pub some_bits: String,
    #[sea_orm(column_type = "Interval(None, None)")]
    pub span: String,
    #[sea_orm(column_type = "Interval(Some(sea_orm::sea_query::PgInterval::YearToMonth), None)")]
    pub months: String,
    #[sea_orm(column_type = "Interval(None, Some(3))")]
    pub milliseconds: String,
    #[sea_orm(column_type = "Cidr")]
    pub network: String,
    #[sea_orm(column_type = "Inet")]
    pub host: String,
    #[sea_orm(column_type = "MacAddr")]
    pub card: String,
    #[sea_orm(column_type = "LTree")]
    pub path: String,
    #[sea_orm(column_type = "Vector(Some(3))")]
    pub embedding: String,
    #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Array(RcOrArc::new(ColumnType::Text))))")]
    pub texts: String,
}
use seaworthy::sea_orm::sea_query::RcOrArc;
}

#[test]
fn types_of_postgres() {
    let columns = table(&seaworthy::entities![postgres], Postgres).columns;
    let types: Vec<ColumnType> = columns.into_iter().map(|one| one.column_type).collect();
    let array = |element| ColumnType::Array(Box::new(element));
    let expected = [
        ColumnType::Integer(Width::Normal),
        ColumnType::Bit(Some(4)),
        ColumnType::VarBit(Some(9)),
        ColumnType::Interval(None),
        ColumnType::Interval(Some("year to month".to_owned())),
        ColumnType::Interval(Some("(3)".to_owned())),
        ColumnType::Cidr,
        ColumnType::Inet,
        ColumnType::MacAddress,
        ColumnType::LabelTree,
        ColumnType::Vector(Some(3)),
        array(array(ColumnType::Text)),
    ];
    assert_eq!(types, expected);
}

entity! { array "arrays" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub tags: Vec<String>,
} }

entity! { span "spans" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Interval(None, None)")]
    pub length: String,
} }

entity! { year "years" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Year")]
    pub year: i32,
} }

entity! { bits "bits" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Bit(None)")]
    pub bits: String,
} }

#[test]
fn a_type_that_the_backend_has_nothing_for_is_refused() {
    let refused = |entities: seaworthy::Entities| {
        BACKENDS.map(|backend| match entities.schema(backend) {
            Ok(_) => None,
            Err(EntitiesError::NoSuchType { table, column, .. }) => Some((table, column)),
            Err(other) => panic!("{other}"),
        })
    };
    let column = |table: &str, column: &str| Some((Name::here(table), column.to_owned()));
    let [tags, length] = [column("arrays", "tags"), column("spans", "length")];
    // PostgreSQL, MySQL, SQLite.
    assert_eq!(
        refused(seaworthy::entities![array]),
        [None, tags.clone(), tags]
    );
    assert_eq!(
        refused(seaworthy::entities![span]),
        [None, length.clone(), length]
    );
    let year = column("years", "year");
    assert_eq!(
        refused(seaworthy::entities![year]),
        [year.clone(), None, year]
    );
    let bits = column("bits", "bits");
    assert_eq!(refused(seaworthy::entities![bits]), [None, None, bits]);
    let error = seaworthy::entities![array].schema(Sqlite).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `tags` of table `arrays` is a Array(String(None)), which SQLite does not have"
    );
}
