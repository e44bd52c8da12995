package io.paideia.sandbox.wechat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.RsaProvider;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A self-signed X.509 certificate, written in DER by hand because the JDK only reads them. The same
 * key gives the same certificate at every start. Source: RFC 5280, section 4.1.
 */
record Certificate(String serial, String pem) {

    static final Instant VALID_FROM = Instant.parse("2024-01-01T00:00:00Z");
    static final Instant VALID_UNTIL = Instant.parse("2044-01-01T00:00:00Z");

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final byte[] SHA256_WITH_RSA =
            HexFormat.of().parseHex("300d06092a864886f70d01010b0500");
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

    static Certificate of(KeyPair pair, String owner) {
        String serial = serial(pair.getPublic());
        byte[] body =
                tagged(
                        SEQUENCE,
                        // Version 3.
                        tagged(0xa0, tagged(INTEGER, new byte[] {2})),
                        tagged(INTEGER, new BigInteger(serial, 16).toByteArray()),
                        SHA256_WITH_RSA,
                        name("Sandbox Root CA"),
                        tagged(SEQUENCE, time("240101000000Z"), time("440101000000Z")),
                        name(owner),
                        pair.getPublic().getEncoded());
        byte[] signed =
                tagged(
                        SEQUENCE,
                        body,
                        SHA256_WITH_RSA,
                        tagged(0x03, new byte[] {0}, signature(body, pair)));
        return new Certificate(
                serial,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(signed)
                        + "\n-----END CERTIFICATE-----\n");
    }

    /** Forty hexadecimal digits that depend on the key alone. */
    static String serial(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
            // Positive, and without a leading zero that would shorten it.
            digest[0] = (byte) ((digest[0] & 0x3f) | 0x40);
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] signature(byte[] body, KeyPair pair) {
        try {
            Signature signature = RsaProvider.sha256();
            signature.initSign(pair.getPrivate());
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot sign", impossible);
        }
    }

    private static byte[] name(String commonName) {
        return tagged(
                SEQUENCE,
                tagged(
                        0x31,
                        tagged(SEQUENCE, COMMON_NAME, tagged(0x0c, commonName.getBytes(UTF_8)))));
    }

    private static byte[] time(String utc) {
        return tagged(0x17, utc.getBytes(US_ASCII));
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length > 255) {
            whole.write(0x82);
            whole.write(length >> 8);
        } else if (length > 127) {
            whole.write(0x81);
        }
        whole.write(length & 0xff);
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
