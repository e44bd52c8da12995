-- A platform is an OAuth 2.0 client.
CREATE TABLE platform (
    id          uuid PRIMARY KEY,
    client_id   text        NOT NULL UNIQUE,
    secret_hash text        NOT NULL,
    name        text        NOT NULL CHECK (length(name) <= 200),
    slug        text        NOT NULL UNIQUE,
    scopes      text[]      NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE person (
    id            uuid PRIMARY KEY,
    email         text        NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
    name          text        NOT NULL CHECK (length(name) <= 200),
    password_hash text,
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE creator (
    id         uuid PRIMARY KEY,
    name       text        NOT NULL CHECK (length(name) <= 200),
    email      text        NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The private key that signs access tokens; all servers share it.
CREATE TABLE signing_key (
    place      int PRIMARY KEY CHECK (place = 1),
    jwk        jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Tries to sign in that did not succeed, by e-mail, known or not.
CREATE TABLE sign_in_try (
    email text PRIMARY KEY,
    since timestamptz NOT NULL,
    tries int         NOT NULL
);

CREATE INDEX sign_in_try_age ON sign_in_try (since);
