package io.paideia.channels.unionpay;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A merchant's account at UnionPay. Keys and certificates are PEM, given as text or as {@code
 * file:} with a path. The key comes from {@code privateKey} with {@code certId}, or from {@code
 * keyStore} (PKCS#12, as UnionPay hands it out) with its password.
 *
 * @param merId the merchant's 15 digits
 * @param certId the decimal serial number of the merchant's certificate
 * @param keyStore a path as {@code file:}, or the file's Base64
 * @param rootCertificates whom UnionPay's signing certificate must lead back to
 * @param intermediateCertificates those in between, if any
 * @param signer what the third part of that certificate's common name must be, between the @
 * @param gateway the folder of frontTransReq.do, with a slash at the end
 * @param fileGateway where bills are fetched
 * @param notifyUrl where UnionPay reports payments and refunds
 * @param sameDay what a full refund on the day of the payment is
 * @param timeout how long an answer may take before the outcome counts as unknown
 */
record UnionPaySettings(
        String merId,
        @Nullable String privateKey,
        @Nullable String certId,
        @Nullable String keyStore,
        @Nullable String keyStorePassword,
        String rootCertificates,
        @DefaultValue("") String intermediateCertificates,
        @DefaultValue("中国银联股份有限公司") String signer,
        @DefaultValue("https://gateway.95516.com/gateway/api/") URI gateway,
        @DefaultValue("https://filedownload.95516.com/") URI fileGateway,
        URI notifyUrl,
        @DefaultValue("refund") SameDay sameDay,
        @DefaultValue("8s") Duration timeout) {

    /** Voids give the fee back too, but an account needs leave for them. */
    enum SameDay {
        REFUND,
        VOID
    }

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "UnionPaySettings[merId=" + merId + ", gateway=" + gateway + "]";
    }
}
