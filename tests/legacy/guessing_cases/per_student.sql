CREATE TABLE pupil (no INTEGER PRIMARY KEY, name VARCHAR(20), klass VARCHAR(10));
CREATE TABLE sheet (day DATE PRIMARY KEY, s1 CHAR(1), s2 CHAR(1), s3 CHAR(1), s4 CHAR(1));
INSERT INTO pupil VALUES (1,'Ava Ames','A'),
(2,'Billy Boyd','B'),
(3,'Cora Crane','A'),
(4,'Dean Drew','B');
INSERT INTO sheet VALUES ('2025-03-03','O','O','O','O'),
('2025-03-04','O','X','O','O'),
('2025-03-05','O','X','O','O'),
('2025-03-06','O','O','O','O'),
('2025-03-07','O','X','O','O'),
('2025-03-08','O','X','O','O'),
('2025-03-09','O','O','O','O'),
('2025-03-10','O','X','O','O'),
('2025-03-11','O','X','O','O'),
('2025-03-12','O','O','O','O'),
('2025-03-13','O','X','O','O'),
('2025-03-14','O','X','O','O');
