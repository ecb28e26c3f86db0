CREATE /* a (b */ TABLE -- x
 t ( -- c1, ( it's
 a /* , */ INTEGER /*)*/ NOT NULL, -- trailing, don't
 b TEXT DEFAULT 'x--y' /* /* once */ CHECK (b <> '/*' /* or "c" */) -- end
 , c int, -- $$ not a quote
 d text CHECK (d <> '$$'), /* last */
 CHECK /* it's */ (c > 0 -- why
    AND a < 9)
);
CREATE INDEX i ON t (a /* first */, -- then
 c);
