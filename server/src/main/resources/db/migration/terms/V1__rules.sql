-- Five numbers in the order creator, home platform, selling platform, referrer, operator.
CREATE FUNCTION is_split(points int[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT cardinality(points) = 5 AND 0 <= ALL (points) AND array_position(points, NULL) IS NULL
          AND (SELECT sum(p) FROM unnest(points) AS p) = 10000 $$;

CREATE FUNCTION is_cycle(days int[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT cardinality(days) = 5 AND 0 <= ALL (days) AND 365 >= ALL (days)
          AND array_position(days, NULL) IS NULL $$;

-- A row is one version of a rule and is never edited. What is null in its scope does not matter.
CREATE TABLE rule (
    id           uuid PRIMARY KEY,
    platform     uuid,
    kind         text,
    currency     text,
    min_amount   bigint CHECK (min_amount > 0),
    max_amount   bigint CHECK (max_amount > 0),
    version      int         NOT NULL CHECK (version > 0),
    basis_points int[]       NOT NULL CHECK (is_split(basis_points)),
    cycle_days   int[]       NOT NULL CHECK (is_cycle(cycle_days)),
    valid_from   timestamptz NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CHECK ((currency IS NULL) = (min_amount IS NULL AND max_amount IS NULL)),
    CHECK (min_amount <= max_amount),
    UNIQUE NULLS NOT DISTINCT (platform, kind, currency, min_amount, max_amount, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rules are never edited or deleted: make a later version';
END
$$;

CREATE TRIGGER rule_is_written_once
    BEFORE UPDATE OR DELETE OR TRUNCATE ON rule
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The alliance's default: 70 % creator, 20 % home, 5 % selling, 5 % operator; creators and platforms T+7.
INSERT INTO rule (id, version, basis_points, cycle_days, valid_from)
VALUES ('01900000-0000-7000-8000-000000000001', 1, '{7000,2000,500,0,500}', '{7,7,7,7,0}', '2000-01-01T00:00:00Z');
