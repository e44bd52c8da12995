package io.paideia.sandbox.paypal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;

/**
 * Writes X.509 certificates (RFC 5280) in DER, because the JDK can only read them. The same keys
 * and names give the same bytes, so that a restarted sandbox has the same certificates.
 */
final class CertificateMaker {

    private static final byte[] SHA256_WITH_RSA =
            sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(5));
    private static final byte[] FOR_CERTIFICATES = {3, 2, 1, 6};
    private static final byte[] FOR_SIGNATURES = {3, 2, 7, (byte) 0x80};

    private CertificateMaker() {}

    /** One who vouches for others; its own issuer if it is a root. */
    static byte[] authority(String name, KeyPair keys, String issuer, KeyPair issuerKeys) {
        byte[] constraints =
                sequence(
                        oid(0x55, 0x1d, 0x13),
                        der(1, (byte) 0xff),
                        der(4, sequence(der(1, (byte) 0xff))));
        return certificate(name, keys, issuer, issuerKeys, constraints, keyUsage(FOR_CERTIFICATES));
    }

    /** One who signs messages. */
    static byte[] signer(String name, KeyPair keys, String issuer, KeyPair issuerKeys) {
        return certificate(name, keys, issuer, issuerKeys, keyUsage(FOR_SIGNATURES));
    }

    static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    private static byte[] certificate(
            String name, KeyPair keys, String issuer, KeyPair issuerKeys, byte[]... extensions) {
        byte[] serial =
                new BigInteger(1, name.getBytes(UTF_8)).mod(BigInteger.TWO.pow(120)).toByteArray();
        byte[] body =
                sequence(
                        der(0xa0, der(2, (byte) 2)),
                        der(2, serial),
                        SHA256_WITH_RSA,
                        distinguished(issuer),
                        sequence(time("200101000000Z"), time("491231235959Z")),
                        distinguished(name),
                        keys.getPublic().getEncoded(),
                        der(0xa3, sequence(extensions)));
        return sequence(body, SHA256_WITH_RSA, bits(sign(body, issuerKeys)));
    }

    private static byte[] sign(byte[] body, KeyPair keys) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the certificate cannot be signed", unusable);
        }
    }

    private static byte[] distinguished(String name) {
        return sequence(
                part(oid(0x55, 0x04, 0x0a), "Paideia Sandbox"), part(oid(0x55, 0x04, 0x03), name));
    }

    private static byte[] part(byte[] type, String value) {
        return der(0x31, sequence(type, der(0x0c, value.getBytes(UTF_8))));
    }

    private static byte[] keyUsage(byte[] bits) {
        return sequence(oid(0x55, 0x1d, 0x0f), der(1, (byte) 0xff), der(4, bits));
    }

    private static byte[] time(String utc) {
        return der(0x17, utc.getBytes(US_ASCII));
    }

    private static byte[] bits(byte[] content) {
        byte[] whole = new byte[content.length + 1];
        System.arraycopy(content, 0, whole, 1, content.length);
        return der(3, whole);
    }

    private static byte[] oid(int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return der(6, content);
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        return der(0x30, content.toByteArray());
    }

    /** Tag, length, content. */
    private static byte[] der(int tag, byte... content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skip));
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
