package io.paideia.channels.wechat;

import io.paideia.channels.RsaProvider;
import io.paideia.channels.Wire;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code GET /v3/certificates}. The answer is signed with one of the certificates that it brings;
 * that it is genuine follows from its being sealed with the APIv3 key. Source: WeChat Pay's
 * documents of downloading platform certificates.
 */
final class CertificateDownload implements Supplier<Optional<List<PlatformKeys.Known>>> {

    private static final Logger log = LoggerFactory.getLogger(CertificateDownload.class);

    private final SignedWire wire;
    private final Sealed sealed;
    private final JsonMapper mapper;

    CertificateDownload(SignedWire wire, Sealed sealed, JsonMapper mapper) {
        this.wire = wire;
        this.sealed = sealed;
        this.mapper = mapper;
    }

    /** Empty if there was no answer that we believe. */
    @Override
    public Optional<List<PlatformKeys.Known>> get() {
        return switch (wire.get("/v3/certificates", "")) {
            case Wire.Reply.Answered answer when answer.status() == 200 -> read(answer.body());
            case Wire.Reply.Answered answer -> {
                log.warn("WeChat Pay gave no certificates: HTTP status {}", answer.status());
                yield Optional.empty();
            }
            case Wire.Reply.NotSent none -> {
                log.warn("WeChat Pay gave no certificates: {}", none.why());
                yield Optional.empty();
            }
            case Wire.Reply.NoAnswer none -> {
                log.warn("WeChat Pay gave no certificates: {}", none.why());
                yield Optional.empty();
            }
        };
    }

    Optional<List<PlatformKeys.Known>> read(String body) {
        try {
            List<PlatformKeys.Known> certificates = new ArrayList<>();
            for (JsonNode entry : mapper.readTree(body).path("data")) {
                JsonNode secret = entry.path("encrypt_certificate");
                Optional<String> pem =
                        sealed.open(
                                secret.path("ciphertext").asString(""),
                                secret.path("nonce").asString(""),
                                secret.path("associated_data").asString(""));
                if (pem.isEmpty()) {
                    log.warn("WeChat Pay's certificates are not sealed with our APIv3 key");
                    return Optional.empty();
                }
                certificates.add(certificate(pem.get(), entry.path("serial_no").asString("")));
            }
            return Optional.of(certificates);
        } catch (JacksonException | GeneralSecurityException | NumberFormatException e) {
            log.warn("WeChat Pay's certificates cannot be read: {}", e.toString());
            return Optional.empty();
        }
    }

    private static PlatformKeys.Known certificate(String pem, String serial)
            throws GeneralSecurityException {
        X509Certificate certificate =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(
                                        new ByteArrayInputStream(
                                                pem.getBytes(StandardCharsets.US_ASCII)));
        if (!certificate.getSerialNumber().equals(new BigInteger("0" + serial, 16))) {
            throw new GeneralSecurityException("The certificate is not that of " + serial);
        }
        return new PlatformKeys.Known(
                serial.toUpperCase(Locale.ROOT),
                RsaProvider.keys()
                        .generatePublic(
                                new X509EncodedKeySpec(certificate.getPublicKey().getEncoded())),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }
}
