-- A product never changes once it stands here.
CREATE TABLE product (
    id               uuid PRIMARY KEY,
    platform         uuid        NOT NULL,
    kind             text        NOT NULL CHECK (kind IN ('course', 'ebook', 'article', 'consultation', 'membership', 'question')),
    title            text        NOT NULL CHECK (length(title) <= 200),
    description      text        CHECK (length(description) <= 4000),
    currency         text        NOT NULL,
    price            bigint      NOT NULL CHECK (price > 0 AND price <= 1000000000000),
    creator          uuid        NOT NULL,
    shares           jsonb,
    cross_sale       boolean     NOT NULL,
    term_days        int         CHECK ((term_days IS NOT NULL) = (kind = 'membership') AND term_days > 0),
    duration_minutes int         CHECK ((duration_minutes IS NOT NULL) = (kind = 'consultation') AND duration_minutes > 0),
    content          text        CHECK (length(content) <= 100000),
    created_at       timestamptz NOT NULL
);

CREATE INDEX product_platform ON product (platform, id);
CREATE INDEX product_kind ON product (kind, id);
