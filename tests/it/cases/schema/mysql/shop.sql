-- A shop: money, stock, orders that keep their prices, reports, and procedures that move goods.
CREATE TABLE currency (code char(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, digits tinyint unsigned NOT NULL DEFAULT 2);
CREATE TABLE product (
  id binary(16) NOT NULL,
  sku varchar(40) NOT NULL,
  attributes json NOT NULL,
  `desc` text,
  price decimal(19,4) NOT NULL,
  currency char(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'EUR',
  weight float DEFAULT NULL,
  dimensions varchar(30) DEFAULT '1x1x1',
  tax_rate decimal(6,5) unsigned NOT NULL DEFAULT 0.19000,
  price_with_tax decimal(19,4) GENERATED ALWAYS AS (price * (1 + tax_rate)) VIRTUAL,
  color varchar(20) GENERATED ALWAYS AS (json_unquote(json_extract(attributes, '$.color'))) VIRTUAL COMMENT 'it''s in the JSON',
  PRIMARY KEY (id),
  UNIQUE KEY sku (sku),
  KEY by_price (price, sku DESC),
  KEY color (color),
  CONSTRAINT price_positive CHECK (price >= 0),
  CONSTRAINT product_currency FOREIGN KEY (currency) REFERENCES currency (code) ON UPDATE CASCADE
);
CREATE TABLE customer (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email varchar(190) NOT NULL,
  name varchar(100) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  born date DEFAULT NULL,
  wakes time DEFAULT '07:30:00',
  since year DEFAULT NULL,
  points mediumint NOT NULL DEFAULT -1,
  secret bit(8) NOT NULL DEFAULT b'10101',
  UNIQUE (email)
) AUTO_INCREMENT=1000;
CREATE TABLE `order` (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  customer_id int unsigned NOT NULL,
  state enum('cart','paid','sent','returned') NOT NULL DEFAULT 'cart',
  placed datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  token varchar(36) NOT NULL DEFAULT (uuid()),
  total decimal(19,4) NOT NULL DEFAULT 0,
  FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE TABLE order_line (
  order_id int unsigned NOT NULL,
  line smallint unsigned NOT NULL,
  product_id binary(16) NOT NULL,
  amount int unsigned NOT NULL DEFAULT 1,
  price decimal(19,4) NOT NULL,
  PRIMARY KEY (order_id, line),
  KEY product_id (product_id),
  CONSTRAINT order_line_order FOREIGN KEY (order_id) REFERENCES `order` (id) ON DELETE CASCADE,
  CONSTRAINT order_line_product FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE NO ACTION,
  CHECK (amount > 0)
);
CREATE TABLE stock (warehouse int NOT NULL, product_id binary(16) NOT NULL, amount int NOT NULL DEFAULT 0, PRIMARY KEY (product_id, warehouse)) COMMENT 'What is where';
DELIMITER //
CREATE FUNCTION order_total(wanted int unsigned) RETURNS decimal(19,4) READS SQL DATA COMMENT 'sum of its lines'
BEGIN
  DECLARE total decimal(19,4);
  SELECT coalesce(sum(amount * price), 0) INTO total FROM order_line WHERE order_id = wanted;
  RETURN total;
END//
CREATE PROCEDURE move_stock(IN what binary(16), IN source int, IN target int, INOUT moved int, OUT message varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)
MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN SET moved = 0; SET message = 'that''s wrong'; ROLLBACK; END;
  START TRANSACTION;
  UPDATE stock SET amount = amount - moved WHERE warehouse = source AND product_id = what;
  INSERT INTO stock VALUES (target, what, moved) ON DUPLICATE KEY UPDATE amount = amount + moved;
  COMMIT;
END//
CREATE TRIGGER order_line_total AFTER INSERT ON order_line FOR EACH ROW
  UPDATE `order` SET total = order_total(NEW.order_id) WHERE id = NEW.order_id//
CREATE EVENT drop_old_carts ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' COMMENT 'at night' DO BEGIN
  DELETE FROM `order` WHERE state = 'cart' AND placed < now() - INTERVAL 30 DAY;
END//
DELIMITER ;
CREATE VIEW sales (`day`, `sold`) AS SELECT date(placed), sum(order_total(id)) FROM `order` WHERE state IN ('paid', 'sent') GROUP BY date(placed);
CREATE SQL SECURITY INVOKER VIEW cheap AS SELECT id, sku, price FROM product WHERE price < 10 WITH LOCAL CHECK OPTION;
CREATE VIEW cheapest AS SELECT sku FROM cheap WHERE price = (SELECT min(price) FROM cheap);
