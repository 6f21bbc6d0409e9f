-- A shop: money as integers and decimals, order states as checks, prices that are computed.
CREATE TABLE "order" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "display_id" INTEGER,
    "status" TEXT CHECK ("status" IN ('pending', 'completed', 'archived', 'canceled', 'requires_action')) NOT NULL DEFAULT 'pending',
    "customer_id" TEXT,
    "currency_code" VARCHAR(3) NOT NULL DEFAULT 'eur' CHECK (length("currency_code") = 3),
    "tax_rate" DECIMAL(5, 4) DEFAULT 0.1900,
    "metadata" JSON DEFAULT '{}' CHECK (json_valid("metadata")),
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT "FK_customer" FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE "customer" (
    "id" TEXT NOT NULL PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
    "email" TEXT NOT NULL,
    "has_account" BOOLEAN NOT NULL DEFAULT false,
    "deleted_at" TEXT,
    CONSTRAINT "customer_email_account" UNIQUE ("email", "has_account")
);
CREATE UNIQUE INDEX "IDX_order_display" ON "order" ("display_id") WHERE "display_id" IS NOT NULL AND "status" <> 'archived';
CREATE TABLE line_item (
    id TEXT PRIMARY KEY NOT NULL,
    order_id TEXT NOT NULL CONSTRAINT line_of_order REFERENCES "order" (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    product_handle,
    quantity INTEGER NOT NULL DEFAULT 1 CONSTRAINT positive CHECK (quantity > 0),
    unit_price INTEGER NOT NULL,
    discount NUMERIC(10,2) DEFAULT +0.5,
    total AS (quantity * unit_price) VIRTUAL,
    total_text TEXT GENERATED ALWAYS AS (printf('%.2f', quantity * unit_price / 100.0)) STORED
);
CREATE INDEX line_item_totals ON line_item (order_id, quantity * unit_price DESC);
CREATE TABLE product_tags (product_id INT NOT NULL, tag TEXT NOT NULL COLLATE RTRIM, PRIMARY KEY (tag DESC, product_id)) STRICT, WITHOUT ROWID;
CREATE TABLE stock (
    sku TEXT PRIMARY KEY ON CONFLICT REPLACE,
    level ANY,
    payload BLOB DEFAULT x'CAFE',
    weight REAL DEFAULT 1e-3
) STRICT;
CREATE VIEW order_totals AS WITH sums (order_id, total) AS (SELECT order_id, sum(total) FROM line_item GROUP BY 1)
SELECT o.id, coalesce(s.total, 0) AS total FROM "order" AS o LEFT JOIN sums s ON s.order_id = o.id;
CREATE TRIGGER "no empty order" BEFORE UPDATE OF status ON "order" FOR EACH ROW
WHEN new.status = 'completed' AND NOT EXISTS (SELECT 1 FROM line_item WHERE order_id = new.id)
BEGIN
    SELECT RAISE(ABORT, 'an order; it is empty');
END;
