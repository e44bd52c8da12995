package io.paideia.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, about to be appended.
 *
 * @param type its public name, past tense, "order.paid"
 * @param platform the platform that it concerns, null if it concerns none or all
 * @param subject the id of what it orders by; events of one subject are told in order
 * @param payload a record, stored as JSON
 */
public record NewEvent(String type, @Nullable UUID platform, String subject, Object payload) {}
