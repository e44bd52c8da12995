package io.paideia.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.sandbox.engine.RsaSignature;
import java.io.InputStream;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors are published with the vendor's Java SDK; the file names its source. */
class Rsa2Test {

    @Test
    void agreesWithThePublishedVectors() throws Exception {
        PublicKey key;
        JsonNode file;
        try (InputStream certificate = Rsa2Test.class.getResourceAsStream("/alipay/appCert.crt");
                InputStream vectors = Rsa2Test.class.getResourceAsStream("/alipay/rsacheck.json")) {
            key =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(certificate)
                            .getPublicKey();
            file = JsonMapper.shared().readTree(vectors);
        }
        assertThat(file.get("vectors").size()).isEqualTo(2);
        for (JsonNode vector : file.get("vectors")) {
            Map<String, String> fields = new HashMap<>();
            vector.get("params")
                    .properties()
                    .forEach(field -> fields.put(field.getKey(), field.getValue().asString()));
            String sign = vector.get("sign").asString();
            fields.put("sign", sign);
            assertThat(Rsa2.requestContent(fields)).isEqualTo(vector.get("content").asString());
            assertThat(RsaSignature.verifies(Rsa2.requestContent(fields), sign, key)).isTrue();
            fields.put("app_id", "2019090366875134");
            assertThat(RsaSignature.verifies(Rsa2.requestContent(fields), sign, key)).isFalse();
        }
    }

    @Test
    void leavesOutBlankValuesAndForNoticesTheSignType() {
        Map<String, String> fields =
                Map.of("b", "2", "a", "1", "c", " ", "sign", "x", "sign_type", "RSA2");
        assertThat(Rsa2.requestContent(fields)).isEqualTo("a=1&b=2&sign_type=RSA2");
        assertThat(Rsa2.noticeContent(fields)).isEqualTo("a=1&b=2");
    }
}
