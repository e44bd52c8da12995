package io.paideia.channels.alipay;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A merchant's account at Alipay. Keys are PEM or bare Base64 (PKCS#8 and X.509), certificates PEM,
 * all given as text or as {@code file:} with a path. Either the public key is given, or the three
 * certificates, which then count; only with certificates does Alipay send money out.
 *
 * @param privateKey ours, for signing requests
 * @param publicKey Alipay's, for checking what it signs
 * @param appCert ours, appCertPublicKey_….crt
 * @param alipayCert Alipay's, alipayCertPublicKey_RSA2.crt; during a change the old and the new one
 * @param rootCert Alipay's roots, alipayRootCert.crt
 * @param gateway of version 2; version 3 is looked for on the same host
 * @param notifyUrl where Alipay reports payments
 * @param transport how calls travel
 * @param timeout how long an answer may take before the outcome counts as unknown
 */
record AlipaySettings(
        String appId,
        String sellerId,
        String privateKey,
        @Nullable String publicKey,
        @Nullable String appCert,
        @Nullable String alipayCert,
        @Nullable String rootCert,
        @DefaultValue("https://openapi.alipay.com/gateway.do") URI gateway,
        URI notifyUrl,
        @DefaultValue("v2") Transport transport,
        @DefaultValue("8s") Duration timeout) {

    /** How calls travel; pages, apps and transfers know version 2 alone. */
    enum Transport {
        V2,
        V3
    }

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "AlipaySettings[appId=" + appId + ", gateway=" + gateway + "]";
    }
}
