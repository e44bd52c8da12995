package io.paideia.channels;

import java.util.Map;

/**
 * A provider's message as it arrived.
 *
 * @param headers names in lower case
 * @param body not decoded
 */
public record RawNotice(String channel, Map<String, String> headers, String body) {}
