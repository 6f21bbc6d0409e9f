-- A shop: money, stock that is counted, orders that never change, prices over time.
CREATE EXTENSION btree_gist;
CREATE DOMAIN currency AS char(3) DEFAULT 'EUR' CHECK (VALUE = upper(VALUE));
CREATE DOMAIN amount AS numeric(12, 2) CHECK (VALUE >= 0);
CREATE TYPE order_state AS ENUM ('cart', 'placed', 'paid', 'shipped', 'returned');
CREATE TYPE order_line AS (sku text, quantity integer, price amount);
CREATE SEQUENCE order_number START 100000 INCREMENT 7;
CREATE FUNCTION next_order_number() RETURNS text LANGUAGE sql VOLATILE
    AS $$ SELECT to_char(now(), 'YYYY') || '-' || nextval('order_number') $$;
CREATE TABLE product (
    sku text PRIMARY KEY,
    name jsonb NOT NULL,
    attributes jsonb DEFAULT '{"colour": null, "size": []}'::jsonb,
    weight real DEFAULT 0.5,
    tax numeric(4, 3) DEFAULT 0.19,
    stock integer DEFAULT 0 NOT NULL CONSTRAINT stock_is_not_negative CHECK (stock >= 0)
) WITH (fillfactor = 80);
CREATE TABLE price (
    sku text REFERENCES product ON UPDATE CASCADE ON DELETE CASCADE,
    currency currency,
    valid tstzrange DEFAULT tstzrange(now(), NULL) NOT NULL,
    amount amount NOT NULL,
    EXCLUDE USING gist (sku WITH =, currency WITH =, valid WITH &&)
);
CREATE TABLE customer (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, email text UNIQUE, vip boolean DEFAULT 'no');
CREATE TABLE "order" (
    id bigserial PRIMARY KEY,
    number text DEFAULT next_order_number() NOT NULL UNIQUE,
    customer_id uuid REFERENCES customer ON DELETE RESTRICT,
    state order_state DEFAULT 'cart' NOT NULL,
    states order_state[] DEFAULT ARRAY['cart'::order_state],
    total amount DEFAULT 0 NOT NULL,
    lines order_line[] DEFAULT '{}',
    placed_on date DEFAULT CURRENT_DATE,
    expires interval DEFAULT '30 days',
    CHECK (state = 'cart' OR customer_id IS NOT NULL)
);
CREATE FUNCTION total_of("order") RETURNS amount LANGUAGE sql STABLE
    AS $$ SELECT coalesce(sum(quantity * price), 0) FROM unnest($1.lines) $$;
CREATE FUNCTION orders_of(customer) RETURNS SETOF "order" LANGUAGE sql STABLE
    BEGIN ATOMIC SELECT * FROM "order" WHERE customer_id = $1.id; END;
CREATE AGGREGATE product_of(double precision) (SFUNC = float8mul, STYPE = double precision, INITCOND = '1');
CREATE VIEW revenue AS SELECT date_trunc('month', placed_on) AS month, sum(total)::amount AS total, total_of("order".*) > 0 AS has_lines
    FROM "order" WHERE state = ANY ('{paid,shipped}'::order_state[]) GROUP BY 1, 3 HAVING count(*) > 0 ORDER BY 1 DESC;
CREATE MATERIALIZED VIEW best_sellers AS SELECT l.sku, sum(l.quantity) AS sold FROM "order" o, unnest(o.lines) l GROUP BY l.sku;
CREATE UNIQUE INDEX ON best_sellers (sku);
CREATE INDEX ON best_sellers (sold DESC NULLS LAST);
