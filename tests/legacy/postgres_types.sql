-- A column of every type of PostgreSQL with its boundary values, and awkward tables.
CREATE TYPE mood AS ENUM ('it''s', 'b"c', '');
CREATE DOMAIN short AS varchar(5) CHECK (value <> 'x');
CREATE TABLE zoo (
 id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s smallint, i int, b bigint, n numeric, n2 numeric(10,2), r real, d double precision,
 m money, bit1 bit(1), bit8 bit(8), vb bit varying(8), bo boolean, da date, ti time, tz time with time zone, ts timestamp, tsz timestamptz, iv interval,
 ia int[], ta text[], ea mood[], dda date[], aa int[][], ir int4range, dr daterange, mr int4multirange, j json, jb jsonb, u uuid, ip inet, ci cidr, ma macaddr,
 x xml, tv tsvector, o oid, na name, ch "char", bp char(5), tx text, vc varchar(7), by bytea, mo mood, dom short, po point, bx box,
 g int GENERATED ALWAYS AS (s * 2) STORED, dflt int DEFAULT 7, txd text DEFAULT 'it''s', tsd timestamptz DEFAULT now(), "a%b" int);
INSERT INTO zoo (s,i,b,n,n2,r,d,m,bit1,bit8,vb,bo,da,ti,tz,ts,tsz,iv,ia,ta,ea,dda,aa,ir,dr,mr,j,jb,u,ip,ci,ma,x,tv,o,na,ch,bp,tx,vc,by,mo,dom,po,bx,"a%b") VALUES
 (-32768,2147483647,9223372036854775807,12345678901234567890.123456789,12345678.90,1.1,0.1,12.34,B'1',B'10101010',B'101',true,'2024-02-29','23:59:59.123456','12:00+09','2024-02-29 23:59:59.999999','2024-02-29 23:59:59+09','1 day 02:03:04.5',
 '{1,2,NULL}','{"a b",c}','{"it''s"}','{2024-01-01,infinity}','{{1,2},{3,4}}','[1,5)','[2025-01-06,)','{[1,2),[5,6)}','{"a": 1.10, "b":[1]}','{"a": 1}','550e8400-e29b-41d4-a716-446655440000','192.0.2.1','10.0.0.0/8','08:00:2b:01:02:03',
 '<a/>','a fat cat',4294967295,'nm','c','ab','한글','한글','\x00ff','it''s','ab','(1,2)','(1,2),(0,0)',1),
 (0,0,0,'NaN',-0.01,3.4e38,'Infinity',-1,B'0',B'00000000',B'',false,'infinity','24:00','00:00-12','infinity','-infinity','1 mon -2 days',
 '{}','{}','{}','{}','{}','empty','empty','{}','null','null','00000000-0000-0000-0000-000000000000','2001:db8::1','::/0','08:00:2b:01:02:03','','',0,'','','','','','','','','(0,0)','(0,0),(0,0)',NULL),
 (NULL,NULL,NULL,NULL,NULL,'NaN',NULL,NULL,NULL,NULL,NULL,NULL,'0044-03-15 BC',NULL,NULL,'0044-03-15 12:00 BC','12024-01-01','-00:50:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'"s"','"s"',NULL,'10.0.0.1/8',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE bkey (a bytea, b bit(4), c real, PRIMARY KEY (a, b, c));
INSERT INTO bkey VALUES ('\x00ff', B'1010', 1.1);
CREATE TABLE byteakey (a bytea PRIMARY KEY, v int REFERENCES zoo(id));
INSERT INTO byteakey VALUES ('\x00ff', 1);
CREATE TABLE nokey (j json, x xml, t text);
INSERT INTO nokey VALUES ('{}', '<a/>', 'a'), ('{}', '<a/>', 'a');
CREATE TABLE uniq (a int NOT NULL, b text, UNIQUE (a));
INSERT INTO uniq VALUES (1,'x');
CREATE UNIQUE INDEX partial ON uniq (b) WHERE a > 5;
CREATE INDEX ex ON uniq (lower(b));
CREATE VIEW v AS SELECT id, tx, ia FROM zoo;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM zoo;
CREATE TABLE part (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
INSERT INTO part VALUES (1,'2024-05-05');
CREATE TABLE "wi%d ""q" (id int primary key, "x%s" text);
INSERT INTO "wi%d ""q" VALUES (1,'y');
CREATE TABLE self (id int PRIMARY KEY, boss int REFERENCES self);
CREATE TABLE comp (a int, b int, PRIMARY KEY (a,b));
CREATE TABLE tocomp (id int PRIMARY KEY, a int, b int, FOREIGN KEY (a,b) REFERENCES comp(a,b));
COMMENT ON COLUMN zoo.s IS 'short comment';
COMMENT ON TABLE zoo IS 'The zoo';
