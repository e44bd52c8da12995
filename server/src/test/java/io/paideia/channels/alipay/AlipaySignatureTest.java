package io.paideia.channels.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The vectors are those of RSACheckTest in alipay/alipay-sdk-java-all (v2), with the certificate
 * from its test fixtures; the resource names the commit.
 */
class AlipaySignatureTest {

    private static final KeyPair OURS = keys();

    @Test
    void verifiesThePublishedVectors() throws IOException, GeneralSecurityException {
        AlipaySignature signature = new AlipaySignature(base64(OURS.getPrivate()), published());
        JsonNode vectors = JsonMapper.shared().readTree(open("rsacheck.json")).path("vectors");
        assertThat(vectors).isNotEmpty();
        for (JsonNode vector : vectors) {
            Map<String, String> fields = new HashMap<>();
            vector.path("params")
                    .propertyStream()
                    .forEach(field -> fields.put(field.getKey(), field.getValue().asString()));
            String content = AlipaySignature.content(fields, Set.of("sign"));
            assertThat(content).isEqualTo(vector.path("content").asString());
            String sign = vector.path("sign").asString();
            assertThat(signature.verifiesAnswer(content, sign)).isTrue();
            assertThat(signature.verifiesAnswer(content + " ", sign)).isFalse();
            assertThat(signature.verifiesAnswer(content, sign.replace('A', 'B'))).isFalse();
        }
    }

    @Test
    void verifiesWhatItSignedWithSignTypeLeftOutOfNotices() {
        AlipaySignature both =
                new AlipaySignature(base64(OURS.getPrivate()), base64(OURS.getPublic()));
        Map<String, String> notice = new HashMap<>(Map.of("b", "2", "a", "1 & =", "empty", " "));
        notice.put("sign", both.sign(notice));
        notice.put("sign_type", "RSA2");

        assertThat(both.verifiesNotice(notice, Duration.ZERO)).isTrue();
        notice.put("c", "3");
        assertThat(both.verifiesNotice(notice, Duration.ZERO)).isFalse();
        notice.remove("c");
        for (String forged : new String[] {"", "!!", "AAAA", "=".repeat(5_000)}) {
            notice.put("sign", forged);
            assertThat(both.verifiesNotice(notice, Duration.ZERO)).isFalse();
        }
        notice.remove("sign");
        assertThat(both.verifiesNotice(notice, Duration.ZERO)).isFalse();
    }

    @Test
    void saysThatAKeyIsWrongWithoutShowingIt() {
        assertThatThrownBy(() -> new AlipaySignature("secret", base64(OURS.getPublic())))
                .hasMessageContaining("PKCS#8")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    /**
     * The numbers are what AntCertificationUtil of Alipay's SDK gives for the same files; the
     * second root is one of the Chinese standard SM2, as Alipay's own file holds it.
     */
    @Test
    void numbersCertificatesAsAlipayDoes() throws IOException {
        assertThat(AlipayCertificates.read("app-cert", text("appCert.crt")))
                .extracting(AlipayCertificates::number)
                .containsExactly("c5f1c14ddd03800943ddf3f452aaf3d9");
        assertThat(AlipayCertificates.read("root-cert", text("roots.pem")))
                .extracting(AlipayCertificates::number)
                .containsExactly("0b781be37e07564b71719fd716e963aa");
        assertThatThrownBy(() -> AlipayCertificates.read("root-cert", "nothing"))
                .hasMessageContaining("root-cert");
    }

    private static String text(String name) throws IOException {
        try (InputStream file = open(name)) {
            return new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static String published() throws IOException, GeneralSecurityException {
        try (InputStream file = open("appCert.crt")) {
            return base64(
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(file)
                            .getPublicKey());
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(
                AlipaySignatureTest.class.getResourceAsStream("/alipay/" + name));
    }

    private static String base64(java.security.Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            return rsa.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
