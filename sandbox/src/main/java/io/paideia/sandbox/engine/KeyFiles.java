package io.paideia.sandbox.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * RSA key pairs that are made once and found again at the next start, in files that only their
 * owner can read. Making one takes half a second, so nobody may do it per request.
 */
public final class KeyFiles {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;

    public KeyFiles(Path folder) {
        this.folder = folder;
    }

    /** The pair of this name; the file holds the private key, from which the public one follows. */
    public KeyPair rsa(String name) {
        Path file = folder.resolve(name + ".pem");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                write(
                        file,
                        pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded()));
            }
            return read(Files.readString(file));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot keep the key " + file, failed);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(
                    "unusable key in " + file + "; delete it to get a new one", unusable);
        }
    }

    public static String privatePem(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    public static String publicPem(KeyPair pair) {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + LINES.encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }

    private static KeyPair read(String pem) throws GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        KeyFactory factory = RsaProvider.keys();
        PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(der));
        RSAPrivateCrtKey parts = (RSAPrivateCrtKey) secret;
        return new KeyPair(
                factory.generatePublic(
                        new RSAPublicKeySpec(parts.getModulus(), parts.getPublicExponent())),
                secret);
    }

    /** Written beside and moved, so that a killed process never leaves half a key. */
    private static void write(Path file, String pem) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        if (Files.getFileStore(file.toAbsolutePath().getParent())
                .supportsFileAttributeView("posix")) {
            Files.createFile(
                    draft,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(draft, pem);
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
