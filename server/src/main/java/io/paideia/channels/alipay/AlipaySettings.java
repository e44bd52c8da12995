package io.paideia.channels.alipay;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A merchant's account at Alipay. Keys are PEM or bare Base64 (PKCS#8 and X.509), given as text or
 * as {@code file:} with a path.
 *
 * @param privateKey ours, for signing requests
 * @param publicKey Alipay's, for checking what it signs
 * @param notifyUrl where Alipay reports payments
 * @param timeout how long an answer may take before the outcome counts as unknown
 */
record AlipaySettings(
        String appId,
        String sellerId,
        String privateKey,
        String publicKey,
        @DefaultValue("https://openapi.alipay.com/gateway.do") URI gateway,
        URI notifyUrl,
        @DefaultValue("8s") Duration timeout) {

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "AlipaySettings[appId=" + appId + ", gateway=" + gateway + "]";
    }
}
