package io.paideia.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 hash. Immutable. */
final class Hash {

    static final int LENGTH = 32;

    /** Where no hash is known yet. */
    static final Hash NONE = new Hash(new byte[LENGTH]);

    private static final byte BEGINNING = 3;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over; it must not be changed any more. */
    static Hash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("Not a SHA-256 hash: " + bytes.length + " bytes");
        }
        return new Hash(bytes);
    }

    static Hash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** What the first block of a book follows, so that its name is sealed too. */
    static Hash beginning(String book) {
        MessageDigest digest = digest();
        digest.update(BEGINNING);
        return of(digest.digest(book.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    void into(MessageDigest digest) {
        digest.update(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
