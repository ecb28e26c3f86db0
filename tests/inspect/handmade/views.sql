CREATE TABLE Orders (id INTEGER PRIMARY KEY, "order" TEXT, amount NUMERIC, paid INTEGER);
CREATE VIEW plain AS
  SELECT id, -- the key
    "order" AS [Customer's order], `amount` * 2 AS twice /* of it */
  FROM ORDERS
  WHERE paid = "yes" OR 'it''s  not' <> '';
CREATE VIEW IF NOT EXISTS "Named Columns" (a, [b c], "d""e") AS SELECT id, count(*), max(amount) FROM orders GROUP BY id;
CREATE VIEW main.named (named) AS WITH named AS (SELECT 1) SELECT * FROM named;
CREATE VIEW broken AS SELECT gone FROM nowhere;
CREATE VIEW over AS SELECT p.*, n.a FROM plain p JOIN "named columns" n ON n.a = p.id;
CREATE VIEW series AS WITH RECURSIVE c (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 10) SELECT n FROM c;
CREATE VIEW vals AS VALUES (1, 'a'), (2, 'b');
CREATE TRIGGER plain INSTEAD OF UPDATE OF twice, [no such] ON PLAIN WHEN new.twice > 0 BEGIN
  -- halves
  UPDATE orders SET amount = new.twice / 2 WHERE id = old.id;
END;
CREATE TRIGGER gone INSTEAD OF DELETE ON "named columns" FOR EACH ROW BEGIN DELETE FROM orders WHERE id = old.a; END;
CREATE VIEW unnamed AS SELECT id  +  1, [paid]+1, "order", `amount`, upper( "order" ) AS "a  b", count( * ) -- all
  FROM orders;
CREATE VIEW tidy AS SELECT id + 1,
  "id  +  1",
  max(orders.amount) FROM unnamed, orders;
