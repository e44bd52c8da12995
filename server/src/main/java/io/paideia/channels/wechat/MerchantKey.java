package io.paideia.channels.wechat;

import io.paideia.channels.RsaProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Signs for the merchant: SHA256withRSA (PKCS#1 v1.5) in Base64 over lines that each end with a
 * line feed. Source: WeChat Pay's rules for signatures of API version 3. Thread-safe.
 */
final class MerchantKey {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String mchId;
    private final String serial;
    private final PrivateKey key;
    private final Clock clock;

    MerchantKey(String mchId, String serial, String privateKey, Clock clock) {
        this.mchId = mchId;
        this.serial = serial;
        this.clock = clock;
        try {
            this.key =
                    RsaProvider.keys().generatePrivate(new PKCS8EncodedKeySpec(decode(privateKey)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The cause could quote the key.
            throw new IllegalStateException(
                    "WeChat Pay's private-key cannot be read: expected PKCS#8, PEM or Base64");
        }
    }

    /** A public key as settings give it. */
    static PublicKey publicKey(String text) {
        try {
            return RsaProvider.keys().generatePublic(new X509EncodedKeySpec(decode(text)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "WeChat Pay's public-key cannot be read: expected X.509, PEM or Base64");
        }
    }

    /**
     * The header Authorization.
     *
     * @param path with the query, exactly as it is sent
     * @param body exactly as it is sent, empty if there is none
     */
    String authorization(String method, String path, String body) {
        String timestamp = timestamp();
        String nonce = nonce();
        return "WECHATPAY2-SHA256-RSA2048 mchid=\"%s\",nonce_str=\"%s\",timestamp=\"%s\",serial_no=\"%s\",signature=\"%s\""
                .formatted(
                        mchId,
                        nonce,
                        timestamp,
                        serial,
                        sign(lines(method, path, timestamp, nonce, body)));
    }

    String sign(String message) {
        return Base64.getEncoder()
                .encodeToString(RsaProvider.sign(message.getBytes(StandardCharsets.UTF_8), key));
    }

    /** Every line ends with a line feed, the last one too, and so does an empty one. */
    static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    String timestamp() {
        return Long.toString(clock.instant().getEpochSecond());
    }

    static String nonce() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] decode(String key) {
        String text = key.startsWith("file:") ? read(Path.of(key.substring(5))) : key;
        return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the key file " + file, e);
        }
    }
}
