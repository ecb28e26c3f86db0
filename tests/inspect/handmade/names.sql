CREATE TABLE [a b] ([x y] TEXT NOT NULL, `q``r` int, 'st''r' text, "d""q" text, [it's] text CHECK ([it's] <> `d"q`),
    PRIMARY KEY ([x y], `q``r`), CHECK ("d""q" <> "none" OR "x y" > 'x'));
CREATE INDEX [by it's] ON [a b] (lower([it's]), `q``r` DESC) WHERE [it's] IS NOT NULL;
CREATE TABLE "order" ("group" int, "check" int CHECK ("check" > 0), "primary" int, "unique" int, "constraint" int,
    "foreign" text, "references" text REFERENCES "order" ("group"), UNIQUE ("group"));
CREATE TABLE t (key int, action text, "default" int DEFAULT 3, desc_ int, match int, no int, generated int, always int);
CREATE TABLE "a.b" ("c.d" int, "é" text DEFAULT 'ü');
CREATE TABLE People (Id INTEGER PRIMARY KEY, Name TEXT UNIQUE, CHECK (NAME <> ''));
CREATE TABLE pets (owner INTEGER REFERENCES PEOPLE, name TEXT REFERENCES people (NAME), UNIQUE (OWNER));
CREATE INDEX ix ON PETS (Owner);
CREATE TABLE "virtual" (a int);
CREATE TABLE IF NOT EXISTS main.sqlitex (a int);
