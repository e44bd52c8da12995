package io.paideia.routing;

import java.util.UUID;

/** A decision, and which of its candidates an attempt was made with. */
public record Chosen(Decision decision, Candidate candidate, UUID attempt) {}
