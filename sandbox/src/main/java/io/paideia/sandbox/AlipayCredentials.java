package io.paideia.sandbox;

import java.net.URI;

/**
 * What a merchant configures to sell through the sandbox's Alipay. The keys are PEM: PKCS#8 and
 * X.509.
 */
public record AlipayCredentials(
        String appId,
        String sellerId,
        String appPrivateKeyPem,
        String alipayPublicKeyPem,
        URI gateway) {

    /** Leaves out the private key, because records end up in logs. */
    @Override
    public String toString() {
        return "AlipayCredentials[appId="
                + appId
                + ", sellerId="
                + sellerId
                + ", gateway="
                + gateway
                + "]";
    }
}
