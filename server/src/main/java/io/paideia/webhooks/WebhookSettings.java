package io.paideia.webhooks;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator may decide about webhooks.
 *
 * @param allowPrivate whether endpoints may be inside our own network, and then without TLS; for
 *     the demo and for tests
 */
@ConfigurationProperties("paideia.webhooks")
record WebhookSettings(@DefaultValue("false") boolean allowPrivate) {}
