package io.paideia.channels.bank;

import io.paideia.channels.RsaProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * SHA256withRSA in Base64 over bytes as they were sent, in a header of their own. ISO 20022 leaves
 * the transport to the bank; this one is the sandbox's. Several keys of the bank count while it
 * changes them. Thread-safe.
 */
final class BankSignature {

    /** Carries the signature, of requests, answers and notices alike. */
    static final String HEADER = "bank-signature";

    private final PrivateKey ours;
    private final List<PublicKey> theirs = new ArrayList<>();

    BankSignature(String privateKey, String bankKeys) {
        try {
            KeyFactory rsa = RsaProvider.keys();
            this.ours = rsa.generatePrivate(new PKCS8EncodedKeySpec(decode(text(privateKey))));
            for (String key : text(bankKeys).split("-----END[A-Z ]+-----", -1)) {
                if (!key.isBlank()) {
                    theirs.add(rsa.generatePublic(new X509EncodedKeySpec(decode(key))));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The cause could quote the key.
            throw new IllegalStateException(
                    "The bank's keys cannot be read: expected PKCS#8 and X.509, PEM or Base64");
        }
    }

    String sign(String content) {
        return Base64.getEncoder()
                .encodeToString(RsaProvider.sign(content.getBytes(StandardCharsets.UTF_8), ours));
    }

    boolean verifies(byte[] content, String sign) {
        return theirs.stream().anyMatch(key -> RsaProvider.verifies(content, sign, key));
    }

    private static byte[] decode(String key) {
        return Base64.getMimeDecoder().decode(key.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static String text(String key) {
        try {
            return key.startsWith("file:") ? Files.readString(Path.of(key.substring(5))) : key;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the key file " + key.substring(5), e);
        }
    }
}
