-- Appended under the book's lock only, so that positions become visible in their order.
CREATE TABLE event (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id       uuid        NOT NULL UNIQUE,
    at       timestamptz NOT NULL,
    type     text        NOT NULL,
    platform uuid,
    subject  text        NOT NULL,
    payload  jsonb       NOT NULL
);

CREATE INDEX event_subject ON event (subject, position);

CREATE TABLE consumer (
    name     text PRIMARY KEY,
    position bigint      NOT NULL DEFAULT 0,
    failures int         NOT NULL DEFAULT 0,
    moved_at timestamptz NOT NULL DEFAULT now()
);

-- Events that a consumer could not take after all its retries; they wait here for a person.
CREATE TABLE parked (
    consumer  text        NOT NULL,
    position  bigint      NOT NULL,
    error     text        NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, position)
);
