package io.paideia.web;

import java.net.URI;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the pages need to know of their surroundings.
 *
 * @param timeZone in which times are shown, and said to be
 * @param sandboxUrl where the sandbox can be looked at, if there is one
 */
@ConfigurationProperties("paideia.web")
record WebSettings(@DefaultValue("Asia/Shanghai") ZoneId timeZone, @Nullable URI sandboxUrl) {}
