package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.RsaSignature;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What WeChat Pay signs with: a platform certificate, the newer one that follows it, and the
 * platform's public key, which newer merchants have instead. A merchant says by its header
 * Wechatpay-Serial which it knows. Safe for all threads.
 */
final class Platform {

    private static final String PUBLIC_KEY_ID = "PUB_KEY_ID_0119000001092026112100000001";

    private final KeyFiles keys;
    private final KeyPair publicPair;
    private final Holder first;
    private @Nullable Holder next;
    private volatile boolean rotated;

    /** A key under the name that the header Wechatpay-Serial gives it. */
    record Seal(String serial, PrivateKey key) {

        /** Adds the four headers; the signature covers the body exactly as it is sent. */
        void stamp(BiConsumer<String, String> headers, String nonce, Instant at, String body) {
            String seconds = Long.toString(at.getEpochSecond());
            stamp(
                    headers,
                    nonce,
                    seconds,
                    RsaSignature.sign(seconds + "\n" + nonce + "\n" + body + "\n", key));
        }

        /** The same with whatever stands in for a signature. */
        void stamp(
                BiConsumer<String, String> headers,
                String nonce,
                String seconds,
                String signature) {
            headers.accept("Wechatpay-Nonce", nonce);
            headers.accept("Wechatpay-Serial", serial);
            headers.accept("Wechatpay-Signature", signature);
            headers.accept("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048");
            headers.accept("Wechatpay-Timestamp", seconds);
        }
    }

    private record Holder(Certificate certificate, Seal seal) {}

    Platform(KeyFiles keys) {
        this.keys = keys;
        this.publicPair = keys.rsa("wechat-public-key");
        this.first = holder("wechat-platform-1");
    }

    String publicKeyId() {
        return PUBLIC_KEY_ID;
    }

    String publicKeyPem() {
        return KeyFiles.publicPem(publicPair);
    }

    /** What to sign with for a merchant that named this key in its call. */
    Seal sealFor(String serial) {
        return serial.startsWith("PUB_KEY_ID_")
                ? new Seal(PUBLIC_KEY_ID, publicPair.getPrivate())
                : rotated ? second().seal() : first.seal();
    }

    /** From now on the newer certificate signs. */
    Seal rotate() {
        rotated = true;
        return second().seal();
    }

    /** Whoever encrypts for us names the key that it used. */
    Optional<PrivateKey> named(String serial) {
        return serial.equals(PUBLIC_KEY_ID)
                ? Optional.of(publicPair.getPrivate())
                : holders().stream()
                        .map(Holder::seal)
                        .filter(seal -> seal.serial().equals(serial))
                        .map(Seal::key)
                        .findFirst();
    }

    /** The certificates that a merchant may meet now; during a change there are two. */
    List<Certificate> certificates() {
        return holders().stream().map(Holder::certificate).toList();
    }

    private List<Holder> holders() {
        return rotated ? List.of(first, second()) : List.of(first);
    }

    /** Its key is made when it is needed first. */
    private synchronized Holder second() {
        Holder made = next;
        if (made == null) {
            made = holder("wechat-platform-2");
            next = made;
        }
        return made;
    }

    private Holder holder(String name) {
        KeyPair pair = keys.rsa(name);
        Certificate certificate = Certificate.of(pair, "Tenpay.com sign");
        return new Holder(certificate, new Seal(certificate.serial(), pair.getPrivate()));
    }
}
