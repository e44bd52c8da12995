package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Engine;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /v3/certificates}: the platform's certificates, sealed with the APIv3 key. */
final class CertificateList {

    private static final String ASSOCIATED = "certificate";

    private final Account account;
    private final Engine engine;

    CertificateList(Account account, Engine engine) {
        this.account = account;
        this.engine = engine;
    }

    Answer list(Call call) {
        List<Map<String, Object>> data =
                account.platform().certificates().stream().map(this::entry).toList();
        return new Answer.Done(Map.of("data", data));
    }

    private Map<String, Object> entry(Certificate certificate) {
        byte[] bytes = new byte[6];
        engine.random().nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        Map<String, Object> sealed = new LinkedHashMap<>();
        sealed.put("algorithm", "AEAD_AES_256_GCM");
        sealed.put("associated_data", ASSOCIATED);
        sealed.put(
                "ciphertext",
                Cipher.seal(account.apiV3Key(), nonce, ASSOCIATED, certificate.pem()));
        sealed.put("nonce", nonce);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("serial_no", certificate.serial());
        entry.put("effective_time", Beijing.rfc3339(certificate.from()));
        entry.put("expire_time", Beijing.rfc3339(certificate.until()));
        entry.put("encrypt_certificate", sealed);
        return entry;
    }
}
