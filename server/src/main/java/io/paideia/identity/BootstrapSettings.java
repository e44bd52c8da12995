package io.paideia.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The first operator, made at start if there is no such client yet. A secret that stands in the
 * database already is not changed.
 */
@ConfigurationProperties("paideia.bootstrap")
record BootstrapSettings(@Nullable String operatorClientId, @Nullable String operatorSecret) {}
