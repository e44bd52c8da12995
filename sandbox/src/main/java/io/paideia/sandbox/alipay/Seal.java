package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.RsaSignature;
import io.paideia.sandbox.engine.Scenarios;
import org.jspecify.annotations.Nullable;

/**
 * Signs for Alipay, with the key of today or, where a scenario says so, already with the next one.
 * Safe for all threads.
 */
final class Seal {

    private final Papers papers;
    private volatile @Nullable Scenarios scenarios;

    Seal(Papers papers) {
        this.papers = papers;
    }

    /** Heeds these scenarios from now on. */
    void heed(Scenarios given) {
        this.scenarios = given;
    }

    /** Signs what concerns this order, or nothing in particular if it is empty. */
    String sign(String text, String reference) {
        return RsaSignature.sign(
                text, (isRotated(reference) ? papers.next() : papers.alipay()).getPrivate());
    }

    /** The number of the certificate that belongs to the signature. */
    String number(String reference) {
        return Papers.number(
                isRotated(reference) ? papers.nextCertificate() : papers.alipayCertificate());
    }

    private boolean isRotated(String reference) {
        Scenarios heeded = scenarios;
        return heeded != null
                && heeded.on(Fault.Kind.ROTATED_CERTIFICATE, AlipayChannel.NAME, reference)
                        .isPresent();
    }
}
