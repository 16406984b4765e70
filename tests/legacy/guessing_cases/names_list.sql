CREATE TABLE roster (name VARCHAR(40) PRIMARY KEY, phone VARCHAR(20));
CREATE TABLE rehearsal (id INTEGER PRIMARY KEY, dt DATE, attendees TEXT);
INSERT INTO roster VALUES ('Ava Ames','07700900000'),
('Billy Boyd','07700900001'),
('Cora Crane','07700900002'),
('Dean Drew','07700900003'),
('Elsie Early','07700900004'),
('Frank Finch','07700900005'),
('Gwen Gale','07700900006'),
('Harry Hardy','07700900007'),
('Ivy Innes','07700900008'),
('Jake Judd','07700900009');
INSERT INTO rehearsal VALUES (1,'2025-03-03','Ava Ames, Billy Boyd, Dean Drew, Elsie Early, Frank Finch, Gwen Gale, Harry Hardy, Ivy Innes'),
(2,'2025-03-04','Billy Boyd, Cora Crane, Dean Drew, Elsie Early, Frank Finch, Harry Hardy, Ivy Innes, Jake Judd'),
(3,'2025-03-05','Ava Ames, Billy Boyd, Elsie Early, Frank Finch, Ivy Innes, Jake Judd'),
(4,'2025-03-06','Ava Ames, Billy Boyd, Cora Crane, Dean Drew, Frank Finch, Gwen Gale, Harry Hardy, Ivy Innes'),
(5,'2025-03-07','Ava Ames, Cora Crane, Dean Drew, Elsie Early, Frank Finch, Jake Judd'),
(6,'2025-03-08','Ava Ames, Billy Boyd, Cora Crane, Dean Drew, Elsie Early, Frank Finch, Harry Hardy, Ivy Innes, Jake Judd'),
(7,'2025-03-09','Ava Ames, Dean Drew, Elsie Early, Gwen Gale, Harry Hardy, Jake Judd'),
(8,'2025-03-10','Ava Ames, Dean Drew, Elsie Early, Frank Finch, Gwen Gale, Harry Hardy, Jake Judd'),
(9,'2025-03-11','Ava Ames, Billy Boyd, Cora Crane, Dean Drew, Elsie Early, Gwen Gale, Ivy Innes, Jake Judd'),
(10,'2025-03-12','Billy Boyd, Cora Crane, Dean Drew, Elsie Early, Frank Finch, Gwen Gale, Harry Hardy, Jake Judd'),
(11,'2025-03-13','Billy Boyd, Dean Drew, Elsie Early, Frank Finch, Gwen Gale, Harry Hardy, Ivy Innes, Jake Judd'),
(12,'2025-03-14','Cora Crane, Elsie Early, Frank Finch, Gwen Gale, Harry Hardy, Jake Judd');
